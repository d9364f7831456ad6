//go:build unix

package sandbox

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// shell is a tool that does what a script says.
func shell(script string) Tool {
	return Tool{Path: "sh", Args: []string{"-c", script}, Limits: Limits{CPU: 20 * time.Second, Wall: time.Minute}}
}

func TestRunClasses(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	small := Limits{CPU: 20 * time.Second, Wall: time.Minute, Output: 1 << 20, File: 1 << 20, Memory: 2 << 30}
	tests := []struct {
		name   string
		tool   Tool
		class  Class
		stdout string
		stderr string
	}{
		{"ok", Tool{Path: "cat", Stdin: []byte("in")}, Done, "in", ""},
		{"a failure", shell("echo half; echo no document >&2; exit 3"), Failed, "half\n", "no document\n"},
		{"a fault of memory", shell("kill -SEGV $$"), Panic, "", ""},
		{"an end from outside", shell("kill -KILL $$"), Killed, "", ""},
		{"an end from outside below a shell", shell("sh -c 'kill -TERM $$'; exit $?"), Killed, "", ""},
		{"a loop", Tool{Path: "sh", Args: []string{"-c", "while :; do :; done"}, Limits: Limits{CPU: time.Second, Wall: time.Minute}}, CPU, "", ""},
		{"a loop below a shell", Tool{Path: "sh", Args: []string{"-c", "sh -c 'while :; do :; done'; exit $?"}, Limits: Limits{CPU: time.Second, Wall: time.Minute}}, CPU, "", ""},
		{"a sleep", Tool{Path: "sleep", Args: []string{"60"}, Limits: Limits{Wall: 200 * time.Millisecond}}, Wall, "", ""},
		{"output without end", Tool{Path: "yes", Limits: small}, Output, "", ""},
		{"a file without end", Tool{Path: "sh", Args: []string{"-c", "exec cat /dev/zero > file"}, Limits: small}, Output, "", ""},
		{"memory without end", Tool{Path: self, Args: []string{deedArg, "reserve"}, Limits: small}, Memory, "", "out of memory"},
		{"a panic", Tool{Path: self, Args: []string{deedArg, "panic"}, Limits: small}, Panic, "", "it broke here"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r, err := Run(t.Context(), test.tool)
			if err != nil {
				t.Fatal(err)
			}
			if r.Class != test.class || !strings.Contains(r.Stderr, test.stderr) {
				t.Errorf("%s, exit %d, %q; want %s, %q", r.Class, r.Exit, r.Stderr, test.class, test.stderr)
			}
			if test.stdout != "" && string(r.Stdout) != test.stdout || int64(len(r.Stdout)) > test.tool.Limits.orDefault().Output {
				t.Errorf("%d bytes of output %.50q, want %q", len(r.Stdout), r.Stdout, test.stdout)
			}
			if (r.Class.Reason() == "") != (r.Class == Done) || r.Class.Reason().Validate() != nil {
				t.Errorf("class %s is reason %q", r.Class, r.Class.Reason())
			}
		})
	}
}

func TestRunFolder(t *testing.T) {
	var dir string
	tool := shell("pwd; cat given.txt; echo made > made.txt; ln -s /etc/passwd link; umask 777; mkdir shut")
	tool.Files = map[string][]byte{"given.txt": []byte("given")}
	tool.Collect = func(folder fs.FS) error {
		made, err := fs.ReadFile(folder, "made.txt")
		if err != nil || string(made) != "made\n" {
			t.Errorf("made.txt holds %q (%v)", made, err)
		}
		if outside, err := fs.ReadFile(folder, "link"); err == nil {
			t.Errorf("a link out of the folder is read: %.50q", outside)
		}
		return nil
	}
	r, err := Run(t.Context(), tool)
	if err != nil || r.Class != Done {
		t.Fatalf("%v: %s %q", err, r.Class, r.Stderr)
	}
	dir, content, _ := strings.Cut(string(r.Stdout), "\n")
	if content != "given" {
		t.Errorf("given.txt holds %q", content)
	}
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%s is left (%v)", dir, err)
	}
	tool.Collect = func(fs.FS) error { return fs.ErrInvalid }
	if _, err := Run(t.Context(), tool); !errors.Is(err, fs.ErrInvalid) {
		t.Errorf("error %v, want that of Collect", err)
	}
	tool.Collect, tool.Files = nil, map[string][]byte{"../../escaped": nil}
	if _, err := Run(t.Context(), tool); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(filepath.Dir(dir), "..", "escaped")); err == nil {
		t.Error("a file was written outside the folder")
	}
}

