package warc

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var evening = time.Date(2026, 11, 20, 15, 0, 0, 0, time.UTC) // 23:00 in China

func openArchive(t testing.TB, dir string) *Archive {
	t.Helper()
	a, err := Open(Options{Dir: dir, Software: "nianbao/1.0", Operator: "mail@example.org", Now: func() time.Time { return evening }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	return a
}

func put(t testing.TB, a *Archive, x Exchange) Place {
	t.Helper()
	if x.At.IsZero() {
		x.At = evening
	}
	p, err := a.Put(&x)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// page is an exchange that brought a page.
func page(url, body string) Exchange {
	return Exchange{URL: url, Status: 200, Body: []byte(body), Address: "127.0.0.1",
		Header: http.Header{"Content-Type": {"text/html"}, "Content-Encoding": {"gzip"}, "Content-Length": {"7"}}}
}

// records lists what a file holds.
func records(t testing.TB, path string) (list []string) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for r := NewReader(f); ; {
		rec, err := r.Next()
		if errors.Is(err, io.EOF) {
			return list
		}
		if err != nil {
			t.Fatal(err)
		}
		if rec.Offset < 0 {
			t.Errorf("a record of type %s is no member of its own", rec.Get("WARC-Type"))
		}
		list = append(list, rec.Get("WARC-Type")+" "+rec.Get("WARC-Target-URI"))
	}
}

func TestPut(t *testing.T) {
	dir := t.TempDir()
	a := openArchive(t, dir)
	x := page("http://x.gov.cn/nb/1.html", "年报")
	x.TLS, x.Notes = "TLS 1.3", Fields{{"via", "http://x.gov.cn/nb/"}}
	first := put(t, a, x)
	again := put(t, a, page("http://x.gov.cn/nb/2.html", "年报"))
	same := page("http://x.gov.cn/nb/1.html", "")
	same.Status = 304
	put(t, a, same)
	cut := page("http://x.gov.cn/nb/3.html", "年")
	cut.Truncated = ByLength
	cutPlace := put(t, a, cut)
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	want := []string{"warcinfo ", "request http://x.gov.cn/nb/1.html", "response http://x.gov.cn/nb/1.html", "metadata http://x.gov.cn/nb/1.html",
		"request http://x.gov.cn/nb/2.html", "revisit http://x.gov.cn/nb/2.html", "request http://x.gov.cn/nb/1.html", "revisit http://x.gov.cn/nb/1.html",
		"request http://x.gov.cn/nb/3.html", "response http://x.gov.cn/nb/3.html"}
	if diff := cmp.Diff(want, records(t, filepath.Join(dir, "nianbao-20261120-00001.warc.gz"))); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}
	got, err := a.Read(first, 1000)
	if err != nil {
		t.Fatal(err)
	}
	wantAnswer := &Answer{URL: x.URL, At: evening, Status: 200, Body: []byte("年报"), Address: "127.0.0.1", TLS: "TLS 1.3", Digest: "sha256:" + digest([]byte("年报")),
		Header: http.Header{"Content-Type": {"text/html"}, "X-Crawl-Content-Encoding": {"gzip"}, "X-Crawl-Content-Length": {"7"}, "Content-Length": {"6"}}}
	if diff := cmp.Diff(wantAnswer, got); diff != "" {
		t.Errorf("the answer put (-want +got):\n%s", diff)
	}
	if p, ok := a.Find(digest([]byte("年报"))); !ok || p.URL != first.URL {
		t.Errorf("Find gives %v, %v", p, ok)
	}
	if got, err := a.Read(again, 1000); err != nil || !got.Revisit || got.Body != nil || got.Digest != "sha256:"+first.SHA256 {
		t.Errorf("a revisit reads %+v, %v", got, err)
	}
	if got, err := a.Read(cutPlace, 1000); err != nil || got.Truncated != "length" {
		t.Errorf("what was cut off reads %+v, %v", got, err)
	}
	if _, ok := a.Find(digest([]byte("年"))); ok {
		t.Error("what was cut off is found by its hash")
	}
}

func TestRevisitNamesTheFirst(t *testing.T) {
	dir := t.TempDir()
	a := openArchive(t, dir)
	first := put(t, a, page("http://x.gov.cn/1", "年报"))
	a.Close()
	b := openArchive(t, dir) // the next night
	p := put(t, b, page("http://x.gov.cn/2", "年报"))
	f, err := os.Open(filepath.Join(dir, p.File))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rec, err := NewReader(io.NewSectionReader(f, p.Offset, p.Length)).Next()
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"WARC-Type": "revisit", "WARC-Profile": profileSame, "WARC-Refers-To": first.ID,
		"WARC-Refers-To-Target-URI": "http://x.gov.cn/1", "WARC-Refers-To-Date": "2026-11-20T15:00:00Z", "WARC-Payload-Digest": "sha256:" + first.SHA256} {
		if got := rec.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}

// TestFull begins another file when one is full, and next to one that another
// process adds to.
func TestFull(t *testing.T) {
	dir := t.TempDir()
	a := openArchive(t, dir)
	a.o.MaxFile = 3000
	for i := range 10 {
		put(t, a, page(fmt.Sprint("http://x.gov.cn/", i), fmt.Sprint(i)))
	}
	files, _ := filesOf(dir)
	if len(files) < 3 {
		t.Fatalf("files %v", files)
	}
	b := openArchive(t, dir)
	p := put(t, b, page("http://y.gov.cn/", "other"))
	if p.File <= files[len(files)-1] {
		t.Errorf("two processes add to %s", p.File)
	}
	for i := range 10 {
		if _, ok := b.Find(digest([]byte(fmt.Sprint(i)))); !ok {
			t.Errorf("the body %d is not found", i)
		}
	}
}

// TestTorn cuts a file in every place where something ends, and between: what
// was whole is read, and added after.
func TestTorn(t *testing.T) {
	dir := t.TempDir()
	a := openArchive(t, dir)
	first := put(t, a, page("http://x.gov.cn/1", "one"))
	second := put(t, a, page("http://x.gov.cn/2", "two"))
	a.Close()
	whole, err := os.ReadFile(filepath.Join(dir, first.File))
	if err != nil {
		t.Fatal(err)
	}
	index, err := os.ReadFile(filepath.Join(dir, indexOf(first.File)))
	if err != nil {
		t.Fatal(err)
	}
	indexes := [][]byte{nil, index[:len(index)-1], index} // none, one that is torn, one that knows more than the file
	for n := range whole {
		if near := func(p Place) bool { return n >= int(p.Offset+p.Length)-1 && n <= int(p.Offset+p.Length)+1 }; n%53 > 0 && !near(first) && !near(second) {
			continue
		}
		for i, keep := range indexes {
			dir := t.TempDir()
			write(t, filepath.Join(dir, first.File), whole[:n])
			if keep != nil {
				write(t, filepath.Join(dir, indexOf(first.File)), keep)
			}
			a := openArchive(t, dir)
			for _, p := range []Place{first, second} {
				if _, ok := a.Find(p.SHA256); ok != (p.Offset+p.Length <= int64(n)) {
					t.Fatalf("cut at %d of %d, index %d: %s is found: %v", n, len(whole), i, p.URL, ok)
				}
			}
			third := put(t, a, page("http://x.gov.cn/3", "three"))
			a.Close()
			if got, err := a.Read(third, 100); err != nil || string(got.Body) != "three" {
				t.Fatalf("cut at %d, index %d: what was added reads %v, %v", n, i, got, err)
			}
			records(t, filepath.Join(dir, first.File))
			b := openArchive(t, dir)
			if len(b.bodies) != len(a.bodies) {
				t.Fatalf("cut at %d, index %d: %d bodies are found, then %d", n, i, len(a.bodies), len(b.bodies))
			}
			b.Close()
		}
	}
}

// TestIndexAgain makes an index that was lost again, to the byte.
func TestIndexAgain(t *testing.T) {
	dir := t.TempDir()
	a := openArchive(t, dir)
	p := put(t, a, page("http://www.x.gov.cn:8080/1?年=2", "one"))
	form := page("http://x.gov.cn/list", "two")
	form.Method, form.Form, form.Notes = "POST", []byte("page=2"), Fields{{"via", "x"}}
	put(t, a, form)
	put(t, a, page("http://x.gov.cn/3", "two"))
	a.Close()
	path := filepath.Join(dir, indexOf(p.File))
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	b := openArchive(t, dir)
	put(t, b, page("http://x.gov.cn/4", "four"))
	b.Close()
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(got, want) {
		t.Errorf("the index is\n%swas\n%s", got, want)
	}
	if !strings.HasPrefix(string(want), "cn,gov,x,www:8080)/1?") {
		t.Errorf("the index begins %.60q", want)
	}
}

func write(t testing.TB, path string, b []byte) {
	t.Helper()
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}
