package parse

import (
	"math"
	"slices"
	"strings"
	"unicode"

	"nianbao/needle"
	"nianbao/report"
)

// A pdfBlock is a paragraph, a heading or a table, over line and page ends.
type pdfBlock struct {
	kind  report.BlockKind
	lines []pdfLine
	table *pdfTable
}

// A pdfFlow puts lines together to blocks. Lines wrap where the next word would
// not fit; what ends earlier, what is indented, what stands apart begins anew.
type pdfFlow struct {
	blocks  []pdfBlock
	margins map[pdfRegion]pdfMargins
	pitch   float64 // usual distance of two lines
	em      float64 // size of the running text
	prose   bool    // running text has begun: no title comes after it
	frames  int     // region of the last frame, counted downwards
}

// pdfMargins are the left and right ends of the lines of a page.
type pdfMargins struct{ left, right float64 }

func flow(layout pdfLayout) []pdfBlock {
	items := layout.items
	f := pdfFlow{margins: marginsOf(items)}
	f.measure(items)
	for i, list := range items {
		list = f.continueTable(i, items)
		for _, it := range list {
			switch {
			case it.line != nil:
				f.line(*it.line, f.margins[it.line.where()])
			case filled(it.table) > 1:
				f.blocks = append(f.blocks, pdfBlock{kind: report.TableBlock, table: it.table})
			default:
				f.frame(it.table)
			}
		}
	}
	f.oneTitle()
	f.headings()
	return addFurniture(f.blocks, layout.furniture)
}

// measure finds the size of the running text and the distance of its lines.
func (f *pdfFlow) measure(items [][]pdfItem) {
	var ems, pitches []float64
	for _, list := range items {
		for k, it := range list {
			if it.table != nil && filled(it.table) == 1 {
				ems = append(ems, linesOf(0, it.table.glyphs())[0].em)
			}
			if it.line == nil || len(it.line.glyphs) < 10 {
				continue
			}
			ems = append(ems, it.line.em)
			if k > 0 && list[k-1].line != nil {
				if d := list[k-1].line.base - it.line.base; d < 4*it.line.em {
					pitches = append(pitches, d)
				}
			}
		}
	}
	f.em, f.pitch = median(ems), median(pitches)
	if f.pitch == 0 {
		f.pitch = 1.7 * f.em // what official documents are set with
	}
}

// continueTable joins the table that a page begins with to the one that the
// page before ended with, if they are one, and gives what is left of the page.
func (f *pdfFlow) continueTable(i int, items [][]pdfItem) []pdfItem {
	list := items[i]
	if i == 0 || len(list) == 0 || len(f.blocks) == 0 {
		return list
	}
	above := f.blocks[len(f.blocks)-1].table
	if above == nil || len(items[i-1]) == 0 {
		return list
	}
	rest := list
	if l := rest[0].line; l != nil && len(rest) > 1 && continuedTable.MatchString(l.text()) {
		rest = rest[1:]
	}
	if rest[0].table == nil || !joinTables(above, rest[0].table) {
		return list
	}
	return rest[1:]
}

// frame adds the text of a table that is only a frame around it.
func (f *pdfFlow) frame(t *pdfTable) {
	lines := linesOf(t.page, t.glyphs())
	m, _ := margins(lines)
	f.frames--
	for _, l := range lines {
		l.region = f.frames
		f.margins[l.where()] = m
		f.line(l, m)
	}
}

// line adds a line: to the last block if it goes on, else as a block.
func (f *pdfFlow) line(l pdfLine, m pdfMargins) {
	if n := len(f.blocks); n > 0 && f.goesOn(&f.blocks[n-1], l, m) {
		b := &f.blocks[n-1]
		b.lines = append(b.lines, l)
		f.prose = f.prose || b.kind == report.Paragraph
		return
	}
	f.prose = f.prose || len(f.blocks) > 0 && f.blocks[len(f.blocks)-1].table != nil
	b := pdfBlock{kind: report.Paragraph, lines: []pdfLine{l}}
	switch large := l.em > 1.1*f.em && !f.prose; {
	case large && math.Abs(l.box[0]-m.left-m.right+l.box[2]) < 2*l.em:
		b.kind = report.TitleBlock
	case f.centred(l, m):
		b.kind = report.Heading
	}
	f.blocks = append(f.blocks, b)
}

