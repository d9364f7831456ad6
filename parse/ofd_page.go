package parse

import (
	"encoding/xml"
	"errors"
	"math"
	"strings"
	"unicode/utf8"

	"nianbao/report"
)

var errOFDPage = errors.New("the page is missing or damaged")

const pointsPerMM = 72 / 25.4

// An ofdPage puts what an OFD page draws on a page as the PDF reader has it: in
// points, from the lower left corner.
type ofdPage struct {
	pdfPage
	size report.Box // x, y, width and height in millimetres

	where pdfMatrix // of the object at hand: its coordinates to those of the page
	em    float64   // size of its type, in its coordinates
	broad float64   // by which its characters are stretched
	x, y  float64   // pen
}

// draw reads a page and gives the ids of the sheets that lie under it.
func (p *ofdPage) draw(x *xmlReader) (under []string) {
	for x.next() && p.objects < maxPDFObjects && len(p.glyphs) < maxPDFGlyphs {
		if x.start == nil {
			continue
		}
		switch e := x.start; e.Name.Local {
		case "Template":
			under = append(under, attr(e, "TemplateID"))
		case "PhysicalBox":
			p.size = ofdBox(x.words(), p.size)
		case "TextObject":
			p.object(e)
			p.em, p.broad, p.x, p.y = ofdAttr(e, "Size", 0), ofdAttr(e, "HScale", 1), 0, 0
		case "TextCode":
			p.x, p.y = ofdAttr(e, "X", p.x), ofdAttr(e, "Y", p.y)
			p.text(ofdNumbers(attr(e, "DeltaX"), maxPDFGlyphs), ofdNumbers(attr(e, "DeltaY"), maxPDFGlyphs), x.words())
		case "PathObject":
			p.object(e)
			p.path(x, attr(e, "Stroke") != "false", attr(e, "Fill") == "true")
		case "ImageObject":
			p.object(e)
			box := ofdBox(attr(e, "Boundary"), report.Box{})
			p.pictures += box[2] * box[3] / (p.size[2] * p.size[3])
		}
	}
	p.w, p.h = p.size[2]*pointsPerMM, p.size[3]*pointsPerMM
	return under
}

// object begins an object: where it stands on the page.
func (p *ofdPage) object(e *xml.StartElement) {
	p.objects++
	p.w, p.h = p.size[2]*pointsPerMM, p.size[3]*pointsPerMM
	p.where = pdfMatrix{1, 0, 0, 1, 0, 0}
	if m := ofdNumbers(attr(e, "CTM"), 6); len(m) == 6 {
		p.where = pdfMatrix(m)
	}
	box := ofdNumbers(attr(e, "Boundary"), 2)
	if len(box) == 2 {
		p.where = p.where.times(pdfMatrix{1, 0, 0, 1, box[0], box[1]})
	}
	p.where = p.where.times(pdfMatrix{pointsPerMM, 0, 0, -pointsPerMM, -p.size[0] * pointsPerMM, p.h + p.size[1]*pointsPerMM})
}

// text places the characters of a run, each moved on from the one before.
func (p *ofdPage) text(dx, dy []float64, s string) {
	i := 0
	for len(s) > 0 && len(p.glyphs) < maxPDFGlyphs {
		r, n := utf8.DecodeRuneInString(s)
		s = s[n:]
		width := p.em * p.broad
		if !isWide(r) {
			width *= 0.55
		}
		step := width
		if i < len(dx) {
			step = dx[i]
			if step > 0 {
				width = min(width, step)
			}
		} else if i < len(dy) {
			step = 0 // written downwards
		}
		p.glyph(r, width)
		p.x += step
		if i < len(dy) {
			p.y += dy[i]
		}
		i++
	}
}

// glyph places one character, unless it is slanted, as in a watermark.
func (p *ofdPage) glyph(r rune, width float64) {
	if isPDFSpace(r) || isPDFJunk(r) {
		return
	}
	m := p.where
	if long, short := max(math.Abs(m[0]), math.Abs(m[1])), min(math.Abs(m[0]), math.Abs(m[1])); short > 0.1*long {
		return
	}
	const above, below = 0.86, 0.14 // of the type's size over and under its line
	x0, y0 := m.apply(p.x, p.y-above*p.em)
	x1, y1 := m.apply(p.x+width, p.y+below*p.em)
	_, base := m.apply(p.x, p.y)
	g := pdfGlyph{r: r, box: report.Box{min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)}, base: base}
	if x, y := g.mid(); x >= 0 && x <= p.w && y >= 0 && y <= p.h && g.box[2] > g.box[0] { // else nobody sees it
		p.glyphs = append(p.glyphs, g)
	}
}

// path takes the straight lines of a path: M x y begins one, L x y goes on,
// C closes it; what has a curve is a drawing.
func (p *ofdPage) path(x *xmlReader, stroked, filled bool) {
	var data string
	for depth := x.depth(); x.inside(depth); {
		if x.start.Name.Local == "AbbreviatedData" {
			data = x.words()
		}
	}
	d := pdfDrawing{page: &p.pdfPage}
	var line []pdfPoint
	end := func() {
		if stroked {
			d.strokes(line)
		} else if filled {
			d.fill(line)
		}
		line = line[:0]
	}
	fields := strings.Fields(data)
	for i := 0; i < len(fields) && i < 3*maxPDFSegments; i++ {
		switch fields[i] {
		case "M", "S":
			end()
			fallthrough
		case "L":
			if i+2 < len(fields) {
				if at := ofdNumbers(fields[i+1]+" "+fields[i+2], 2); len(at) == 2 {
					px, py := p.where.apply(at[0], at[1])
					line = append(line, pdfPoint{px, py})
				}
			}
		case "C":
			if len(line) > 2 {
				line = append(line, line[0])
			}
			end()
		case "Q", "B", "A":
			end()
		}
	}
	end()
}
