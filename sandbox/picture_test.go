package sandbox

import (
	"bytes"
	"context"
	"errors"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"nianbao/report"
)

func TestPagePicture(t *testing.T) {
	p := open(t, 1)
	if err := p.Prepare(); err != nil {
		t.Fatal(err)
	}
	body, err := os.ReadFile(filepath.Join("..", "fixtures", "docs", "a08_bureau_2020.pdf"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := p.PagePicture(t.Context(), body, 1)
	if err != nil {
		t.Fatal(err)
	}
	picture, err := png.Decode(bytes.NewReader(got.PNG))
	if err != nil {
		t.Fatal(err)
	}
	if w, h := picture.Bounds().Dx(), picture.Bounds().Dy(); got.Width < 500 || got.Height < 700 || w < int(got.Width) || h < int(got.Height) {
		t.Errorf("a picture of %d by %d for a page of %.0f by %.0f points", w, h, got.Width, got.Height)
	}
	for _, page := range []int{0, -1, 99, maxPages + 1} {
		if _, err := p.PagePicture(t.Context(), body, page); !errors.Is(err, report.ErrNotFound) {
			t.Errorf("page %d: %v", page, err)
		}
	}
	if _, err := p.PagePicture(t.Context(), []byte("<html>"), 1); !errors.Is(err, report.ErrNotFound) {
		t.Errorf("no PDF: %v", err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.PagePicture(ended, body, 1); err == nil {
		if _, err = p.PagePicture(ended, body, 1); err == nil {
			t.Error("a call that was given up gives a picture")
		}
	}
	// The next document is read all the same.
	if d := p.Document("x.pdf", body, ""); d.Status != report.OK {
		t.Errorf("read %s %s", d.Status, d.Detail)
	}
}

// TestPictureOfHostile does not hand on what a child sends that is no picture.
func TestPictureOfHostile(t *testing.T) {
	p := open(t, 1)
	p.options.CacheDir = hostileMark
	if got, err := p.PagePicture(t.Context(), []byte("%PDF-"), 1); err == nil {
		t.Errorf("a picture of %d bytes", len(got.PNG))
	}
}