func TestRunConfined(t *testing.T) {
	here, err := Probe()
	if err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("NIANBAO_SECRET", "password")
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	outside := filepath.Join(os.TempDir(), "nianbao-escaped")
	t.Cleanup(func() { os.Remove(outside) })
	tests := []struct {
		name  string
		tool  Tool
		want  string
		holds bool
	}{
		{"no file of ours", shell("cat " + secret + " || echo refused"), "refused\n", here.Files},
		{"one that is named", Tool{Path: "cat", Args: []string{secret}, Read: []string{secret}}, "secret", true},
		{"no writing outside", shell("touch " + outside + " || echo refused"), "refused\n", here.Files},
		{"no network", Tool{Path: self, Args: []string{deedArg, "dial", listener.Addr().String()}}, "operation not permitted", here.Network},
		{"no environment of ours", shell("env | grep -c SECRET"), "0\n", true},
		{"a home of its own", shell(`[ "$HOME" = "$(pwd)" ] && [ "$TMPDIR" = "$HOME" ] && echo $OMP_THREAD_LIMIT`), "1\n", true},
		{"no core", shell("ulimit -c"), "0\n", here.Limits},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if !test.holds {
				t.Skip("not bounded on this system")
			}
			r, err := Run(t.Context(), test.tool)
			if err != nil || !strings.Contains(string(r.Stdout), test.want) {
				t.Errorf("%v: %s %q %q, want %q", err, r.Class, r.Stdout, r.Stderr, test.want)
			}
		})
	}
}

// TestRunLeavesNothing holds that what a tool started ends with it.
func TestRunLeavesNothing(t *testing.T) {
	for _, tool := range []Tool{
		shell("sleep 100 >/dev/null 2>&1 & echo $!"),
		{Path: "sh", Args: []string{"-c", "sleep 100 & echo $!; wait"}, Limits: Limits{Wall: 300 * time.Millisecond}},
	} {
		r, err := Run(t.Context(), tool)
		if err != nil {
			t.Fatal(err)
		}
		pid, err := strconv.Atoi(strings.TrimSpace(string(r.Stdout)))
		if err != nil {
			t.Fatalf("%s %q: %v", r.Class, r.Stdout, err)
		}
		running := true
		for range 100 { // the system buries it a little later
			if running = syscall.Kill(pid, 0) == nil && !dead(pid); !running {
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
		if running {
			t.Errorf("process %d is left", pid)
		}
	}
}

// dead tells a process that has ended and that nobody has asked after.
func dead(pid int) bool {
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	return err == nil && strings.Contains(string(stat), ") Z ")
}

func TestRunErrors(t *testing.T) {
	if _, err := Run(t.Context(), Tool{Path: "nianbao-no-such-tool"}); !errors.Is(err, exec.ErrNotFound) {
		t.Errorf("error %v, want %v", err, exec.ErrNotFound)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	started := time.Now()
	if _, err := Run(ctx, Tool{Path: "sleep", Args: []string{"60"}}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v, want %v", err, context.DeadlineExceeded)
	}
	if took := time.Since(started); took > 10*time.Second {
		t.Errorf("a cancelled run took %v", took)
	}
	notProgram := filepath.Join(t.TempDir(), "a")
	if err := os.WriteFile(notProgram, []byte("no program"), 0o700); err != nil {
		t.Fatal(err)
	}
	if r, err := Run(t.Context(), Tool{Path: notProgram}); err == nil {
		t.Errorf("a file that is no program: %s %q, want an error", r.Class, r.Stderr)
	}
}

// TestRunPDFToText runs a real tool on a real document.
func TestRunPDFToText(t *testing.T) {
	for _, s := range samples(t, ".pdf") {
		r, err := Run(t.Context(), Tool{Path: "pdftotext", Args: []string{"-layout", "-", "-"}, Stdin: s.body})
		if errors.Is(err, exec.ErrNotFound) {
			t.Skip("pdftotext is not installed")
		}
		if err != nil || r.Class != Done || !strings.Contains(string(r.Stdout), "政府信息公开") {
			t.Errorf("%s: %v, %s %q, %d bytes", s.name, err, r.Class, r.Stderr, len(r.Stdout))
		}
	}
}
