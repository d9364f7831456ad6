package parse

import (
	"context"
	"math"
	"unicode/utf8"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/responses"
	"github.com/klippa-app/go-pdfium/structs"

	"nianbao/report"
)

// A pdfGlyph is one character on a page. All places are in points from the
// lower left corner of the page, turned so that its text is upright.
type pdfGlyph struct {
	r    rune
	box  report.Box // as wide as the character moves the pen, as high as its font
	base float64    // y of the line it stands on

	scanned bool    // it was recognised in a picture,
	sure    float64 // so surely: 0 to 1
}

func (g *pdfGlyph) mid() (x, y float64) { return (g.box[0] + g.box[2]) / 2, (g.box[1] + g.box[3]) / 2 }

// A pdfRule is a drawn line, horizontal or vertical.
type pdfRule struct {
	vertical bool
	at       float64 // x of a vertical line, y of a horizontal one
	lo, hi   float64 // its ends
}

// A pdfPage is one page as PDFium reads it: characters and drawn lines, in no
// order that one could rely on.
type pdfPage struct {
	num      int // from 1
	w, h     float64
	glyphs   []pdfGlyph
	rules    []pdfRule
	pictures float64 // share of the page that pictures cover
	objects  int     // how many things are drawn on it
	guessed  int     // its characters that seem to be figures, if one guesses
	scanned  bool    // its characters and lines were recognised in its picture
	down     bool    // it is written downwards, and turned by a quarter to be read
	err      error
}

func readPDFPage(ctx context.Context, in pdfium.Pdfium, at requests.Page) (p pdfPage) {
	frame, err := uprightPage(in, at)
	if err != nil {
		p.err = err
		return p
	}
	text, err := in.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: at})
	if err != nil {
		p.err = err
		return p
	}
	defer in.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: text.TextPage})
	chars, turn, err := readPDFChars(ctx, in, text.TextPage)
	if err != nil {
		p.err = err
		return p
	}
	frame.turn = turn
	if p.down = turn == 0 && writtenDown(chars); p.down {
		frame.turn = 3 // its columns become lines
		setDown(chars)
	}
	p.w, p.h = frame.size()
	for _, c := range chars {
		_, base := frame.point(c.x, c.y)
		g := pdfGlyph{r: c.r, box: frame.box(c.box), base: base}
		if p.down {
			_, g.base = g.mid()
		}
		if c.figure {
			p.guessed++
		}
		if x, y := g.mid(); x >= 0 && x <= p.w && y >= 0 && y <= p.h { // else nobody sees it
			p.glyphs = append(p.glyphs, g)
		}
	}
	d := pdfDrawing{in: in, frame: frame, page: &p}
	d.read(at)
	return p
}

// A pdfFrame maps the coordinates of a page's content to those of [pdfGlyph].
type pdfFrame struct {
	left, bottom, w, h float64 // the visible part of the page
	turn               int     // quarter turns clockwise
}

func (f pdfFrame) size() (w, h float64) {
	if f.turn%2 == 1 {
		return f.h, f.w
	}
	return f.w, f.h
}

func (f pdfFrame) point(x, y float64) (float64, float64) {
	x, y = x-f.left, y-f.bottom
	switch f.turn {
	case 1:
		return y, f.w - x
	case 2:
		return f.w - x, f.h - y
	case 3:
		return f.h - y, x
	}
	return x, y
}

// matrix is the transformation that point applies.
func (f pdfFrame) matrix() pdfMatrix {
	e, g := f.point(0, 0)
	a, b := f.point(1, 0)
	c, d := f.point(0, 1)
	return pdfMatrix{a - e, b - g, c - e, d - g, e, g}
}

func (f pdfFrame) box(b report.Box) report.Box {
	x0, y0 := f.point(b[0], b[1])
	x1, y1 := f.point(b[2], b[3])
	return report.Box{min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)}
}