// centred tells a line that stands in the middle, away from both margins.
func (f *pdfFlow) centred(l pdfLine, m pdfMargins) bool {
	left, right := l.box[0]-m.left, m.right-l.box[2]
	em := min(l.em, f.em)
	return left > 2.5*em && right > 1.5*em && math.Abs(left-right) < 1.5*l.em
}

var (
	enumerated = needle.MustCompile(`^(?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[、.．][^\d]|第[一二三四五六七八九十]{1,3}[章节条]|附[件表录])`)
	topNumber  = needle.MustCompile(`^[一二三四五六七八九十]{1,3}、[^一二三四五六七八九十]`)
	bulleted   = needle.MustCompile(`^(?:[•·●○■□◆◇▪►➢✓*-]|[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．])`)
	reportName = needle.MustCompile(`报\s*告|年\s*报|情况`)
	sentence   = needle.MustCompile(`[。；！？，：;!?]$`)
)

// goesOn tells whether l is the next line of a block.
func (f *pdfFlow) goesOn(b *pdfBlock, l pdfLine, m pdfMargins) bool {
	if b.table != nil {
		return false
	}
	last := b.lines[len(b.lines)-1]
	differ := 0.12
	if !last.han || !l.han {
		differ = 0.4 // the size of Latin type is guessed
	}
	if math.Abs(last.em-l.em) > differ*max(last.em, l.em) {
		return false
	}
	samePage := last.where() == l.where()
	gap := last.base - l.base
	if b.kind == report.TitleBlock {
		return samePage && f.centred(l, m) && gap < 2.5*l.em
	}
	if b.kind == report.Heading && f.centred(last, f.margins[last.where()]) {
		return false
	}
	if samePage && gap > max(1.35*f.pitch, 1.2*l.em) && gap > 1.35*f.pitchOf(b) {
		return false
	}
	if beginsAnew(l, last) || l.box[0] > m.left+1.2*l.em && !b.hangs(l) { // indented
		return false
	}
	return !f.endsEarly(last, l)
}

// beginsAnew tells whether a line begins with a number that no line goes on
// with by chance, as 第二十条第 | （一）项 does.
func beginsAnew(l, last pdfLine) bool {
	text := l.text()
	return topNumber.MatchString(text) || enumerated.MatchString(text) && sentence.MatchString(last.text())
}

// hangs tells whether l stands below the text of a numbered paragraph, to the
// right of its number.
func (b *pdfBlock) hangs(l pdfLine) bool {
	first := b.lines[0]
	if !bulleted.MatchString(first.text()) || l.box[0] < first.box[0]+0.5*l.em {
		return false
	}
	return len(b.lines) == 1 || math.Abs(l.box[0]-b.lines[1].box[0]) < 0.5*l.em
}

// pitchOf is the distance of the lines of a block, the usual one while it has
// only one line.
func (f *pdfFlow) pitchOf(b *pdfBlock) float64 {
	if n := len(b.lines); n > 1 && b.lines[n-1].page == b.lines[n-2].page {
		return b.lines[n-2].base - b.lines[n-1].base
	}
	return f.pitch
}

// endsEarly tells whether the first word of next had fitted at the end of last.
func (f *pdfFlow) endsEarly(last, next pdfLine) bool {
	room := f.margins[last.where()].right - last.box[2]
	return wordWidth(next.glyphs) < room-0.4*last.em
}

// wordWidth is the width of what may not be broken at the start of a line: one
// Chinese character with the punctuation that clings to it, or a word.
func wordWidth(glyphs []pdfGlyph) float64 {
	i := 0
	for i < len(glyphs)-1 && strings.ContainsRune("（《“‘〔【「『(", glyphs[i].r) {
		i++
	}
	if !isWide(glyphs[i].r) {
		for i+1 < len(glyphs) && !isWide(glyphs[i+1].r) && glyphs[i+1].box[0]-glyphs[i].box[2] < 2 {
			i++
		}
	}
	for i+1 < len(glyphs) && strings.ContainsRune("，。、；：？！）》”’〕】」』,.;:)%", glyphs[i+1].r) {
		i++
	}
	return glyphs[i].box[2] - glyphs[0].box[0]
}

