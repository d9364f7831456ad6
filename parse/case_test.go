package parse

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	xunicode "golang.org/x/text/encoding/unicode"
	"golang.org/x/tools/txtar"

	"nianbao/report"
)

var update = flag.Bool("update", false, "write the outlines in testdata/cases anew")

// A structureCase is a page or text with the outline that it must give. The
// comment of its file says why it is there and how it is encoded and served.
type structureCase struct {
	path, source, want string
	html               bool
	encoding, declared string
	archive            *txtar.Archive
}

func readCases(t testing.TB) (cases []structureCase) {
	t.Helper()
	paths, err := filepath.Glob("testdata/cases/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, p := range paths {
		a, err := txtar.ParseFile(p)
		if err != nil {
			t.Fatal(err)
		}
		if len(a.Files) == 0 {
			t.Fatalf("%s: no source", p)
		}
		c := structureCase{path: p, source: string(a.Files[0].Data), html: strings.HasSuffix(a.Files[0].Name, ".html"), archive: a}
		if len(a.Files) > 1 {
			c.want = string(a.Files[1].Data)
		}
		for line := range strings.SplitSeq(string(a.Comment), "\n") {
			if k, v, ok := strings.Cut(line, ": "); ok {
				switch k {
				case "encoding":
					c.encoding = v
				case "declared":
					c.declared = v
				}
			}
		}
		cases = append(cases, c)
	}
	return cases
}

func (c *structureCase) bytes(t testing.TB) []byte {
	t.Helper()
	e := map[string]encoding.Encoding{
		"":         encoding.Nop,
		"gb18030":  simplifiedchinese.GB18030,
		"big5":     traditionalchinese.Big5,
		"utf-16le": xunicode.UTF16(xunicode.LittleEndian, xunicode.IgnoreBOM),
	}[c.encoding]
	if e == nil {
		t.Fatalf("%s: unknown encoding %q", c.path, c.encoding)
	}
	b, err := e.NewEncoder().Bytes([]byte(c.source))
	if err != nil {
		t.Fatalf("%s: %v", c.path, err)
	}
	return b
}

// outline writes a document for people: what it is, its blocks, the grids of
// its tables. ^ and < mark a place that a cell above or at the left reaches into.
func outline(d *report.Document) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s %s %s\n", d.Format, d.Encoding, d.Status, d.Reason)
	if d.Detail != "" {
		fmt.Fprintf(&b, "detail: %s\n", d.Detail)
	}
	fmt.Fprintf(&b, "meta: %s | %s | %s | %s\n", d.Meta.Title, d.Meta.Published, d.Meta.Publisher, d.Meta.Column)
	for _, l := range d.Links {
		fmt.Fprintf(&b, "link: %s %s\n", l.URL, l.Text)
	}
	for _, bl := range d.Blocks {
		if bl.Kind != report.TableBlock {
			fmt.Fprintf(&b, "%s: %s\n", bl.Kind, strings.ReplaceAll(d.Slice(bl.Span), "\n", "⏎"))
			continue
		}
		t := &d.Tables[bl.Table]
		fmt.Fprintf(&b, "table %dx%d under %q\n", t.Rows, t.Cols, t.Caption)
		for r, row := range t.Grid() {
			for c, i := range row {
				switch {
				case i < 0:
					b.WriteString("\t·")
				case t.Cells[i].Row != r:
					b.WriteString("\t^")
				case t.Cells[i].Col != c:
					b.WriteString("\t<")
				default:
					b.WriteString("\t" + strings.ReplaceAll(d.Slice(t.Cells[i].Span), "\n", "⏎"))
				}
			}
			b.WriteString("\n")
		}
	}
	return b.String()
}

func TestCases(t *testing.T) {
	p := New(Options{})
	for _, c := range readCases(t) {
		t.Run(strings.TrimSuffix(filepath.Base(c.path), ".txtar"), func(t *testing.T) {
			d := p.Document("https://www.example.gov.cn/gk/index.html", c.bytes(t), c.declared)
			checkDocument(t, d)
			got := outline(d)
			if *update {
				c.archive.Files = append(c.archive.Files[:1], txtar.File{Name: "want", Data: []byte(got)})
				if err := os.WriteFile(c.path, txtar.Format(c.archive), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if got != c.want {
				t.Errorf("outline of %s\n got:\n%s\nwant:\n%s", c.path, got, c.want)
			}
		})
	}
}
