//go:build unix

package sandbox

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"nianbao/parse"
	"nianbao/report"
)

// A hostile is a parser in a child that a document has taken over: what is
// named by the document's text is done.
type hostile struct{ answers *os.File }

func (h hostile) PagePicture([]byte, int) (parse.PagePicture, error) {
	return parse.PagePicture{PNG: []byte("<svg onload=alert(1)>"), Width: 1, Height: 1}, nil
}

func (h hostile) Document(_ string, body []byte, _ string) *report.Document {
	deed, argument, _ := strings.Cut(string(body), " ")
	d := &report.Document{Status: report.OK, Format: report.TextFormat}
	d.Text = h.do(deed, argument)
	switch deed {
	case "outside":
		d.Blocks = []report.Block{{Kind: report.Paragraph, Span: report.Span{Start: 0, End: 1000}}}
	case "grid":
		d.Tables = []report.Table{{Rows: 1 << 30, Cols: 1 << 30}}
	case "status":
		d.Status = "fine"
	}
	return d
}

func (h hostile) do(deed, argument string) string {
	switch deed {
	case "spin":
		//lint:ignore SA5002 it is what a parser that hangs does
		for {
		}
	case "sleep":
		time.Sleep(time.Hour)
	case "panic":
		go func() { panic("it broke here") }()
		select {}
	case "recurse":
		return fmt.Sprint(recurse(1))
	case "grow":
		for all := [][]byte{}; ; {
			all = append(all, bytes.Repeat([]byte{1}, 16<<20))
			runtime.KeepAlive(all)
		}
	case "reserve":
		return fmt.Sprint(len(make([]byte, 8<<30)))
	case "fault":
		syscall.Kill(os.Getpid(), syscall.SIGSEGV)
		time.Sleep(time.Hour)
	case "kill":
		syscall.Kill(os.Getpid(), syscall.SIGKILL)
		time.Sleep(time.Hour)
	case "nap":
		time.Sleep(500 * time.Millisecond)
	case "exit":
		os.Exit(0)
	case "garbage":
		h.answers.WriteString(frameMark + "\x00\x00\x00\x05oops!")
	case "noise":
		h.answers.WriteString("no frame at all")
	case "twice":
		writeJSON(h.answers, answer{N: 1, Document: &report.Document{Status: report.OK, Text: "false"}})
	case "ask": // for more pages than there are, and again
		for range 2 {
			writeJSON(h.answers, answer{N: 1, Reread: &pageRange{1, 1 << 30}})
		}
		time.Sleep(time.Hour)
	case "print":
		fmt.Println("between the answers")
	case "long":
		return strings.Repeat("字", maxAnswer/3+1)
	case "leave":
		go func() { select {} }()
	case "write":
		return fmt.Sprint(os.WriteFile(argument, []byte("x"), 0o600))
	case "read":
		_, err := os.ReadFile(argument)
		return fmt.Sprint(err)
	case "dial":
		_, err := net.Dial("tcp", argument)
		return fmt.Sprint(err)
	case "environment":
		return strings.Join(os.Environ(), "\n")
	case "files":
		names, _ := filepath.Glob("/proc/self/fd/*")
		for i, name := range names {
			target, _ := os.Readlink(name)
			names[i] = filepath.Base(name) + " " + target
		}
		return strings.Join(names, "\n")
	case "folder":
		entries, _ := os.ReadDir(".")
		return fmt.Sprintf("entries: %d", len(entries))
	}
	return fmt.Sprint(os.Getpid())
}

//lint:ignore SA5007 it is what a parser that recurses without end does
func recurse(n int) int { return recurse(n+1) + n }

