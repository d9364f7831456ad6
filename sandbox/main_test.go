//go:build unix

package sandbox

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"nianbao/parse"
)

// hostileMark in a child's options makes it a hostile one: its parser does what
// the document says. See hostile_test.go.
const hostileMark = "nianbao-hostile-test"

// deedArg makes this program a tool that does what a hostile parser does.
const deedArg = "__deed"

func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == parseArg && strings.Contains(os.Args[2], hostileMark) {
		answers := os.Stdout
		open := func(parse.Options) documents { return hostile{answers} }
		if err := serve(os.Args[2], open, os.Stdin, answers); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	if len(os.Args) > 2 && os.Args[1] == deedArg {
		fmt.Print(hostile{}.do(os.Args[2], strings.Join(os.Args[3:], " ")))
		os.Exit(0)
	}
	Main()
	os.Exit(m.Run())
}
