package twins

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"

	"nianbao/report"
)

// TestFiguresStandInTheirBoxes looks up every figure of every PDF twin, prose
// figures included: on its page, what PDFium finds within its box has the
// number.
func TestFiguresStandInTheirBoxes(t *testing.T) {
	pool, err := webassembly.Init(webassembly.Config{MaxTotal: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	in, err := pool.GetInstance(time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	files, _ := filepath.Glob("testdata/*.pdf")
	if len(files) == 0 {
		t.Fatal("there are no PDF twins")
	}
	prose := 0
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := in.OpenDocument(&requests.OpenDocument{File: &body})
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range read(t, file, body).Figures {
			if f.Method == report.InText {
				prose++
			}
			if f.Page == 0 || f.Box == nil {
				t.Errorf("%s: %s %q has no place on a page", file, f.Code(), f.Quote)
				continue
			}
			if words := textWithin(t, in, doc.Document, f.Page, *f.Box); !strings.Contains(words, unspaced(f.Printed)) {
				t.Errorf("%s: %s %q is printed on page %d at %v, where PDFium reads %q", file, f.Code(), f.Printed, f.Page, *f.Box, words)
			}
		}
		if _, err := in.FPDF_CloseDocument(&requests.FPDF_CloseDocument{Document: doc.Document}); err != nil {
			t.Fatal(err)
		}
	}
	if prose == 0 {
		t.Error("no figure of the prose was looked up")
	}
}

// textWithin is what PDFium reads within a box of a page, without spaces.
func textWithin(t *testing.T, in pdfium.Pdfium, doc references.FPDF_DOCUMENT, page int, box report.Box) string {
	t.Helper()
	text, err := in.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: requests.Page{ByIndex: &requests.PageByIndex{Document: doc, Index: page - 1}}})
	if err != nil {
		t.Fatal(err)
	}
	defer in.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: text.TextPage})
	r, err := in.FPDFText_GetBoundedText(&requests.FPDFText_GetBoundedText{TextPage: text.TextPage, Left: box[0], Bottom: box[1], Right: box[2], Top: box[3]})
	if err != nil {
		t.Fatal(err)
	}
	return unspaced(r.Text)
}

func unspaced(s string) string { return strings.Join(strings.Fields(s), "") }
