package parse

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nianbao/report"
)

// A scanSheet draws what a scanner might see: lines and blocks of ink.
type scanSheet struct{ *image.Gray }

func newScanSheet(w, h int) scanSheet { return scanSheet{paper(image.Rect(0, 0, w, h))} }

func (s scanSheet) ink(x0, y0, x1, y1 int) scanSheet {
	draw.Draw(s.Gray, image.Rect(x0, y0, x1, y1), image.NewUniform(color.Gray{Y: 30}), image.Point{}, draw.Src)
	return s
}

// grid rules a table with lines of 3 pixels at these places.
func (s scanSheet) grid(xs, ys []int) scanSheet {
	for _, y := range ys {
		s.ink(xs[0], y, xs[len(xs)-1]+3, y+3)
	}
	for _, x := range xs {
		s.ink(x, ys[0], x+3, ys[len(ys)-1]+3)
	}
	return s
}

// turned turns a sheet by a slope.
func (s scanSheet) turned(slope float64) scanSheet {
	out := newScanSheet(s.Rect.Dx(), s.Rect.Dy())
	cx, cy := float64(s.Rect.Dx())/2, float64(s.Rect.Dy())/2
	sin, cos := math.Sincos(math.Atan(slope))
	for y := range s.Rect.Dy() {
		for x := range s.Rect.Dx() {
			dx, dy := float64(x)-cx, float64(y)-cy
			out.Pix[y*out.Stride+x] = shade(s.Gray, cx+dx*cos+dy*sin, cy-dx*sin+dy*cos)
		}
	}
	return out
}

var (
	threeColumns = []int{200, 500, 800, 1100}
	fourRows     = []int{300, 360, 420, 480}
)

func TestScannedTables(t *testing.T) {
	for _, c := range []struct {
		name   string
		sheet  scanSheet
		tables []string // rows x columns: cells
	}{
		{"empty", newScanSheet(1200, 1000), nil},
		{"a ruled table", newScanSheet(1200, 1000).grid(threeColumns, fourRows), []string{"3x3: 9"}},
		{"a table out of line", newScanSheet(1200, 1000).grid(threeColumns, fourRows).turned(0.012), []string{"3x3: 9"}},
		{"broken lines", newScanSheet(1200, 1000).grid(threeColumns, fourRows).gaps(), []string{"3x3: 9"}},
		{"strokes in cells", newScanSheet(1200, 1000).grid(threeColumns, fourRows).ink(300, 330, 340, 333).ink(640, 315, 643, 350), []string{"3x3: 9"}},
		{"a merged cell", newScanSheet(1200, 1000).grid(threeColumns, fourRows).paper(495, 305, 505, 358), []string{"3x3: 8"}},
		{"a table that the page cuts off", newScanSheet(1200, 470).grid(threeColumns, fourRows), []string{"3x3: 9"}},
		{"two tables", newScanSheet(1200, 1000).grid(threeColumns, fourRows).grid(threeColumns, []int{600, 660, 720}), []string{"3x3: 9", "2x3: 6"}},
		{"a single line", newScanSheet(1200, 1000).ink(100, 500, 1100, 503), nil},
		{"a frame", newScanSheet(1200, 1000).grid([]int{100, 1100}, []int{100, 900}), nil},
		{"a black block", newScanSheet(1200, 1000).ink(100, 100, 600, 600), nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			k := inkOf(straighten(c.sheet.Gray))
			var rules []pdfRule
			for _, r := range rulesOf(k, scanDPI) {
				rules = append(rules, r.drawn(k.h, float64(pointsPerInch)/scanDPI))
			}
			for _, table := range tablesOf(1, rules) {
				got = append(got, fmt.Sprintf("%dx%d: %d", table.rows, table.cols(), len(table.cells)))
			}
			if diff := cmp.Diff(c.tables, got, sortStrings); diff != "" {
				t.Errorf("tables (-want, +got):\n%s", diff)
			}
		})
	}
}

var sortStrings = cmp.Transformer("set", func(in []string) map[string]int {
	out := map[string]int{}
	for _, s := range in {
		out[s]++
	}
	return out
})

func (s scanSheet) paper(x0, y0, x1, y1 int) scanSheet {
	draw.Draw(s.Gray, image.Rect(x0, y0, x1, y1), image.White, image.Point{}, draw.Src)
	return s
}

// gaps interrupts every level line.
func (s scanSheet) gaps() scanSheet {
	for x := 230; x < 1100; x += 97 {
		s.paper(x, 0, x+2, 1000)
	}
	return s
}

func TestSlope(t *testing.T) {
	for _, want := range []float64{0, 0.004, -0.006, 0.02, -0.03} {
		got := slopeOf(newScanSheet(1200, 1000).grid(threeColumns, fourRows).turned(want).Gray)
		if math.Abs(got-want) > 2*slopeStep {
			t.Errorf("slope %g, want %g", got, want)
		}
	}
}

// A tsv row in Tesseract's order of columns.
const tsvHead = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"

