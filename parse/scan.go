package parse

import (
	"cmp"
	"image"
	"image/color"
	"image/draw"
	"slices"
	"strings"
	"unicode/utf8"
)

// A scanReader reads the pictures of one document's pages: it finds the lines
// of tables, lets a recognizer read each line of each cell and then the rest of
// the page, and gives what PDFium gives for a page with text.
type scanReader struct {
	recognize Recognizer
	language  Language // "" until a page with text has told it
}

// pointsPerInch is what the places on a page are measured by.
const pointsPerInch = 72

// A scanLine is a line of text of a scan, in pixels.
type scanLine struct {
	box   image.Rectangle   // of its ink, which it has
	runs  []image.Rectangle // its ink between gaps, from left to right
	words []scanWord
}

// page reads a picture of a page.
func (s *scanReader) page(g *image.Gray, dpi int) (p pdfPage, err error) {
	g = straighten(g)
	k := inkOf(g)
	points := pointsPerInch / float64(dpi)
	p.w, p.h, p.scanned = float64(k.w)*points, float64(k.h)*points, true
	rules := rulesOf(k, dpi)
	for _, r := range rules {
		k.clear(r.Inset(-2))
		p.rules = append(p.rules, r.drawn(k.h, points))
	}
	if !k.bounds(image.Rect(0, 0, k.w, k.h)).Empty() {
		p.objects = 1
	}
	cells := insidesOf(tablesOf(1, p.rules), k.h, points)
	table := cellLines(k, cells, dpi)
	for _, c := range cells {
		k.clear(c)
	}
	lines, err := s.prose(g, k, dpi)
	if err != nil {
		return p, err
	}
	read, err := s.lines(g, table, dpi)
	if err != nil {
		return p, err
	}
	for _, l := range append(lines, read...) {
		p.glyphs = append(p.glyphs, l.glyphs(k.h, points)...)
	}
	return p, nil
}

// drawn is a line in points from the lower left corner of a page of h pixels.
func (r scanRule) drawn(h int, points float64) pdfRule {
	x0, x1 := float64(r.Min.X)*points, float64(r.Max.X)*points
	y0, y1 := float64(h-r.Max.Y)*points, float64(h-r.Min.Y)*points
	if r.vertical {
		return pdfRule{true, (x0 + x1) / 2, y0, y1}
	}
	return pdfRule{false, (y0 + y1) / 2, x0, x1}
}

// insidesOf gives the insides of the cells of tables in pixels.
func insidesOf(tables []pdfTable, h int, points float64) []image.Rectangle {
	const border = 2 // pixels
	var cells []image.Rectangle
	for _, t := range tables {
		for _, c := range t.cells {
			b := c.box
			r := image.Rect(int(b[0]/points), h-int(b[3]/points), int(b[2]/points), h-int(b[1]/points))
			cells = append(cells, r.Inset(border))
		}
	}
	return cells
}

// cellLines finds the lines of text in cells.
func cellLines(k *ink, cells []image.Rectangle, dpi int) []scanLine {
	var pieces []image.Rectangle
	for _, c := range cells {
		pieces = append(pieces, linesOfInk(k, c, 0)...)
	}
	high := typeHeight(pieces, dpi)
	var lines []scanLine
	for _, c := range cells {
		for _, box := range linesOfInk(k, c, high) {
			lines = append(lines, scanLine{box: box, runs: runsOfInk(k, box, dpi)})
		}
	}
	return lines
}

// prose reads what is printed outside tables.
func (s *scanReader) prose(g *image.Gray, k *ink, dpi int) ([]scanLine, error) {
	bounds := k.bounds(image.Rect(0, 0, k.w, k.h))
	if bounds.Empty() {
		return nil, nil
	}
	words, err := s.read(Recognition{Pictures: [][]byte{pgm(onPaper(g, k))}, DPI: dpi, Layout: PageLayout})
	if err != nil {
		return nil, err
	}
	return linesOfWords(k, words, dpi), nil
}

