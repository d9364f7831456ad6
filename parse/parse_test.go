package parse

import (
	"strings"
	"sync"
	"testing"

	"nianbao/report"
)

func TestDocumentIdentity(t *testing.T) {
	d := New(Options{}).Document("dir/a.txt", []byte("本区全年主动公开政府信息86条。"), "")
	if d.Source != "dir/a.txt" || d.Size != 44 || len(d.SHA256) != 64 {
		t.Errorf("source %q, size %d, hash %q", d.Source, d.Size, d.SHA256)
	}
	if d.Reader != report.ReadText || d.Encoding != "utf-8" || d.Status != report.OK {
		t.Errorf("reader %q, encoding %q, status %q", d.Reader, d.Encoding, d.Status)
	}
}

func TestTextLimit(t *testing.T) {
	p := New(Options{MaxText: 100})
	body := strings.Repeat("公开信息。", 30)
	for name, body := range map[string]string{"text": body, "html": "<p>" + body + "</p>"} {
		d := p.Document(name, []byte(body), "")
		checkDocument(t, d)
		if d.Reason != report.TooLarge {
			t.Errorf("%s of 150 characters: status %q, reason %q, want too_large", name, d.Status, d.Reason)
		}
	}
}

func TestProtect(t *testing.T) {
	d := &report.Document{Status: report.OK}
	protect(d, func() { panic("index out of range") })
	if d.Status != report.Unreadable || d.Reason != report.Crashed || !strings.Contains(d.Detail, "index out of range") {
		t.Errorf("status %q, reason %q, detail %q", d.Status, d.Reason, d.Detail)
	}
}

func TestDocumentConcurrently(t *testing.T) {
	p := New(Options{})
	want := outline(p.Document("a", []byte(smallPage), ""))
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 20 {
				if got := outline(p.Document("a", []byte(smallPage), "")); got != want {
					t.Errorf("got %s, want %s", got, want)
				}
			}
		})
	}
	wg.Wait()
}
