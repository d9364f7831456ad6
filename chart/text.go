package chart

import (
	"image/color"
	"slices"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"gonum.org/v1/plot/vg"
)

// missing stands for a character that the font does not have.
const missing = '□'

// glyph finds a character's outline and how far it reaches, in units of the
// font.
func (s *sheet) glyph(r rune) (i sfnt.GlyphIndex, advance vg.Length) {
	var b sfnt.Buffer
	i, err := s.font.GlyphIndex(&b, r)
	if err != nil || i == 0 {
		i, _ = s.font.GlyphIndex(&b, missing)
	}
	a, err := s.font.GlyphAdvance(&b, i, s.units(), font.HintingNone)
	if err != nil {
		return i, 0 // unreachable: the font is whole
	}
	return i, length(a)
}

// units is the size at which a point is a unit of the font: outlines are exact.
func (s *sheet) units() fixed.Int26_6 { return fixed.I(int(s.font.UnitsPerEm())) }

func length(f fixed.Int26_6) vg.Length { return vg.Length(f) / 64 }

// wide is how wide text is at a size.
func (s *sheet) wide(text string, size vg.Length) vg.Length {
	var w vg.Length
	for _, r := range text {
		_, advance := s.glyph(r)
		w += advance
	}
	return w * size / length(s.units())
}

// text draws text from a point on its base line.
func (s *sheet) text(c color.Color, size, x, y vg.Length, text string) {
	scale := size / length(s.units())
	var p vg.Path
	var b sfnt.Buffer
	for _, r := range text {
		i, advance := s.glyph(r)
		segments, err := s.font.LoadGlyph(&b, i, s.units(), nil)
		if err != nil {
			continue // unreachable: the font is whole
		}
		at := func(pt fixed.Point26_6) vg.Point {
			return vg.Point{X: x + length(pt.X)*scale, Y: y - length(pt.Y)*scale}
		}
		open := false
		for _, seg := range segments {
			switch seg.Op {
			case sfnt.SegmentOpMoveTo:
				if open {
					p.Close()
				}
				p.Move(at(seg.Args[0]))
				open = true
			case sfnt.SegmentOpLineTo:
				p.Line(at(seg.Args[0]))
			case sfnt.SegmentOpQuadTo:
				p.QuadTo(at(seg.Args[0]), at(seg.Args[1]))
			case sfnt.SegmentOpCubeTo:
				p.CubeTo(at(seg.Args[0]), at(seg.Args[1]), at(seg.Args[2]))
			}
		}
		if open {
			p.Close()
		}
		x += advance * scale
	}
	if len(p) == 0 {
		return
	}
	s.SetColor(c)
	s.Fill(p)
}

// textEnd draws text that ends at a point.
func (s *sheet) textEnd(c color.Color, size, x, y vg.Length, text string) {
	s.text(c, size, x-s.wide(text, size), y, text)
}

// fit shortens text to a width, at its end.
func (s *sheet) fit(text string, size, room vg.Length) string {
	r := []rune(text)
	if s.within(r, size, room) == len(r) {
		return text
	}
	return string(r[:s.within(r, size, room-s.wide("…", size))]) + "…"
}

// fitEnd shortens a name to a width, at its beginning: what tells the offices of
// a city apart stands at the end.
func (s *sheet) fitEnd(text string, size, room vg.Length) string {
	r := []rune(text)
	if s.within(r, size, room) == len(r) {
		return text
	}
	slices.Reverse(r)
	r = r[:s.within(r, size, room-s.wide("…", size))]
	slices.Reverse(r)
	return "…" + string(r)
}

// within is how many characters have room.
func (s *sheet) within(r []rune, size, room vg.Length) int {
	scale := size / length(s.units())
	var used vg.Length
	for i, c := range r {
		_, advance := s.glyph(c)
		if used += advance * scale; used > room {
			return i
		}
	}
	return len(r)
}

// wrap breaks text into lines of a width, the last of which is shortened where
// there are more than so many.
func wrap(s *sheet, text string, size, room vg.Length, most int) []string {
	var out []string
	r := []rune(text)
	for len(r) > 0 && len(out) < most-1 {
		n := max(1, s.within(r, size, room))
		if n < len(r) {
			n = wordEnd(r, n)
		}
		out = append(out, string(r[:n]))
		r = r[n:]
		for len(r) > 0 && r[0] == ' ' {
			r = r[1:]
		}
	}
	if len(r) > 0 {
		out = append(out, s.fit(string(r), size, room))
	}
	return out
}

// wordEnd moves a line's end before a Latin word that it would cut.
func wordEnd(r []rune, n int) int {
	latin := func(c rune) bool { return c > ' ' && c < 0x2000 }
	end := n
	for end > 0 && latin(r[end-1]) && latin(r[end]) {
		end--
	}
	if end == 0 || n-end > 30 {
		return n
	}
	return end
}
