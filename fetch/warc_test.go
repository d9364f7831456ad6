package fetch

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nianbao/crawl/warc"
)

// archived writes what an archive of ours has of some exchanges.
func archived(t testing.TB, exchanges ...warc.Exchange) string {
	t.Helper()
	dir := t.TempDir()
	a, err := warc.Open(warc.Options{Dir: dir, Now: func() time.Time { return at(0) }})
	if err != nil {
		t.Fatal(err)
	}
	var file string
	for _, x := range exchanges {
		p, err := a.Put(&x)
		if err != nil {
			t.Fatal(err)
		}
		file = p.File
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(filepath.Join(dir, file))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func at(hour int) time.Time { return time.Date(2021, 3, 1, hour, 0, 0, 0, time.UTC) }

func exchange(url string, status int, media, body string, hour int) warc.Exchange {
	return warc.Exchange{URL: "http://x.gov.cn" + url, At: at(hour), Status: status, Header: http.Header{"Content-Type": {media}}, Body: []byte(body)}
}

func unpacked(t testing.TB, file string) string {
	t.Helper()
	z, err := gzip.NewReader(strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestWARC(t *testing.T) {
	cut := exchange("/3", 200, "text/html", "C", 3)
	cut.Truncated = warc.ByTime
	night := archived(t,
		exchange("/robots.txt", 200, "text/plain", "User-agent: *", 0),
		exchange("/", 302, "text/html", "moved", 0),
		exchange("/style.css", 200, "text/css", "a {}", 0),
		exchange("/1", 200, "text/html; charset=utf-8", "A", 1),
		exchange("/2", 200, "application/pdf", "B", 2),
		exchange("/1", 200, "text/html", "A2", 3), // another version
		exchange("/twin", 200, "text/html", "A", 4),
		exchange("/twin", 200, "text/html", "A", 5), // the same again
		exchange("/1", 304, "text/html", "", 6),
		cut)
	want := []string{"http://x.gov.cn/1@1=A", "http://x.gov.cn/2@2=B", "http://x.gov.cn/1@3=A2", "http://x.gov.cn/twin@4=A",
		"http://x.gov.cn/3@3=! cut off when it was archived (time): its end is missing"}
	for _, tt := range []struct {
		name, file, content string
		want                []string
	}{
		{"a member a record", "a.warc.gz", night, want},
		{"plain", "a.warc", unpacked(t, night), want},
		{"packed whole", "a.warc.gz", gz(t, unpacked(t, night)), want},
		{"plain, called packed", "a.warc.gz", unpacked(t, night), want},
		{"torn", "a.warc.gz", night[:len(night)-5], append(slices.Clone(want), "=! record 22: unexpected EOF: a damaged archive")},
		{"pictures and errors", "a.warc", unpacked(t, archived(t, exchange("/1", 200, "text/html", "A", 1), exchange("/x.png", 200, "image/png", "P", 1),
			exchange("/2", 404, "text/html", "no", 1), exchange("/", 301, "", "", 1))),
			[]string{"http://x.gov.cn/1@1=A", "=! 3 of 4 answers in the archive are no documents (1 HTTP 301, 1 HTTP 404, 1 image/png): left out"}},
		{"nothing", "a.warc", "", []string{"=! an archive with no answers in it: left out"}},
		{"no archive", "a.warc", "<html>\n404", []string{`=! record 1: begins with "<html>", not with WARC/1: a damaged archive`}},
		{"an answer packed by itself", "a.warc", unpacked(t, archived(t, exchange("/1", 200, "text/html", gz(t, "A"), 1))), []string{"http://x.gov.cn/1@1=A"}},
		{"a large answer", "a.warc", unpacked(t, archived(t, exchange("/1", 200, "text/html", strings.Repeat("x", 2_000_000), 1))),
			[]string{"http://x.gov.cn/1@1=! more than 1500000 bytes: above the size limit"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(write(t, map[string]string{tt.file: tt.content}), tt.file)
			var got []string
			for _, item := range New(Options{MaxBytes: 1_500_000}).Discover([]string{path}) {
				hour := ""
				if !item.At.IsZero() {
					hour = fmt.Sprint("@", item.At.Hour())
				}
				got = append(got, strings.TrimPrefix(item.Source, path)+hour+"="+outcome(item))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestWARCOrder reads a file that is packed whole in every order.
func TestWARCOrder(t *testing.T) {
	var exchanges []warc.Exchange
	const n = 40
	for i := range n {
		exchanges = append(exchanges, exchange(fmt.Sprint("/", i), 200, "text/html", fmt.Sprint("body ", i), 1))
	}
	path := filepath.Join(write(t, map[string]string{"a.warc.gz": gz(t, unpacked(t, archived(t, exchanges...)))}), "a.warc.gz")
	items := New(Options{}).Discover([]string{path})
	if len(items) != n {
		t.Fatalf("%d items", len(items))
	}
	for _, step := range []int{1, 3, 7, 39} {
		for i := range n {
			i = i * step % n
			if got := outcome(items[i]); got != fmt.Sprint("body ", i) {
				t.Errorf("step %d: item %d is %q", step, i, got)
			}
		}
	}
}

func TestWARCResponse(t *testing.T) {
	x := exchange("/1", 200, "text/html", "A", 1)
	x.TLS, x.Header = "TLS 1.2", http.Header{"Content-Type": {"text/html"}, "Etag": {`W/"1"`}, "Last-Modified": {"yesterday"}}
	path := filepath.Join(write(t, map[string]string{"a.warc.gz": archived(t, x)}), "a.warc.gz")
	c, err := New(Options{}).Discover([]string{path})[0].Open(t.Context())
	want := &Response{URL: "http://x.gov.cn/1", Status: 200, Type: "text/html", ETag: `W/"1"`, Modified: "yesterday", TLS: "TLS 1.2", At: at(1)}
	if diff := cmp.Diff(want, c.Response); diff != "" || err != nil {
		t.Errorf("%v, (-want +got):\n%s", err, diff)
	}
}

// An archive that is changed while it is read fails, and harms nothing.
func TestWARCChanged(t *testing.T) {
	path := filepath.Join(write(t, map[string]string{"a.warc.gz": archived(t, exchange("/1", 200, "text/html", "A", 1))}), "a.warc.gz")
	items := New(Options{}).Discover([]string{path})
	for _, content := range [][]byte{nil, bytes.Repeat([]byte("x\n"), 3000)} {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := items[0].Open(t.Context()); !errors.Is(err, ErrDamaged) {
			t.Errorf("%v", err)
		}
	}
}
