package frozen

import (
	"bytes"
	"fmt"
	"testing"

	"nianbao/check"
	"nianbao/extract"
	"nianbao/normalize"
	"nianbao/parse"
	"nianbao/report"
)

// A reading reads a document as the program does.
type reading struct {
	parse *parse.Parser
	seg   *normalize.Segmenter
	ex    *extract.Extractor
}

func newReading(t *testing.T) *reading {
	t.Helper()
	x, err := extract.New()
	if err != nil {
		t.Fatal(err)
	}
	seg, err := normalize.OpenSegmenter()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { seg.Close() })
	p := parse.New(parse.Options{CacheDir: t.TempDir()})
	t.Cleanup(func() { p.Close() })
	return &reading{p, seg, x}
}

func (r *reading) read(name string, body []byte) *report.Document {
	d := r.parse.Document(name, body, "")
	normalize.Document(d, r.seg)
	r.ex.Document(d)
	check.Document(d)
	return d
}

// total is the body's own figure of a code, from its table where it has one.
func total(d *report.Document, code string) string {
	for _, table := range []bool{true, false} {
		for _, f := range d.Figures {
			if f.Code().String() == code && f.Part == "" && f.Role == report.Level && (f.Table > 0) == table {
				return string(f.Value)
			}
		}
	}
	return ""
}

// TestMacros holds that the program reads the texts that macros stand for:
// body, year, and figures of text and tables, in every kind of file.
func TestMacros(t *testing.T) {
	r := newReading(t)
	for _, year := range []int{2010, 2018, 2019, 2020, 2021, 2025} {
		for _, kind := range []string{"html", "txt", "pdf", "docx", "xlsx"} {
			t.Run(fmt.Sprint(year, kind), func(t *testing.T) {
				const body = "桐屿市生态环境局"
				name := "report"
				if year < 2019 {
					name = "prose"
				}
				a := &Answer{Body: fmt.Sprintf("{{%s %s %d}}", name, body, year)}
				switch kind {
				case "html":
					a.Body = fmt.Sprintf("<html><head><title>%s%d年政府信息公开工作年度报告</title></head><body>{{nav}}<h1>%[1]s%[2]d年政府信息公开工作年度报告</h1>%[3]s</body></html>", body, year, a.Body)
				case "txt":
					a.Body = fmt.Sprintf("{{%s %s %d text}}", name, body, year)
				default:
					a.Made = kind
				}
				raw, err := a.Bytes()
				if err != nil {
					t.Fatal(err)
				}
				d := r.read("a."+kind, raw)
				if d.Status != report.OK {
					t.Errorf("status %s %s", d.Status, d.Reason)
				}
				if d.Body != body || d.Year != year {
					t.Errorf("read %q %d", d.Body, d.Year)
				}
				want := fmt.Sprint(Received(body, year))
				if got := total(d, "requests.received"); got != want {
					t.Errorf("received %q, written %s", got, want)
				}
				for _, c := range d.Checks {
					if !c.OK {
						t.Errorf("the sums do not agree: %s, %s by %v", c.Rule, c.Note, c.Delta)
					}
				}
				t.Logf("%d figures, %d sums", len(d.Figures), len(d.Checks))
			})
		}
	}
}

// TestMadeAgain holds that the same body gives the same bytes.
func TestMadeAgain(t *testing.T) {
	for kind := range makers {
		a := Answer{Made: kind, Body: "{{report 青岚市人民政府 2022}}"}
		b := Answer{Made: kind, Body: "{{report 青岚市人民政府 2022}}"}
		x, err1 := a.Bytes()
		y, err2 := b.Bytes()
		if err1 != nil || err2 != nil || !bytes.Equal(x, y) {
			t.Errorf("%s: %v, %v, %d and %d bytes", kind, err1, err2, len(x), len(y))
		}
	}
}
