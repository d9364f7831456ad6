//go:build unix

package fetch

import (
	"net"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestNoFile holds that what is no regular file is said to be none at once,
// wherever it is named: opening a pipe that nobody writes to never ends.
func TestNoFile(t *testing.T) {
	dir := write(t, map[string]string{"list.csv": "path\npipe.txt\na.txt\n", "a.txt": "A"})
	for _, name := range []string{"pipe.txt", "pipe.zip", "pipe.csv", "pipe.7z"} {
		if err := syscall.Mkfifo(filepath.Join(dir, name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir) // the path of a socket must be short
	socket, err := net.Listen("unix", "socket")
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	if err := os.Symlink(os.DevNull, "device"); err != nil {
		t.Fatal(err)
	}
	const no = "=! " + "a pipe, a socket or a device, not a file"
	for _, tt := range []struct {
		arg  string
		want []string
	}{
		{"pipe.txt", []string{"pipe.txt" + no}},
		{"pipe.zip", []string{"pipe.zip" + no}},
		{"pipe.csv", []string{"pipe.csv" + no}},
		{"socket", []string{"socket" + no}},
		{"device", []string{"device" + no}},
		{os.DevNull, []string{os.DevNull + no}},
		{"list.csv", []string{"pipe.txt" + no, "a.txt=A"}},
		{".", []string{"a.txt=A", "device" + no, "list.csv=path\npipe.txt\na.txt\n", "pipe.7z" + no, "pipe.csv" + no, "pipe.txt" + no, "pipe.zip" + no, "socket" + no}},
	} {
		done := make(chan []string, 1)
		go func() {
			var got []string
			for _, item := range New(Options{}).Discover([]string{tt.arg}) {
				got = append(got, item.Source+"="+outcome(item))
			}
			done <- got
		}()
		select {
		case got := <-done:
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("Discover(%q) (-want +got):\n%s", tt.arg, diff)
			}
		case <-time.After(5 * time.Second):
			t.Errorf("Discover(%q) does not end", tt.arg)
		}
	}
}