// openHostile makes a parser whose children do what documents say.
func openHostile(t *testing.T, workers int) *Parser {
	t.Helper()
	dir := filepath.Join(t.TempDir(), hostileMark)
	p, err := Open(Options{Workers: workers, Parse: parse.Options{CacheDir: dir}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	p.wall = time.Minute // of a machine that others use too
	return p
}

func (p *Parser) do(deed string) *report.Document { return p.Document("a.txt", []byte(deed), "") }

func TestClasses(t *testing.T) {
	tests := []struct {
		deed   string
		reason report.Reason
		detail string
	}{
		{"panic", report.Crashed, "it broke here"},
		{"ask", report.Crashed, "read again twice"},
		{"recurse", report.Crashed, "stack"},
		{"fault", report.Crashed, "SIGSEGV"},
		{"kill", report.Crashed, "something outside ended it"},
		{"exit", report.Crashed, "it broke"},
		{"garbage", report.Crashed, ""},
		{"noise", report.Crashed, "its answer is none"},
		{"outside", report.Crashed, "a place 0-1000 in a text"},
		{"grid", report.Crashed, "a table of"},
		{"status", report.Crashed, `unknown status "fine"`},
		{"long", report.TooLarge, "it gave more than 64 MB"},
		{"grow", report.OutOfMemory, "out of memory"},
		{"reserve", report.OutOfMemory, "out of memory"},
		{"spin", report.TimedOut, "goroutine"},
		{"sleep", report.TimedOut, "goroutine"},
	}
	for _, test := range tests {
		t.Run(test.deed, func(t *testing.T) {
			if test.deed == "spin" && testing.Short() {
				t.Skip("takes its time")
			}
			t.Parallel()
			p := openHostile(t, 1)
			p.do("pid")
			if test.deed == "sleep" {
				p.wall = time.Second
			}
			started := time.Now()
			d := p.do(test.deed)
			if d.Status != report.Unreadable || d.Reason != test.reason || !strings.Contains(d.Detail, test.detail) {
				t.Errorf("%s %s %q, want %s, %q", d.Status, d.Reason, d.Detail, test.reason, test.detail)
			}
			if d.Source != "a.txt" || len(d.SHA256) != 64 || d.Size != int64(len(test.deed)) || d.Text != "" {
				t.Errorf("document %q %q %d %q", d.Source, d.SHA256, d.Size, d.Text)
			}
			if len(d.Detail) > 4<<10 || strings.Contains(d.Detail, "0x") {
				t.Errorf("last words of %d bytes: %s", len(d.Detail), d.Detail)
			}
			t.Logf("%v %s", time.Since(started), d.Detail)
			if next := p.do("pid"); next.Status != report.OK || next.Text == "" {
				t.Errorf("the next document: %s %s %q", next.Status, next.Reason, next.Detail)
			}
		})
	}
}

// TestAnswers holds that a document is never given the answer to another.
func TestAnswers(t *testing.T) {
	p := openHostile(t, 1)
	p.do("twice")
	if d := p.do("pid"); d.Text == "false" {
		t.Errorf("the next document got an answer that was made for another: %s %q", d.Status, d.Text)
	}
	if d := p.do("pid"); d.Status != report.OK {
		t.Errorf("the document after it: %s %s %q", d.Status, d.Reason, d.Detail)
	}
	p = openHostile(t, 1)
	before := p.do("pid").Text
	if d := p.do("print"); d.Status != report.OK || d.Text != before {
		t.Errorf("a line printed between the answers: %s %q, want the same child to go on", d.Status, d.Detail)
	}
}

func TestConfined(t *testing.T) {
	here, err := Probe()
	if err != nil {
		t.Fatal(err)
	}
	p := openHostile(t, 1)
	file := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	inherited, err := os.Open("/dev/null")
	if err != nil {
		t.Fatal(err)
	}
	defer inherited.Close()
	t.Setenv("NIANBAO_SECRET", "password")
	tests := []struct {
		name, deed, want string
		holds            bool
	}{
		{"writes nowhere", "write " + filepath.Join(os.TempDir(), "escaped"), "permission denied", here.Files},
		{"writes not where it is", "write escaped", "no such file", here.Files},
		{"reads no file of ours", "read " + file, "permission denied", here.Files},
		{"reads the system's", "read /usr/lib/os-release", "<nil>", here.Files},
		{"no network", "dial " + listener.Addr().String(), "operation not permitted", here.Network},
		{"no environment", "environment", "", true},
		{"an empty folder", "folder", "entries: 0", true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := p.do(test.deed)
			if d.Status != report.OK {
				t.Fatalf("%s %s", d.Reason, d.Detail)
			}
			if test.want == "" && d.Text != "" || !strings.Contains(d.Text, test.want) {
				if !test.holds {
					t.Skipf("not bounded here: %q", d.Text)
				}
				t.Errorf("%q, want %q", d.Text, test.want)
			}
		})
	}
	for line := range strings.Lines(p.do("files").Text) {
		// Go's own are its poller and the group's share of the processor; the last is the list itself.
		if !regexp.MustCompile(`pipe:|anon_inode|/sys/fs/cgroup|^\d+ $`).MatchString(strings.TrimRight(line, "\n")) {
			t.Errorf("the child has %q open", strings.TrimSpace(line))
		}
	}
}

// TestFresh holds that a child reads no more once a document has left something
// running in it, once it has read its share, and when something outside ends it.
func TestFresh(t *testing.T) {
	p := openHostile(t, 1)
	first := p.do("pid").Text
	if again := p.do("pid").Text; again != first {
		t.Errorf("child %s after %s, want the same", again, first)
	}
	if d := p.do("leave"); d.Status != report.OK || d.Text != first {
		t.Errorf("%s %q by %s, want it read by %s", d.Status, d.Detail, d.Text, first)
	}
	second := p.do("pid").Text
	if second == first {
		t.Error("the child goes on with what a document left running in it")
	}
	c := <-p.children
	kill(c.cmd.Process)
	p.children <- c
	third := p.do("pid")
	if third.Status != report.OK || third.Text == second {
		t.Errorf("after its child was killed: %s %s %q, child %s", third.Status, third.Reason, third.Detail, third.Text)
	}
	var last string
	for range maxDocuments {
		last = p.do("pid").Text
	}
	if last == third.Text {
		t.Errorf("one child read more than %d documents", maxDocuments)
	}
}

// TestKilled holds that a document whose child somebody else ends is read by
// another one.
func TestKilled(t *testing.T) {
	p := openHostile(t, 1)
	first := p.do("pid").Text
	pid, err := strconv.Atoi(first)
	if err != nil {
		t.Fatal(err)
	}
	read := make(chan *report.Document)
	go func() { read <- p.do("nap") }()
	time.Sleep(100 * time.Millisecond)
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	if d := <-read; d.Status != report.OK || d.Text == first {
		t.Errorf("%s %s %q by child %s, want it read by another than %s", d.Status, d.Reason, d.Detail, d.Text, first)
	}
}

// TestMany reads 200 documents through two children and leaves nothing behind.
func TestMany(t *testing.T) {
	before := runtime.NumGoroutine()
	dir := filepath.Join(t.TempDir(), hostileMark)
	p, err := Open(Options{Workers: 2, Parse: parse.Options{CacheDir: dir}})
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var pids []string
	var wg sync.WaitGroup
	for worker := range 4 {
		wg.Go(func() {
			for i := range 50 {
				deed := "pid"
				if (worker+i)%25 == 0 {
					deed = "panic"
				}
				d := p.do(deed)
				if (d.Status == report.OK) != (deed == "pid") {
					t.Errorf("%s: %s %s %q", deed, d.Status, d.Reason, d.Detail)
				}
				mu.Lock()
				if d.Status == report.OK && !slices.Contains(pids, d.Text) {
					pids = append(pids, d.Text)
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if err := p.Close(); err != nil {
		t.Error(err)
	}
	if len(pids) > 12 {
		t.Errorf("%d children for 200 documents of which 8 end theirs", len(pids))
	}
	for range 100 { // goroutines end a little later than what they do
		if runtime.NumGoroutine() <= before {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if n := runtime.NumGoroutine(); n > before {
		t.Errorf("%d goroutines, %d before", n, before)
	}
	var status syscall.WaitStatus
	if pid, err := syscall.Wait4(-1, &status, syscall.WNOHANG, nil); err != syscall.ECHILD {
		t.Errorf("child %d is left (%v)", pid, err)
	}
}