// onPaper gives a picture with nothing on it but what is near ink.
func onPaper(g *image.Gray, k *ink) *image.Gray {
	const near = 2 // pixels: the soft edges of characters
	out := paper(image.Rect(0, 0, k.w, k.h))
	for y := range k.h {
		for x := range k.w {
			if !k.at(x, y) {
				continue
			}
			r := image.Rect(x-near, y-near, x+near+1, y+near+1).Intersect(g.Rect)
			for v := r.Min.Y; v < r.Max.Y; v++ {
				copy(out.Pix[v*out.Stride+r.Min.X:v*out.Stride+r.Max.X], g.Pix[v*g.Stride+r.Min.X:v*g.Stride+r.Max.X])
			}
		}
	}
	whiten(out, out.Rect)
	return out
}

// paper is an empty picture.
func paper(r image.Rectangle) *image.Gray {
	g := image.NewGray(r)
	for i := range g.Pix {
		g.Pix[i] = 0xFF
	}
	return g
}

// linesOfWords puts the words of a page into their lines.
func linesOfWords(k *ink, words []scanWord, dpi int) []scanLine {
	var lines []scanLine
	at := map[scanLineID]int{}
	for _, w := range words {
		i, ok := at[w.line]
		if !ok {
			i = len(lines)
			at[w.line] = i
			lines = append(lines, scanLine{})
		}
		lines[i].box = lines[i].box.Union(w.box)
		lines[i].words = append(lines[i].words, w)
	}
	for i := range lines {
		lines[i].box = k.bounds(lines[i].box)
		lines[i].runs = runsOfInk(k, lines[i].box, dpi)
	}
	return slices.DeleteFunc(lines, func(l scanLine) bool { return l.box.Empty() })
}

// read asks the recognizer, in the document's script.
func (s *scanReader) read(r Recognition) ([]scanWord, error) {
	if s.language != "" {
		r.Language = s.language
		return s.words(r)
	}
	r.Language = Simplified
	words, err := s.words(r)
	if err != nil {
		return nil, err
	}
	r.Language = Traditional
	other, err := s.words(r)
	if err != nil { // without the traditional script, the simplified will have to do
		s.language = Simplified
		return words, nil
	}
	const enough = 20 // characters that tell the script
	language := Simplified
	if surety(other) > surety(words) {
		words, language = other, Traditional
	}
	if runesOf(words) >= enough {
		s.language = language
	}
	return words, nil
}

func (s *scanReader) words(r Recognition) ([]scanWord, error) {
	tsv, err := s.recognize(r)
	if err != nil {
		return nil, err
	}
	return wordsOf(tsv), nil
}

// surety is the mean of how sure the characters of words are.
func surety(words []scanWord) float64 {
	sum := 0.0
	for _, w := range words {
		sum += w.sure * float64(utf8.RuneCountInString(w.text))
	}
	return sum / float64(max(runesOf(words), 1))
}

func runesOf(words []scanWord) (n int) {
	for _, w := range words {
		n += utf8.RuneCountInString(w.text)
	}
	return n
}

// lines reads lines of cells. Short ones, which may be figures, are read twice,
// by models that were trained apart: where these differ, no character is sure.
func (s *scanReader) lines(g *image.Gray, lines []scanLine, dpi int) ([]scanLine, error) {
	const batch = 1000
	for part := range slices.Chunk(lines, batch) {
		r := Recognition{DPI: dpi, Layout: LineLayout}
		for _, l := range part {
			r.Pictures = append(r.Pictures, pgm(lineOnPaper(g, l.box)))
		}
		words, err := s.read(r)
		if err != nil {
			return nil, err
		}
		for _, w := range words {
			if w.picture < len(part) {
				l := &part[w.picture]
				w.box = w.box.Add(l.box.Min.Sub(image.Pt(lineMargin, lineMargin)))
				l.words = append(l.words, w)
			}
		}
		if err := s.readAgain(r, part); err != nil {
			return nil, err
		}
	}
	return lines, nil
}

