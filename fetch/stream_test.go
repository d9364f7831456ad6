package fetch

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"nianbao/crawl/warc"
)

func made(t *testing.T, name, text string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestNames(t *testing.T) {
	dir := t.TempDir()
	a, lines := made(t, dir+"/a.txt", "甲"), made(t, dir+"/two\nlines.txt", "乙")
	made(t, dir+"/set/b.txt", "丙")
	made(t, dir+"/set/c.txt", "丁")
	long := strings.Repeat("x", longestName)
	for _, c := range []struct {
		name, stdin string
		want        []string // sources, and ! before those that fail
	}{
		{"nothing", "", nil},
		{"only ends", "\x00\x00", nil},
		{"the last end is missing", a + "\x00" + a, []string{a, a}},
		{"a folder", dir + "/set\x00", []string{dir + "/set/b.txt", dir + "/set/c.txt"}},
		{"no such file", dir + "/gone\x00" + a + "\x00", []string{"!" + dir + "/gone", a}},
		{"a new line in a name", lines + "\x00", []string{lines}},
		{"new lines for ends", "gone.txt\n" + a + "\n", []string{"!gone.txt …"}},
		{"a name without end", long + "yy\x00" + a + "\x00", []string{"!" + clip(long), a}},
		{"a long name", long[1:] + "\x00" + a + "\x00", []string{"!" + long[1:], a}},
		{"a hyphen", "-\x00", []string{"!-"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := New(Options{Stdin: iotest.HalfReader(strings.NewReader(c.stdin))})
			if got := opened(t, f.Names(t.Context())); !slices.Equal(got, c.want) {
				t.Errorf("Names gives %.200q, want %.200q", got, c.want)
			}
		})
	}
}

// opened gives the sources of items, with ! before those that cannot be opened.
func opened(t *testing.T, items func(func(Item) bool)) []string {
	t.Helper()
	var out []string
	for item := range items {
		mark := ""
		if _, err := item.Open(t.Context()); err != nil {
			mark = "!"
		}
		out = append(out, mark+item.Source)
	}
	return out
}

// TestNamesEnd holds that an input which never ends does not hold up the end.
func TestNamesEnd(t *testing.T) {
	in, out := io.Pipe()
	defer out.Close()
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan int)
	go func() {
		n := 0
		for range New(Options{Stdin: in}).Names(ctx) {
			n++
			stop()
		}
		done <- n
	}()
	io.WriteString(out, "gone\x00") // comes through before there is more
	select {
	case n := <-done:
		if n != 1 {
			t.Errorf("%d items, want 1", n)
		}
	case <-time.After(time.Minute):
		t.Fatal("it waits for more")
	}
}

func TestNamesBroken(t *testing.T) {
	broken := errors.New("broken")
	f := New(Options{Stdin: io.MultiReader(strings.NewReader("gone\x00go"), iotest.ErrReader(broken))})
	if got := opened(t, f.Names(t.Context())); !slices.Equal(got, []string{"!gone", "!go", "!-"}) {
		t.Errorf("Names gives %q", got)
	}
}

func TestRecords(t *testing.T) {
	cut := exchange("/4", 200, "text/html", "丁", 4)
	cut.Truncated = warc.ByTime
	whole := archived(t, exchange("/robots.txt", 200, "text/plain", "User-agent: *", 0), exchange("/1", 200, "text/html", "甲", 1),
		exchange("/2", 200, "text/html", "乙", 2), exchange("/1", 200, "text/html", "甲", 3))
	torn := archived(t, exchange("/1", 200, "text/html", "甲", 1), exchange("/gone", 404, "text/html", "无", 2), cut,
		exchange("/twin", 200, "text/html", "甲", 5))
	one := "http://x.gov.cn/1"
	for _, c := range []struct {
		name  string
		stdin string
		want  []string
	}{
		{"nothing", "", nil},
		{"an archive", whole, []string{one, "http://x.gov.cn/2"}},
		{"not packed", unpacked(t, whole), []string{one, "http://x.gov.cn/2"}},
		{"some that may have been documents", torn, []string{one, "!http://x.gov.cn/4", "!-"}},
		{"cut off", whole[:len(whole)-40], []string{one, "http://x.gov.cn/2", "!-"}},
		{"none", "what is this", []string{"!-"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := New(Options{Stdin: iotest.HalfReader(strings.NewReader(c.stdin))})
			if got := opened(t, f.Records(t.Context())); !slices.Equal(got, c.want) {
				t.Errorf("Records gives %q, want %q", got, c.want)
			}
		})
	}
}
