package normalize

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"nianbao/report"
)

// theSegmenter is one for all tests: it takes half a second to load.
var theSegmenter = sync.OnceValues(OpenSegmenter)

func openSegmenter(t testing.TB) *Segmenter {
	t.Helper()
	seg, err := theSegmenter()
	if err != nil {
		t.Fatal(err)
	}
	return seg
}

func words(t *report.Text) []string {
	var out []string
	for _, w := range t.Words {
		out = append(out, string(t.Norm[w.Start:w.End]))
	}
	return out
}

func TestSegment(t *testing.T) {
	seg := openSegmenter(t)
	for _, c := range []struct{ in, want string }{
		{"全年通过政府网站主动公开政府信息12,345条次", "全年 通过 政府网站 主动公开 政府信息 12,345 条次"},
		{"收到依申请公开5件，予以公开3件，部分公开1件，不予公开1件", "收到 依申请公开 5 件 ， 予以公开 3 件 ， 部分公开 1 件 ， 不予公开 1 件"},
		{"微信公众号推送3.2万条，政务微博96.5%", "微信公众号 推送 3.2 万条 ， 政务微博 96.5 %"},
		{"二○一七年收到一百二十余件", "二〇一七 年 收到 一百二十 余件"},
		{"A4纸5G网络2017年", "A4 纸 5G 网络 2017 年"},
		{"非本机关政府信息2件", "非本机关政府信息 2 件"},
		{"", ""},
	} {
		text := New(c.in, 0)
		seg.Segment(text)
		if got := strings.Join(words(text), " "); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.in, got, c.want)
		}
	}
}

// TestSegmentCovers: the words cover the text whatever stands in it, also what
// the library does not bear: NUL, no Unicode character, characters beyond the
// basic plane.
func TestSegmentCovers(t *testing.T) {
	seg := openSegmenter(t)
	texts := [][]rune{
		{'公', 0, '开', '5', '件'},
		{'公', 0xD800, '开', -1, 0x7FFFFFFF},
		[]rune("𠮷林省😀公开5件\u00a0 \n"),
		[]rune(strings.Repeat("行政复议12,345件", 2000)),
	}
	for _, c := range cases {
		texts = append(texts, []rune(c.want))
	}
	for _, norm := range texts {
		text := &report.Text{Norm: norm}
		seg.Segment(text)
		at := 0
		for _, w := range text.Words {
			if w.Start != at || w.End <= w.Start {
				t.Fatalf("%q: word [%d,%d) after %d", string(norm), w.Start, w.End, at)
			}
			at = w.End
		}
		if at != len(norm) {
			t.Errorf("%q: words end at %d of %d", string(norm), at, len(norm))
		}
	}
}

func TestSegmentConcurrently(t *testing.T) {
	seg := openSegmenter(t)
	const s = "全年收到政府信息公开申请1,284件，予以公开912件"
	var group sync.WaitGroup
	got := make([][]string, 8)
	for i := range got {
		group.Go(func() {
			for range 50 {
				text := New(s, 0)
				seg.Segment(text)
				got[i] = words(text)
			}
		})
	}
	group.Wait()
	for _, g := range got[1:] {
		if !slices.Equal(g, got[0]) {
			t.Errorf("%v, and in another goroutine %v", got[0], g)
		}
	}
}

// TestCloseUnused: a segmenter that was never used holds files, which Close
// lets go of.
func TestCloseUnused(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	f, err := tempFile("nianbao-test", strings.NewReader("公开 1.0\n"))
	if err != nil {
		t.Fatal(err)
	}
	seg, err := OpenSegmenter()
	if err != nil {
		t.Fatal(err)
	}
	seg.files = append(seg.files, f)
	if err := seg.Close(); err != nil {
		t.Fatal(err)
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("%s is left", left[0].Name())
	}
}

func TestDomainWords(t *testing.T) {
	seen := map[string]bool{}
	for line := range strings.Lines(wordsText) {
		w := strings.TrimSpace(line)
		if w == "" || strings.HasPrefix(w, "#") {
			continue
		}
		if seen[w] || strings.ContainsAny(w, " \t") {
			t.Errorf("words.txt: %q", w)
		}
		seen[w] = true
	}
}

// TestEmbedded: a program built from this package needs no file beside it, no
// Go and no module cache. The library's own default is a path in the module
// cache of the machine that built it.
func TestEmbedded(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a program")
	}
	empty := t.TempDir()
	bin := filepath.Join(empty, "cut")
	if out, err := exec.Command("go", "build", "-trimpath", "-o", bin, "./testdata/embedded").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	cmd := exec.Command(bin)
	cmd.Dir = empty
	cmd.Env = []string{"HOME=/nowhere", "GOPATH=/nowhere", "GOMODCACHE=/nowhere", "TMPDIR=" + empty, "PATH="}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("run: %v\n%s", err, out)
	}
	if got, want := strings.TrimSpace(string(out)), "政府网站 主动公开 12 件"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