var tsvCases = []struct {
	name, tsv string
	words     []scanWord
}{
	{"nothing", "", nil},
	{"a heading alone", tsvHead, nil},
	{"a word", tsvHead + "5\t1\t2\t3\t4\t1\t10\t20\t30\t40\t96.5\t公开\n",
		[]scanWord{{line: scanLineID{2, 3, 4}, box: image.Rect(10, 20, 40, 60), text: "公开", sure: 0.965}}},
	{"the second picture", "5\t2\t1\t1\t1\t1\t0\t0\t9\t9\t50\t3\r\n",
		[]scanWord{{picture: 1, line: scanLineID{1, 1, 1}, box: image.Rect(0, 0, 9, 9), text: "3", sure: 0.5}}},
	{"lines and blocks are no words", "4\t1\t1\t1\t1\t0\t0\t0\t9\t9\t-1\t\n", nil},
	{"a confidence out of its bounds", "5\t1\t1\t1\t1\t1\t0\t0\t9\t9\t1000\t3\n5\t1\t1\t1\t1\t2\t0\t0\t9\t9\t-7\t4\n",
		[]scanWord{{line: scanLineID{1, 1, 1}, box: image.Rect(0, 0, 9, 9), text: "3", sure: 1}, {line: scanLineID{1, 1, 1}, box: image.Rect(0, 0, 9, 9), text: "4"}}},
	{"no confidence", "5\t1\t1\t1\t1\t1\t0\t0\t9\t9\tNaN\t3\n", nil},
	{"a tab in the text", "5\t1\t1\t1\t1\t1\t0\t0\t9\t9\t90\ta\tb\n",
		[]scanWord{{line: scanLineID{1, 1, 1}, box: image.Rect(0, 0, 9, 9), text: "a\tb", sure: 0.9}}},
	{"too few columns", "5\t1\t1\n", nil},
	{"a place that is none", "5\t1\t1\t1\t1\t1\t-4\t0\t9\t9\t90\t3\n5\t1\t1\t1\t1\t1\tx\t0\t9\t9\t90\t3\n", nil},
	{"white space", "5\t1\t1\t1\t1\t1\t0\t0\t9\t9\t90\t \n", nil},
	{"broken UTF-8", "5\t1\t1\t1\t1\t1\t0\t0\t9\t9\t90\t\xff\n", nil},
	{"picture 0", "5\t0\t1\t1\t1\t1\t0\t0\t9\t9\t90\t3\n", nil},
}

func TestWords(t *testing.T) {
	for _, c := range tsvCases {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.words, wordsOf([]byte(c.tsv)), cmp.AllowUnexported(scanWord{})); diff != "" {
				t.Errorf("words (-want, +got):\n%s", diff)
			}
		})
	}
}

func FuzzWords(f *testing.F) {
	for _, c := range tsvCases {
		f.Add([]byte(c.tsv))
	}
	f.Fuzz(func(t *testing.T, tsv []byte) {
		for _, w := range wordsOf(tsv) {
			if w.text == "" || w.picture < 0 || !(w.sure >= 0 && w.sure <= 1) || w.box.Min.X < 0 || w.box.Dx() < 0 {
				t.Errorf("word %+v", w)
			}
		}
	})
}

func TestAgree(t *testing.T) {
	word := func(text string, sure float64) []scanWord {
		if text == "" {
			return nil
		}
		return []scanWord{{text: text, sure: sure}}
	}
	for _, c := range []struct {
		first, second, want []scanWord
	}{
		{word("12", 0.5), word("12", 0.5), word("12", 0.75)},
		{word("工", 0.5), word("1", 0.5), word("1", 0.75)}, // a known confusion, and the other reading settles it
		{word("4", 0.75), word("1", 0.5), word("4", 0.25)},
		{word("4", 0.5), word("1", 0.75), word("1", 0.25)},
		{word("0", 0.5), nil, word("0", 0.375)},
		{nil, word("0", 0.5), word("0", 0.25)},
		{nil, nil, nil},
	} {
		if diff := cmp.Diff(c.want, agree(c.first, c.second), cmp.AllowUnexported(scanWord{})); diff != "" {
			t.Errorf("agree(%v, %v) (-want, +got):\n%s", c.first, c.second, diff)
		}
	}
}

// fixedWords recognises the same word in every picture.
func fixedWords(text string, sure int) Recognizer {
	return func(r Recognition) ([]byte, error) {
		var b strings.Builder
		for i := range r.Pictures {
			fmt.Fprintf(&b, "5\t%d\t1\t1\t1\t1\t10\t10\t20\t20\t%d\t%s\n", i+1, sure, text)
		}
		return []byte(b.String()), nil
	}
}

func asPNG(t *testing.T, g *image.Gray) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, g); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// filledTable has ink in each of its cells but the last.
func filledTable() *image.Gray {
	s := newScanSheet(1200, 1000).grid(threeColumns, fourRows)
	for i := range 8 {
		x, y := 300+300*(i%3), 320+60*(i/3)
		s.ink(x, y, x+14, y+20)
	}
	return s.Gray
}