// lineOnPaper cuts a line out and puts it on white paper with a margin, which
// the recognizer needs.
func lineOnPaper(g *image.Gray, box image.Rectangle) *image.Gray {
	out := paper(box.Inset(-lineMargin))
	draw.Draw(out, box.Inset(-1), g, box.Min.Sub(image.Pt(1, 1)), draw.Src)
	whiten(out, box.Inset(-1))
	return out
}

// whiten makes the paper within r white, so that shades and grain are no ink.
func whiten(g *image.Gray, r image.Rectangle) {
	r = r.Intersect(g.Rect)
	var count [256]int
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			count[g.GrayAt(x, y).Y]++
		}
	}
	dark, light := darkAndLight(count)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			v := (float64(g.GrayAt(x, y).Y) - dark) / max(light-dark, 1)
			g.SetGray(x, y, color.Gray{Y: uint8(255 * min(max(v, 0), 1))})
		}
	}
}

// darkAndLight parts shades into ink and paper (Otsu's threshold): the mean
// shade of the ink, and one that all but the darkest paper is lighter than.
func darkAndLight(count [256]int) (dark, light float64) {
	all, sum := 0, 0
	for v, n := range count {
		all, sum = all+n, sum+v*n
	}
	best, low, lowSum := -1.0, 0, 0
	light = 255
	for v, n := range count {
		low, lowSum = low+n, lowSum+v*n
		if low == 0 || low == all {
			continue
		}
		ink, paper := float64(lowSum)/float64(low), float64(sum-lowSum)/float64(all-low)
		if between := float64(low) * float64(all-low) * (paper - ink) * (paper - ink); between > best {
			best, dark, light = between, ink, paper-(paper-ink)/8
		}
	}
	return dark, light
}

// lineMargin is the width of the margin around a line, in pixels.
const lineMargin = 10

// readAgain reads the lines that may be figures as digits.
func (s *scanReader) readAgain(r Recognition, lines []scanLine) error {
	again := Recognition{DPI: r.DPI, Layout: FigureLayout, Language: Latin}
	var which []int
	for i := range lines {
		if lines[i].mayBeFigure() {
			which = append(which, i)
			again.Pictures = append(again.Pictures, r.Pictures[i])
		}
	}
	if len(which) == 0 {
		return nil
	}
	words, err := s.words(again)
	if err != nil {
		return err
	}
	second := make([][]scanWord, len(which))
	for _, w := range words {
		if w.picture < len(which) {
			second[w.picture] = append(second[w.picture], w)
		}
	}
	for i, n := range which {
		lines[n].words = agree(lines[n].words, second[i])
	}
	return nil
}

// mayBeFigure tells a line of digits, or of what may be misread ones.
func (l *scanLine) mayBeFigure() bool {
	const longest = 12 // characters
	text := l.text()
	n := utf8.RuneCountInString(text)
	if n == 1 && l.box.Dx() < l.box.Dy()*4/5 { // too narrow for a Chinese character
		return true
	}
	return n <= longest && !strings.ContainsFunc(text, func(r rune) bool { return isHan(r) && digitOf(r) == r })
}

// digitOf is the digit that a character is often read for, else the character.
func digitOf(r rune) rune {
	switch r {
	case '工', 'l', 'I', '|', '丨':
		return '1'
	case 'O', 'o', '〇', '○', '口':
		return '0'
	}
	return r
}

func (l *scanLine) text() string {
	slices.SortStableFunc(l.words, func(a, b scanWord) int { return cmp.Compare(a.box.Min.X, b.box.Min.X) })
	var b strings.Builder
	for _, w := range l.words {
		b.WriteString(w.text)
	}
	return b.String()
}