// uprightPage opens a page and turns what is drawn on it as a viewer turns the
// page: of text that is drawn upwards PDFium drops the characters of fonts that
// are not embedded.
func uprightPage(in pdfium.Pdfium, at requests.Page) (pdfFrame, error) {
	rotation, err := in.FPDFPage_GetRotation(&requests.FPDFPage_GetRotation{Page: at})
	if err != nil {
		return pdfFrame{}, err
	}
	f := pdfFrame{w: 595, h: 842, turn: int(rotation.PageRotation) & 3}
	if b, err := in.FPDF_GetPageBoundingBox(&requests.FPDF_GetPageBoundingBox{Page: at}); err == nil {
		r := b.Rect
		f.left, f.bottom, f.w, f.h = float64(r.Left), float64(r.Bottom), float64(r.Right-r.Left), float64(r.Top-r.Bottom)
	}
	if f.turn == 0 {
		return f, nil
	}
	count, err := in.FPDFPage_CountObjects(&requests.FPDFPage_CountObjects{Page: at})
	if err != nil {
		return f, err
	}
	m := f.matrix()
	for i := range min(count.Count, maxPDFObjects) {
		o, err := in.FPDFPage_GetObject(&requests.FPDFPage_GetObject{Page: at, Index: i})
		if err != nil {
			continue
		}
		turn := requests.FPDFPageObj_Transform{PageObject: o.PageObject, Transform: structs.FPDF_FS_MATRIX{
			A: float32(m[0]), B: float32(m[1]), C: float32(m[2]), D: float32(m[3]), E: float32(m[4]), F: float32(m[5]),
		}}
		if _, err := in.FPDFPageObj_Transform(&turn); err != nil {
			return f, err
		}
	}
	w, h := f.size()
	return pdfFrame{w: w, h: h}, nil
}

// A pdfChar is a character in the coordinates of the page's content.
type pdfChar struct {
	r       rune
	box     report.Box
	x, y    float64 // its origin: left end of the base line
	guessed bool    // the file does not say which character it is: r is its code in the font
	figure  bool    // that code is a figure's, which is not believed
}

// readPDFChars reads the characters that are drawn upright or turned by right
// angles (slanted ones are watermarks), and by how many quarter turns clockwise
// most of them become upright.
func readPDFChars(ctx context.Context, in pdfium.Pdfium, text references.FPDF_TEXTPAGE) ([]pdfChar, int, error) {
	count, err := in.FPDFText_CountChars(&requests.FPDFText_CountChars{TextPage: text})
	if err != nil {
		return nil, 0, err
	}
	var chars []pdfChar
	var turns [4]int
	high := rune(0) // first half of a surrogate pair
	for i := range min(count.Count, maxPDFGlyphs) {
		if i%1024 == 0 && ctx.Err() != nil {
			return nil, 0, ctx.Err()
		}
		u, err := in.FPDFText_GetUnicode(&requests.FPDFText_GetUnicode{TextPage: text, Index: i})
		if err != nil {
			return nil, 0, err
		}
		r := rune(u.Unicode)
		if r >= 0xD800 && r < 0xDC00 {
			high = r
			continue
		}
		if r >= 0xDC00 && r < 0xE000 && high != 0 {
			r = 0x10000 + (high-0xD800)<<10 + (r - 0xDC00)
		}
		high = 0
		if isPDFSpace(r) {
			continue
		}
		lost, err := in.FPDFText_HasUnicodeMapError(&requests.FPDFText_HasUnicodeMapError{TextPage: text, Index: i})
		if err != nil {
			return nil, 0, err
		}
		guessed := lost.HasUnicodeMapError || r == 0
		if isPDFJunk(r) && !guessed {
			continue
		}
		c, ok := readPDFChar(in, text, i)
		if !ok {
			continue
		}
		turn := 0
		if !c.upright() { // asking of every character would take its time
			angle, err := in.FPDFText_GetCharAngle(&requests.FPDFText_GetCharAngle{TextPage: text, Index: i})
			if err != nil {
				return nil, 0, err
			}
			if turn, ok = quarterTurn(float64(angle.CharAngle)); !ok {
				continue
			}
		}
		c.r, c.guessed = r, guessed
		chars = append(chars, c)
		turns[turn]++
	}
	dropGuesses(chars)
	best := 0
	for t, n := range turns {
		if n > turns[best] {
			best = t
		}
	}
	return chars, best, nil
}

