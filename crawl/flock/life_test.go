package flock

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const childEnv = "NIANBAO_FLOCK_CHILD"

func TestMain(m *testing.M) {
	if prefix := os.Getenv(childEnv); prefix != "" {
		l, err := Live(prefix)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		fmt.Println(l.Name)
		bufio.NewReader(os.Stdin).ReadString('\n')
		l.Close()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// TestLife looks at another process that lives, is killed, and ends in order.
func TestLife(t *testing.T) {
	for _, how := range []string{"killed", "in order"} {
		t.Run(how, func(t *testing.T) {
			prefix := filepath.Join(t.TempDir(), "a[b]*.db-crawl-") // as a user may call a database
			l, err := Live(prefix)
			if err != nil {
				t.Fatal(err)
			}
			cmd := exec.Command(os.Args[0])
			cmd.Env = append(os.Environ(), childEnv+"="+prefix)
			in, err := cmd.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			name, err := bufio.NewReader(out).ReadString('\n')
			if err != nil {
				t.Fatal(err)
			}
			name = strings.TrimSpace(name)
			if l.Gone(name) || l.Gone(l.Name) || l.Gone("../x") {
				t.Error("who lives is gone")
			}
			if how == "killed" {
				cmd.Process.Kill()
			} else {
				in.Close()
			}
			cmd.Wait()
			if !l.Gone(name) || !l.Gone("nobody") {
				t.Error("who ended is not gone")
			}
			next, err := Live(prefix)
			if err != nil {
				t.Fatal(err)
			}
			if l.Gone(next.Name) || next.Gone(l.Name) {
				t.Error("who lives is gone")
			}
			if err := next.Close(); err != nil {
				t.Error(err)
			}
			if err := l.Close(); err != nil {
				t.Error(err)
			}
			if entries, err := os.ReadDir(filepath.Dir(prefix)); len(entries) > 0 || err != nil {
				t.Errorf("left behind: %v, %v", entries, err)
			}
		})
	}
}

// TestBuried begins where a process was killed: its file is taken away.
func TestBuried(t *testing.T) {
	prefix := filepath.Join(t.TempDir(), "x-")
	if err := os.WriteFile(prefix+"123-4", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := Live(prefix)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if _, err := os.Stat(prefix + "123-4"); !os.IsNotExist(err) {
		t.Error(err)
	}
}
