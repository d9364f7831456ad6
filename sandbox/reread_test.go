//go:build unix

package sandbox

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"nianbao/report"
)

func needRereaders(t *testing.T) {
	t.Helper()
	_, missing := Rereaders()
	switch {
	case len(missing) == 0:
	case os.Getenv("NIANBAO_TEST_ALL") != "":
		t.Fatalf("not installed: %v", missing)
	default:
		t.Skipf("not installed: %v", missing)
	}
}

func TestReread(t *testing.T) {
	needRereaders(t)
	body := pdfWith(func(*pdfBomb) {})
	readings, err := Reread(body, 1, 1)
	if err != nil || len(readings) != 2 {
		t.Fatalf("Reread = %v, %v; want two readings", readings, err)
	}
	for i, r := range readings {
		if r.Program != rereaders[i].program || !strings.Contains(r.Pages[0], "86 requests") {
			t.Errorf("%s reads %q", r.Program, r.Pages)
		}
	}
	for _, pages := range [][2]int{{0, 1}, {2, 1}, {1, 1 << 30}} {
		if _, err := Reread(body, pages[0], pages[1]); err == nil {
			t.Errorf("pages from %d to %d: no error", pages[0], pages[1])
		}
	}
}

// TestRereadBombs holds that no PDF keeps the further readers longer than they may.
func TestRereadBombs(t *testing.T) {
	needRereaders(t)
	slow := []string{"a page that inflates to 480 MB", "forms that double 40 times"}
	for name, bomb := range pdfBombs {
		if testing.Short() && slices.Contains(slow, name) {
			continue
		}
		started := time.Now()
		if _, err := Reread(bomb(), 1, maxPages); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		took := time.Since(started)
		t.Logf("%-54s %6.2f s", name, took.Seconds())
		if limit := 2 * (rereadLimits.Wall + endTime); took > limit {
			t.Errorf("%s took %v", name, took)
		}
	}
}

// twoWays is a PDF whose figures are 3179 by the encoding of its font and 3119
// by its table of characters.
func twoWays() []byte {
	var text strings.Builder
	for _, r := range "in 2016: 3179 items, 86 requests, 3 answers, 12 reviews, 40 notes" {
		text.WriteString("00" + strings.ToUpper(hexByte(byte(r))))
	}
	p := newPDF()
	p.page1("/Font<</F1 5 0 R>>", "BT /F1 12 Tf 50 700 Td <"+text.String()+"> Tj ET\n")
	p.object(5, "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[6 0 R]/ToUnicode 8 0 R>>")
	p.object(6, "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>/DW 500/FontDescriptor 7 0 R>>")
	p.object(7, "<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 700/StemV 80>>")
	p.stream(8, "", []byte("/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def 1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfrange <0020> <0036> <0020> endbfrange 1 beginbfchar <0037> <0031> endbfchar 1 beginbfrange <0038> <007F> <0038> endbfrange endcmap end end"))
	return p.end()
}

func hexByte(b byte) string {
	const digits = "0123456789abcdef"
	return string([]byte{digits[b>>4], digits[b&15]})
}

// TestThirdOpinion holds that a child has its document read again by programs
// that only its parent may start.
func TestThirdOpinion(t *testing.T) {
	p := open(t, 1)
	doubt := func() report.Issue {
		t.Helper()
		d := p.Document("a.pdf", twoWays(), "")
		for _, i := range d.Issues {
			if i.Kind == report.IssueReaders && strings.Contains(i.Detail, "3119") {
				return i
			}
		}
		t.Fatalf("%s %s, text %q, issues %v: none on 3119", d.Status, d.Detail, d.Text, d.Issues)
		return report.Issue{}
	}
	t.Run("installed", func(t *testing.T) {
		needRereaders(t)
		if readings, err := Reread(twoWays(), 1, 1); err == nil && !strings.Contains(readings[0].Pages[0], "3119") && os.Getenv("NIANBAO_TEST_ALL") == "" {
			t.Skip("pdftotext does not know the encodings of Chinese fonts: poppler-data is not installed")
		}
		if d := doubt().Detail; !strings.HasSuffix(d, "; pdftotext reads 3119; mutool reads 3119") {
			t.Errorf("detail %q, want what pdftotext and mutool read", d)
		}
	})
	t.Run("not installed", func(t *testing.T) {
		t.Setenv("PATH", t.TempDir())
		if installed, _ := Rereaders(); len(installed) > 0 {
			t.Skip("they are found outside PATH")
		}
		if readings, err := Reread(twoWays(), 1, 1); err != nil || len(readings) > 0 {
			t.Errorf("Reread = %v, %v; want no opinion", readings, err)
		}
		if d := doubt().Detail; strings.Contains(d, "pdftotext") {
			t.Errorf("detail %q", d)
		}
	})
}