// dropGuesses puts U+FFFD for guessed characters, unless they make sense: in
// some fonts the code of a sign is its character, in most it is just a number.
// A figure is never guessed: nothing would tell a wrong one.
func dropGuesses(chars []pdfChar) {
	guessed, odd := 0, 0
	for _, c := range chars {
		if c.guessed {
			guessed++
			if isPDFJunk(c.r) || isOdd(c.r) {
				odd++
			}
		}
	}
	if odd*8 < guessed {
		odd = 0
	}
	for i := range chars {
		if c := &chars[i]; c.guessed && (odd > 0 || isPDFJunk(c.r) || isNumeral(c.r)) {
			c.figure = isNumeral(c.r)
			c.r = utf8.RuneError
		}
	}
}

// readPDFChar reads where a character stands; false for one that PDFium made
// up (a line end, a space) and for one without extent.
func readPDFChar(in pdfium.Pdfium, text references.FPDF_TEXTPAGE, i int) (c pdfChar, ok bool) {
	o, err := in.FPDFText_GetCharOrigin(&requests.FPDFText_GetCharOrigin{TextPage: text, Index: i})
	if err != nil {
		return c, false
	}
	b, err := in.FPDFText_GetLooseCharBox(&requests.FPDFText_GetLooseCharBox{TextPage: text, Index: i})
	if err != nil {
		return c, false
	}
	c.x, c.y = o.X, o.Y
	c.box = looseBox(b.Rect)
	w, h := c.box[2]-c.box[0], c.box[3]-c.box[1]
	if w < 0.15*h || h < 3 || max(w, h) > 30 {
		// In vertical writing PDFium forgets the scale of the text matrix.
		tight, err := in.FPDFText_GetCharBox(&requests.FPDFText_GetCharBox{TextPage: text, Index: i})
		if err != nil {
			return c, false
		}
		c.box = plausibleBox(c.box, tight)
	}
	return c, c.box[2] > c.box[0] && c.box[3] > c.box[1]
}

func looseBox(r structs.FPDF_FS_RECTF) report.Box {
	x0, x1 := float64(r.Left), float64(r.Right)
	y0, y1 := float64(r.Bottom), float64(r.Top)
	return report.Box{min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)}
}

// plausibleBox gives loose where the ink fits it, else a square around the ink.
func plausibleBox(loose report.Box, ink *responses.FPDFText_GetCharBox) report.Box {
	side := max(ink.Right-ink.Left, ink.Top-ink.Bottom)
	if side <= 0 {
		return loose
	}
	w, h := loose[2]-loose[0], loose[3]-loose[1]
	x, y := (ink.Left+ink.Right)/2, (ink.Bottom+ink.Top)/2
	inside := x >= loose[0] && x <= loose[2] && y >= loose[1] && y <= loose[3]
	if inside && h < 3*side && w > 0 && h > 0 {
		return loose
	}
	half := side * 0.55
	return report.Box{x - half, y - half, x + half, y + half}
}

// upright tells a character that is certainly not turned: its base line begins
// where its box does.
func (c *pdfChar) upright() bool {
	return math.Abs(c.x-c.box[0]) < 0.02 && c.y > c.box[1] && c.y < c.box[3]
}

// quarterTurn gives the quarter turns clockwise that make text upright which
// PDFium calls turned by an angle (clockwise, in radians), if it is near some.
func quarterTurn(angle float64) (int, bool) {
	q := angle / (math.Pi / 2)
	n := math.Round(q)
	return -int(n) & 3, math.Abs(q-n) < 0.1
}

// isPDFSpace tells the characters that print nothing. Spaces are made from the
// gaps between characters instead, since PDFium makes up many of its own.
func isPDFSpace(r rune) bool {
	switch {
	case r == ' ' || r == '\t' || r == '\r' || r == '\n' || r == 0xA0 || r == 0x3000:
		return true
	case r >= 0x2000 && r <= 0x200F, r >= 0x2028 && r <= 0x202F, r == 0x205F, r >= 0x2060 && r <= 0x206F:
		return true
	}
	return r == 0xFEFF || r == 0xAD || r == 0x02 // soft hyphen, PDFium's mark of a hyphen at a line end
}

// isPDFJunk tells control characters and what is no character at all.
func isPDFJunk(r rune) bool {
	return r < 0x20 || r >= 0x7F && r < 0xA0 || r&0xFFFE == 0xFFFE || r >= 0xD800 && r < 0xE000 || r > 0x10FFFF
}
