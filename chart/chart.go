// Package chart draws figures of bodies and years as PNG and SVG: lines over
// years ([Lines], [Multiples]), and of one year bars ([Bars]), places in a grid
// ([Tiles]) and parts of a whole ([Treemap]).
//
// What must hold:
//
//   - A gap is a gap: no line crosses a year without a figure, or a break in the
//     series.
//   - Text is drawn as outlines of an embedded font, in both formats, so that
//     Chinese shows wherever a picture is opened.
//   - The same chart gives the same bytes.
//
// Coordinates are in points from the lower left corner, as package vg has them.
package chart

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image/color"
	"image/png"
	"regexp"

	"golang.org/x/image/font/sfnt"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"

	"nianbao/third_party/font"
)

// A Format is a kind of picture.
type Format string

const (
	PNG Format = "png"
	SVG Format = "svg"
)

// Words stand around a chart.
type Words struct {
	Title string
	Unit  string   // above the axis
	Notes []string // below: the source, what is missing
}

// Sizes in points.
const (
	width  = 720
	margin = 22

	titleSize = 15
	labelSize = 9.5
	noteSize  = 8

	dpi = 144 // of PNG: two pixels a point
)

var (
	ink    = color.NRGBA{0x22, 0x22, 0x22, 0xff}
	faint  = color.NRGBA{0x77, 0x77, 0x77, 0xff}
	rule   = color.NRGBA{0xdd, 0xdd, 0xdd, 0xff}
	filled = color.NRGBA{0x2f, 0x6d, 0xa8, 0xff}
)

// A sheet is what a chart is drawn on.
type sheet struct {
	vg.Canvas
	font   *sfnt.Font
	height vg.Length
	top    vg.Length // of what is free, below the title
	bottom vg.Length // likewise, above the notes
}

// draw makes a picture that has so many points of height between its words.
func draw(format Format, inner vg.Length, words Words, paint func(*sheet)) ([]byte, error) {
	f, err := sfnt.Parse(font.Regular)
	if err != nil {
		return nil, fmt.Errorf("the embedded font: %w", err) // unreachable
	}
	measure := &sheet{font: f}
	height := inner + measure.around(words)
	switch format {
	case PNG:
		c := vgimg.NewWith(vgimg.UseWH(width, height), vgimg.UseDPI(dpi), vgimg.UseBackgroundColor(color.White))
		newSheet(c, f, height, words, paint)
		var b bytes.Buffer
		err := png.Encode(&b, c.Image())
		return b.Bytes(), err
	case SVG:
		c := vgsvg.New(width, height)
		newSheet(c, f, height, words, paint)
		var b bytes.Buffer
		_, err := c.WriteTo(&b)
		return published(b.Bytes(), words.Title), err
	}
	return nil, fmt.Errorf("no format %q", format)
}

var (
	styled  = regexp.MustCompile(` style="([^"]*)"`)
	opening = regexp.MustCompile(`<svg[^>]*>`)
)

// published makes an SVG one that shows wherever it is put: what it looks like
// stands in attributes, since many sites allow no styles, and it has its title
// for those who do not see it.
func published(svg []byte, title string) []byte {
	svg = styled.ReplaceAllFunc(svg, func(style []byte) []byte {
		var b bytes.Buffer
		for part := range bytes.SplitSeq(styled.FindSubmatch(style)[1], []byte(";")) {
			if name, value, ok := bytes.Cut(part, []byte(":")); ok {
				fmt.Fprintf(&b, ` %s="%s"`, bytes.TrimSpace(name), bytes.TrimSpace(value))
			}
		}
		return b.Bytes()
	})
	at := opening.FindIndex(svg)
	if at == nil {
		return svg // unreachable
	}
	var b bytes.Buffer
	b.Write(svg[:at[1]])
	b.WriteString("\n<title>")
	xml.EscapeText(&b, []byte(title)) // a buffer takes all
	b.WriteString("</title>")
	b.Write(svg[at[1]:])
	return b.Bytes()
}

func newSheet(c vg.Canvas, f *sfnt.Font, height vg.Length, words Words, paint func(*sheet)) {
	s := &sheet{Canvas: c, font: f, height: height}
	s.fill(color.White, vg.Point{}, vg.Point{X: width}, vg.Point{X: width, Y: height}, vg.Point{Y: height})
	y := height - margin - titleSize
	title := wrap(s, words.Title, titleSize, width-2*margin, 2)
	for _, line := range title {
		s.text(ink, titleSize, margin, y, line)
		y -= titleSize * 1.4
	}
	s.text(faint, labelSize, margin, y-1, s.fit(words.Unit, labelSize, width-2*margin))
	s.top = y - labelSize - headGap
	notes := s.notes(words.Notes)
	for i, line := range notes {
		s.text(faint, noteSize, margin, margin+vg.Length(len(notes)-1-i)*noteSize*noteLeading, line)
	}
	s.bottom = margin + vg.Length(len(notes))*noteSize*noteLeading + noteGap
	paint(s)
}

const (
	headGap     = 6
	noteGap     = 4
	noteLeading = 1.5
	mostNotes   = 8 // lines
)

// around is how much height the words need.
func (s *sheet) around(words Words) vg.Length {
	title := len(wrap(s, words.Title, titleSize, width-2*margin, 2))
	return 2*margin + titleSize + vg.Length(title)*titleSize*1.4 + labelSize + headGap +
		vg.Length(len(s.notes(words.Notes)))*noteSize*noteLeading + noteGap
}

// notes wraps them and leaves out what is more than a chart has room for.
func (s *sheet) notes(notes []string) []string {
	var out []string
	for _, n := range notes {
		out = append(out, wrap(s, n, noteSize, width-2*margin, 3)...)
	}
	return out[:min(len(out), mostNotes)]
}

func (s *sheet) fill(c color.Color, points ...vg.Point) {
	var p vg.Path
	p.Move(points[0])
	for _, pt := range points[1:] {
		p.Line(pt)
	}
	p.Close()
	s.SetColor(c)
	s.Fill(p)
}

func (s *sheet) stroke(c color.Color, w vg.Length, points ...vg.Point) {
	var p vg.Path
	p.Move(points[0])
	for _, pt := range points[1:] {
		p.Line(pt)
	}
	s.SetColor(c)
	s.SetLineWidth(w)
	s.Stroke(p)
}

func (s *sheet) dot(c color.Color, at vg.Point, radius vg.Length) {
	var p vg.Path
	p.Move(vg.Point{X: at.X + radius, Y: at.Y})
	p.Arc(at, radius, 0, 2*3.141592653589793)
	p.Close()
	s.SetColor(c)
	s.Fill(p)
}
