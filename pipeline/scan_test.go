package pipeline

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"nianbao/eval"
	"nianbao/extract"
	"nianbao/fetch"
	"nianbao/normalize"
	"nianbao/parse"
	"nianbao/report"
	"nianbao/sandbox"
)

func TestMain(m *testing.M) {
	sandbox.Main()
	os.Exit(m.Run())
}

// scans are the reports whose scanned twins are read, with their printed forms.
var scans = []struct{ doc, pdf string }{
	{"a06_street_2017.html", "../twins/testdata/a06_street_2017.libreoffice.pdf"},
	{"a07_county_2019.html", "../twins/testdata/a07_county_2019.chromium.pdf"},
	{"a08_bureau_2020.pdf", "../fixtures/docs/a08_bureau_2020.pdf"},
	{"a10_city_2024.pdf", "../fixtures/docs/a10_city_2024.pdf"},
	{"a15_bureau_2022.html", "../twins/testdata/a15_bureau_2022.chromium.pdf"},
	{"t06_street_2020.html", "../twins/testdata/t06_street_2020.libreoffice.pdf"},
}

// TestScans reads reports as if they came from a scanner: printed, each page a
// grey picture of 200 dpi with grain and out of line by a little.
func TestScans(t *testing.T) {
	needTools(t, "tesseract", "pdftoppm")
	gold, err := eval.ReadLabels("../fixtures/gold")
	if err != nil {
		t.Fatal(err)
	}
	r := newScanReader(t)
	for i, s := range scans {
		t.Run(s.doc, func(t *testing.T) {
			digital := readFile(t, r, s.pdf, read(t, s.pdf))
			scan := scanOf(t, s.pdf, uint64(i), grain)
			start := time.Now()
			d := readFile(t, r, s.doc, scan)
			took := time.Since(start).Seconds()
			if d.Status != report.OK || d.Reader != report.ReadOCR {
				t.Fatalf("status %s %s %s, reader %s", d.Status, d.Reason, d.Detail, d.Reader)
			}
			checkInvariants(t, d)
			for _, l := range gold {
				if l.Doc == s.doc {
					var score eval.Score
					score.Add(l, d)
					coded := score.Total[eval.Coded]
					t.Logf("coded F1 %.3f, precision %.3f, recall %.3f; %.1f s", coded.F1(), coded.Precision(), coded.Recall(), took)
					if coded.F1() < 0.9 {
						t.Errorf("coded F1 %.3f, want 0.9: missed %q, false %q", coded.F1(), score.Rows[0].Miss, score.Rows[0].False)
					}
				}
			}
			seen, flagged := misread(t, digital, d)
			t.Logf("%d figures, %d misread that an identity sees, %d flagged", len(d.Figures), seen, flagged)
		})
	}
}

// grain is the noise of an ordinary scanner, in shades of grey; roughGrain that
// of a copy of a copy, of which digits are misread.
const (
	grain      = 14
	roughGrain = 60
)

// TestRoughScan reads a table so rough that digits are misread, and holds that
// what the sums of the form can see of it is flagged.
func TestRoughScan(t *testing.T) {
	needTools(t, "tesseract", "pdftoppm")
	r := newScanReader(t)
	const pdf = "../fixtures/docs/a10_city_2024.pdf"
	digital := readFile(t, r, pdf, read(t, pdf))
	d := readFile(t, r, pdf, scanOf(t, pdf, 7, roughGrain))
	if d.Status == report.Unreadable {
		t.Fatalf("not read: %s %s", d.Reason, d.Detail)
	}
	seen, flagged := misread(t, digital, d)
	t.Logf("%d figures, %d misread that an identity sees, %d flagged", len(d.Figures), seen, flagged)
	if seen == 0 {
		t.Error("nothing was misread: the test shows nothing")
	}
}

// misread holds each figure of a table that was not read as it is printed, and
// that an identity of the form holds, to be flagged: without a value, or in a
// check that failed. It gives their number and how many are flagged.
func misread(t *testing.T, digital, scanned *report.Document) (seen, flagged int) {
	t.Helper()
	type place struct{ code, rule string }
	read := map[place]int{}
	for i, f := range scanned.Figures {
		if f.Method == report.InTable && f.Indicator != "" {
			read[place{f.Code().String() + f.Part, f.Rule}] = i
		}
	}
	failed := map[int]bool{}
	for _, c := range scanned.Checks {
		for _, i := range c.Figures {
			failed[i] = failed[i] || !c.OK
		}
	}
	held := map[int]bool{}
	for _, c := range digital.Checks {
		for _, i := range c.Figures {
			held[i] = true
		}
	}
	for i, f := range digital.Figures {
		if !held[i] {
			continue
		}
		j, ok := read[place{f.Code().String() + f.Part, f.Rule}]
		if !ok || scanned.Figures[j].Value == f.Value {
			continue
		}
		seen++
		g := scanned.Figures[j]
		if g.Status == report.Unsure || failed[j] {
			flagged++
			continue
		}
		t.Errorf("%s of %s: printed %q, read %q (%s, confidence %.2f) and nothing says so", f.Rule, f.Label, f.Value, g.Value, g.Status, g.Confidence)
	}
	return seen, flagged
}

func needTools(t *testing.T, names ...string) {
	t.Helper()
	for _, name := range names {
		if _, err := exec.LookPath(name); err == nil {
			continue
		}
		if os.Getenv("NIANBAO_TEST_ALL") != "" {
			t.Fatalf("%s is not installed", name)
		}
		t.Skipf("%s is not installed", name)
	}
}

