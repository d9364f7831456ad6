//go:build fault

package fault

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// at is the point that the environment names, left how often it is still passed.
var (
	at   string
	left atomic.Int64
)

func init() {
	name, n, _ := strings.Cut(os.Getenv("NIANBAO_FAULT"), ":")
	if name != "" && !slices.Contains(Points, name) {
		fmt.Fprintf(os.Stderr, "fault: no point %q\n", name)
		os.Exit(2)
	}
	times, err := strconv.ParseInt(n, 10, 64)
	if err != nil {
		times = 1
	}
	at = name
	left.Store(times)
}

// Point ends the process, as SIGKILL does, where the environment names it.
func Point(name string) {
	if !slices.Contains(Points, name) {
		panic("fault misuse: no point " + name)
	}
	if name != at || left.Add(-1) > 0 {
		return
	}
	self, err := os.FindProcess(os.Getpid())
	if err == nil {
		err = self.Kill()
	}
	for err == nil { // the signal comes when it comes: nothing may be done before
		time.Sleep(time.Hour)
	}
	panic(err)
}