// oneTitle leaves one title: the first that names a report, else the first.
func (f *pdfFlow) oneTitle() {
	best := -1
	for i := range f.blocks {
		b := &f.blocks[i]
		if b.kind != report.TitleBlock {
			continue
		}
		b.kind = report.Heading
		if best < 0 || reportName.MatchString(b.text()) && !reportName.MatchString(f.blocks[best].text()) {
			best = i
		}
	}
	if best >= 0 {
		f.blocks[best].kind = report.TitleBlock
	}
}

// headings marks the short numbered lines that are no sentences.
func (f *pdfFlow) headings() {
	for i := range f.blocks {
		b := &f.blocks[i]
		if b.kind != report.Paragraph {
			continue
		}
		text := strings.ReplaceAll(b.text(), " ", "")
		n := len([]rune(text))
		if n <= 45 && enumerated.MatchString(text) && !sentence.MatchString(text) && !strings.ContainsRune(text, '。') {
			b.kind = report.Heading
		}
	}
}

// lineText gives a line of a block as it stands in its text: two Latin words at
// a line end are two words, and without Chinese no number goes on.
func (b *pdfBlock) lineText(i int) string {
	l := &b.lines[i]
	if i == 0 {
		return l.text()
	}
	last := &b.lines[i-1]
	apart := isLatin(last.glyphs[len(last.glyphs)-1].r) && isLatin(l.glyphs[0].r) || !last.han && !l.han
	if apart && !endsInAddress(last.text()) {
		return " " + l.text()
	}
	return l.text()
}

func (b *pdfBlock) text() string {
	var out strings.Builder
	for i := range b.lines {
		out.WriteString(b.lineText(i))
	}
	return out.String()
}

func isLatin(r rune) bool { return unicode.IsLetter(r) && !isWide(r) }

// endsInAddress tells a line that ends in a web or mail address, which is broken
// anywhere.
func endsInAddress(line string) bool {
	words := strings.Fields(line)
	if len(words) == 0 {
		return false
	}
	word := words[len(words)-1]
	return strings.ContainsAny(word, "@/") && strings.ContainsFunc(word, isLatin)
}

// A pdfRegion is a column of a page, a frame, or what is in neither.
type pdfRegion struct{ page, region int }

func (l *pdfLine) where() pdfRegion { return pdfRegion{l.page, l.region} }

// marginsOf finds where the lines of each page and column begin and end. A page
// with few lines of its own has those of the whole document.
func marginsOf(items [][]pdfItem) map[pdfRegion]pdfMargins {
	var all []pdfLine
	lines := map[pdfRegion][]pdfLine{}
	for _, list := range items {
		for _, it := range list {
			if it.line == nil {
				continue
			}
			at := it.line.where()
			lines[at] = append(lines[at], *it.line)
			if at.region == 0 {
				all = append(all, *it.line)
			}
		}
	}
	whole, _ := margins(all)
	out := map[pdfRegion]pdfMargins{}
	for at, l := range lines {
		m, ok := margins(l)
		if !ok && at.region == 0 {
			m = whole
		}
		out[at] = m
	}
	return out
}

// margins finds the leftmost place where several lines begin, and the rightmost
// where several end; false where there are too few lines to tell.
func margins(lines []pdfLine) (m pdfMargins, ok bool) {
	var lefts, rights []float64
	long := 0
	for _, l := range lines {
		lefts = append(lefts, l.box[0])
		rights = append(rights, -l.box[2])
		if len(l.glyphs) > 20 {
			long++
		}
	}
	if len(lines) == 0 {
		return pdfMargins{0, 595}, false
	}
	return pdfMargins{edgeOf(lefts), -edgeOf(rights)}, long >= 4
}

// edgeOf is the smallest value that several others are near to.
func edgeOf(v []float64) float64 {
	slices.Sort(v)
	need := max(2, len(v)/8)
	for i := 0; i+need <= len(v); i++ {
		if v[i+need-1]-v[i] < 8 {
			return v[i]
		}
	}
	return v[0]
}