func TestPicture(t *testing.T) {
	p := New(Options{Recognize: fixedWords("7", 90)})
	d := p.Document("scan.png", asPNG(t, filledTable()), "")
	if d.Status != report.OK || d.Reader != report.ReadOCR || d.Format != report.Image || len(d.Tables) != 1 {
		t.Fatalf("status %s %s, reader %s, %d tables", d.Status, d.Detail, d.Reader, len(d.Tables))
	}
	for i, c := range d.Tables[0].Cells {
		want := "7"
		if i == 8 {
			want = ""
		}
		if got := d.Slice(c.Span); got != want {
			t.Errorf("cell %d is %q, want %q", i, got, want)
		}
	}
	if len(d.Recognized) != 8 || d.Recognized[0].Sure < 0.98 {
		t.Errorf("recognized %v, want eight pieces, surer by the second reading", d.Recognized)
	}
}

// TestUnreadCell holds that ink which nobody can read is no blank cell.
func TestUnreadCell(t *testing.T) {
	p := New(Options{Recognize: func(r Recognition) ([]byte, error) {
		words, err := fixedWords("7", 90)(r)
		_, words, _ = bytes.Cut(words, []byte("\n")) // but for the first
		return words, err
	}})
	d := p.Document("scan.png", asPNG(t, filledTable()), "")
	if len(d.Tables) != 1 {
		t.Fatalf("status %s %s %s, %d tables", d.Status, d.Reason, d.Detail, len(d.Tables))
	}
	if got := d.Slice(d.Tables[0].Cells[0].Span); got != "\uFFFD" {
		t.Errorf("the cell is %q, want the sign for a character that is not known", got)
	}
	if len(d.Recognized) != 8 || d.Recognized[0].Sure != 0 {
		t.Errorf("recognized %v, want the first not sure at all", d.Recognized)
	}
}

func TestPictureUnread(t *testing.T) {
	wide := asPNG(t, image.NewGray(image.Rect(0, 0, 30_000, 900)))
	absent := func(Recognition) ([]byte, error) { return nil, fmt.Errorf("%w: install it", ErrNoRecognizer) }
	for _, c := range []struct {
		name      string
		body      []byte
		recognize Recognizer
		reason    report.Reason
		detail    string
	}{
		{"no recognizer", asPNG(t, filledTable()), nil, report.NeedsOCR, "needs OCR"},
		{"recognizer not installed", asPNG(t, filledTable()), absent, report.NeedsOCR, "install it"},
		{"too many pixels", wide, fixedWords("7", 90), report.Malformed, "30000 x 900"},
		{"damaged", asPNG(t, filledTable())[:200], fixedWords("7", 90), report.Malformed, "cannot be opened"},
		{"nothing recognised", asPNG(t, filledTable()), func(Recognition) ([]byte, error) { return nil, nil }, report.NeedsOCR, ""},
		{"empty paper", asPNG(t, newScanSheet(1200, 1000).Gray), fixedWords("7", 90), report.Empty, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := New(Options{Recognize: c.recognize}).Document("scan.png", c.body, "")
			if d.Status != report.Unreadable || d.Reason != c.reason || !strings.Contains(d.Detail, c.detail) || d.Text != "" {
				t.Errorf("%s %s %q, text %q; want %s %q", d.Status, d.Reason, d.Detail, d.Text, c.reason, c.detail)
			}
		})
	}
}

func TestScannedPDFUnread(t *testing.T) {
	m := new(pdfMaker).page().picture()
	r := newPDFReader("")
	defer r.close()
	r.recognize = func(Recognition) ([]byte, error) { return nil, errors.New("no eyes here") }
	var d report.Document
	r.read(m.bytes(), &d)
	if d.Status != report.Unreadable || d.Reason == "" {
		t.Errorf("%s %s %q", d.Status, d.Reason, d.Detail)
	}
}

func TestPicturesOf(t *testing.T) {
	for _, c := range []struct {
		name, body string
		starts     []byte // low byte of where each page is described
	}{
		{"no TIFF", "\x89PNG", nil},
		{"one page", "II*\x00\x08\x00\x00\x00" + "\x00\x00\x00\x00\x00\x00", []byte{8}},
		{"two pages", "II*\x00\x08\x00\x00\x00" + "\x00\x00\x0e\x00\x00\x00" + "\x00\x00\x00\x00\x00\x00", []byte{8, 14}},
		{"a page after itself", "II*\x00\x08\x00\x00\x00" + "\x00\x00\x08\x00\x00\x00", []byte{8}},
		{"a page beyond the end", "II*\x00\x08\x00\x00\x00" + "\x00\x00\xf0\x00\x00\x00", []byte{8, 0xF0}},
		{"cut off", "II*\x00\x08\x00\x00\x00", []byte{8}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var starts []byte
			for page := range picturesOf([]byte(c.body)) {
				if c.starts != nil {
					starts = append(starts, page[4])
				} else if string(page) != c.body {
					t.Errorf("page %q", page)
				}
			}
			if diff := cmp.Diff(c.starts, starts); diff != "" {
				t.Errorf("pages (-want, +got):\n%s", diff)
			}
		})
	}
}
