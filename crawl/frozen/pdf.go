package frozen

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf16"
)

// Places on an A4 page in points, from the lower left corner.
const (
	pageWidth, pageHeight = 595.0, 842.0
	margin                = 50.0
	printed               = pageWidth - 2*margin
)

// A pdf writes pages of text in a Chinese font that is not embedded, as official
// documents have it. Han characters are as wide as the type is high, ASCII half.
type pdf struct {
	pages []*bytes.Buffer
	y     float64 // what is left on the page above the margin's foot begins here
}

func makePDF(blocks []block) ([]byte, error) {
	p := &pdf{}
	p.turn()
	for _, b := range blocks {
		switch {
		case b.rows != nil:
			p.table(b.rows)
		case b.kind == "title":
			p.lines(b.text, 18, 0, true)
		case b.kind == "signature":
			p.room(20)
			p.text(pageWidth-margin-width(b.text, 12), p.y, 12, b.text)
			p.y -= 20
		case b.kind == "heading":
			p.lines(b.text, 14, 24, false)
		default:
			p.lines(b.text, 12, 24, false)
		}
	}
	return p.file(), nil
}

func (p *pdf) turn() {
	p.pages = append(p.pages, &bytes.Buffer{})
	p.y = pageHeight - margin - 20
}

// room makes sure of so much height.
func (p *pdf) room(height float64) {
	if p.y-height < margin-20 {
		p.turn()
	}
}

func (p *pdf) write(format string, args ...any) {
	fmt.Fprintf(p.pages[len(p.pages)-1], format, args...)
}

func (p *pdf) text(x, y, size float64, s string) {
	p.write("BT /F1 %g Tf 1 0 0 1 %.1f %.1f Tm <%s> Tj ET\n", size, x, y, hexUTF16(s))
}

// lines writes a paragraph, its first line indented.
func (p *pdf) lines(text string, size, indent float64, center bool) {
	for i, line := range wrap(text, size, printed-indent) {
		p.room(size * 1.7)
		x := margin
		if i == 0 {
			x += indent
		}
		if center {
			x = (pageWidth - width(line, size)) / 2
		}
		p.text(x, p.y, size, line)
		p.y -= size * 1.7
	}
}

// table draws cells with their borders, on a new page where this one is too short.
func (p *pdf) table(rows [][]cell) {
	const size, pad, leading = 7.0, 2.0, 9.0
	cells, cols := layout(rows)
	// A column is as wide as its longest text of one column asks for.
	widths := make([]float64, cols)
	sum := 0.0
	for i := range widths {
		widths[i] = 4 * size
		for _, c := range cells {
			if c.col == i && c.cols == 1 {
				widths[i] = max(widths[i], min(width(c.text, size), 16*size))
			}
		}
		sum += widths[i]
	}
	x := []float64{margin}
	for _, w := range widths {
		x = append(x, x[len(x)-1]+w*printed/sum)
	}
	heights := make([]float64, len(rows))
	folded := make([][]string, len(cells))
	for i, c := range cells {
		folded[i] = wrap(c.text, size, x[c.col+c.cols]-x[c.col]-2*pad)
		heights[c.row] = max(heights[c.row], leading+2*pad)
		if c.rows == 1 {
			heights[c.row] = max(heights[c.row], float64(len(folded[i]))*leading+2*pad)
		}
	}
	tall := 0.0
	for _, h := range heights {
		tall += h
	}
	p.room(tall)
	y := []float64{p.y + 10}
	for _, h := range heights {
		y = append(y, y[len(y)-1]-h)
	}
	for i, c := range cells {
		left, right, top, foot := x[c.col], x[c.col+c.cols], y[c.row], y[c.row+c.rows]
		p.write("0.5 w %.1f %.1f %.1f %.1f re S\n", left, foot, right-left, top-foot)
		at := (top+foot)/2 + float64(len(folded[i])-1)*leading/2 - size*0.35
		for _, line := range folded[i] {
			p.text((left+right-width(line, size))/2, at, size, line)
			at -= leading
		}
	}
	p.y = y[len(y)-1] - 20
}

func width(s string, size float64) (w float64) {
	for _, r := range s {
		if w += size; r < 0x80 {
			w -= size / 2
		}
	}
	return w
}

// wrap breaks a text into lines of a width, not within a numeral nor before a
// sign that closes.
func wrap(s string, size, most float64) []string {
	var out []string
	var line strings.Builder
	for _, word := range words(s) {
		if line.Len() > 0 && width(line.String()+word, size) > most {
			out = append(out, line.String())
			line.Reset()
		}
		line.WriteString(word)
	}
	return append(out, line.String())
}

func words(s string) []string {
	var out []string
	ascii := false
	for _, r := range s {
		closes := strings.ContainsRune("，。、；：）”", r)
		if len(out) > 0 && (closes || ascii && r < 0x80) {
			out[len(out)-1] += string(r)
		} else {
			out = append(out, string(r))
		}
		ascii = r < 0x80
	}
	return out
}

func hexUTF16(s string) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	return b.String()
}

func (p *pdf) file() []byte {
	objects := []string{
		"<</Type/Catalog/Pages 2 0 R>>",
		"", // the pages
		"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]>>",
		"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>/DW 1000/W[1 95 500 814 939 500]/FontDescriptor 5 0 R>>",
		"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 700/StemV 80>>",
	}
	var kids []string
	for _, page := range p.pages {
		n := len(objects) + 1
		kids = append(kids, fmt.Sprintf("%d 0 R", n))
		objects = append(objects,
			fmt.Sprintf("<</Type/Page/Parent 2 0 R/MediaBox[0 0 %g %g]/Resources<</Font<</F1 3 0 R>>>>/Contents %d 0 R>>", pageWidth, pageHeight, n+1),
			fmt.Sprintf("<</Length %d>>stream\n%s\nendstream", page.Len(), page))
	}
	objects[1] = fmt.Sprintf("<</Type/Pages/Kids[%s]/Count %d>>", strings.Join(kids, " "), len(kids))
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	var places []int
	for i, o := range objects {
		places = append(places, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(places)+1)
	for _, at := range places {
		fmt.Fprintf(&b, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(places)+1, start)
	return b.Bytes()
}