func newScanReader(t *testing.T) *Reader {
	t.Helper()
	extractor, err := extract.New()
	if err != nil {
		t.Fatal(err)
	}
	segmenter, err := normalize.OpenSegmenter()
	if err != nil {
		t.Fatal(err)
	}
	parser, err := sandbox.Open(sandbox.Options{Parse: parse.Options{CacheDir: t.TempDir()}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(parser.Close(), segmenter.Close()); err != nil {
			t.Error(err)
		}
	})
	return &Reader{Parser: parser, Extractor: extractor, Segmenter: segmenter}
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func readFile(t *testing.T, r *Reader, name string, body []byte) *report.Document {
	t.Helper()
	got := r.Read(t.Context(), item(string(body), fetch.Hint{}, nil))
	if got.Err != nil {
		t.Fatalf("%s: %v", name, got.Err)
	}
	return got.Document
}

// scanOf prints a PDF and scans it: a PDF of pictures.
func scanOf(t *testing.T, pdf string, seed uint64, grain float64) []byte {
	t.Helper()
	pages := filepath.Join(t.TempDir(), "page")
	if out, err := exec.Command("pdftoppm", "-r", "200", "-gray", pdf, pages).CombinedOutput(); err != nil {
		t.Fatalf("pdftoppm: %v: %s", err, out)
	}
	files, err := filepath.Glob(pages + "*.pgm")
	if err != nil || len(files) == 0 {
		t.Fatalf("pdftoppm left %q: %v", files, err)
	}
	random := rand.New(rand.NewPCG(seed, 1))
	var pictures []picture
	for _, name := range files {
		pictures = append(pictures, readPGM(t, name).scanned(random, grain))
	}
	return pdfOf(pictures)
}

// A picture is in shades of grey.
type picture struct {
	w, h int
	pix  []byte
}

func readPGM(t *testing.T, name string) picture {
	t.Helper()
	b := read(t, name)
	var p picture
	var shades int
	if _, err := fmt.Sscanf(string(b[:20]), "P5\n%d %d\n%d", &p.w, &p.h, &shades); err != nil || shades != 255 || len(b) < p.w*p.h {
		t.Fatalf("%s: no grey picture: %v", name, err)
	}
	p.pix = b[len(b)-p.w*p.h:]
	return p
}

// scanned is the picture as a scanner sees it: grey paper, grain, turned by up
// to a third of a degree.
func (p picture) scanned(random *rand.Rand, grain float64) picture {
	const paper, ink = 238, 40
	angle := (random.Float64() - 0.5) * 2 / 3 * math.Pi / 180
	sin, cos := math.Sincos(angle)
	out := picture{p.w, p.h, make([]byte, len(p.pix))}
	for y := range p.h {
		for x := range p.w {
			dx, dy := float64(x-p.w/2), float64(y-p.h/2)
			v := ink + (paper-ink)*p.shade(dx*cos-dy*sin+float64(p.w/2), dx*sin+dy*cos+float64(p.h/2))/255
			out.pix[y*p.w+x] = byte(min(max(v+grain*(random.Float64()+random.Float64()-1), 0), 255))
		}
	}
	return out
}

// shade is the shade between pixels.
func (p picture) shade(x, y float64) float64 {
	x0, y0 := int(math.Floor(x)), int(math.Floor(y))
	if x0 < 0 || y0 < 0 || x0+1 >= p.w || y0+1 >= p.h {
		return 255
	}
	fx, fy := x-float64(x0), y-float64(y0)
	at := func(x, y int) float64 { return float64(p.pix[y*p.w+x]) }
	return (at(x0, y0)*(1-fx)+at(x0+1, y0)*fx)*(1-fy) + (at(x0, y0+1)*(1-fx)+at(x0+1, y0+1)*fx)*fy
}

// pdfOf is a PDF with a picture of 200 dpi on each page.
func pdfOf(pictures []picture) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	var at []int
	object := func(dict string, stream []byte) {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n<<%s", len(at), dict)
		if stream != nil {
			fmt.Fprintf(&b, "/Length %d>>stream\n%s\nendstream\nendobj\n", len(stream), stream)
			return
		}
		b.WriteString(">>\nendobj\n")
	}
	var kids strings.Builder
	for i := range pictures {
		fmt.Fprintf(&kids, "%d 0 R ", 3+3*i)
	}
	object("/Type/Catalog/Pages 2 0 R", nil)
	object(fmt.Sprintf("/Type/Pages/Count %d/Kids[%s]", len(pictures), kids.String()), nil)
	for i, p := range pictures {
		w, h := float64(p.w)*72/200, float64(p.h)*72/200
		object(fmt.Sprintf("/Type/Page/Parent 2 0 R/MediaBox[0 0 %.2f %.2f]/Contents %d 0 R/Resources<</XObject<</I %d 0 R>>>>", w, h, 4+3*i, 5+3*i), nil)
		object("", fmt.Appendf(nil, "%.2f 0 0 %.2f 0 0 cm /I Do", w, h))
		var packed bytes.Buffer
		z := zlib.NewWriter(&packed)
		z.Write(p.pix)
		z.Close()
		object(fmt.Sprintf("/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/FlateDecode", p.w, p.h), packed.Bytes())
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, xref)
	return b.Bytes()
}
