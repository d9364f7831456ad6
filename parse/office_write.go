package parse

import (
	"strings"

	"nianbao/report"
)

// An officePiece is a part of an office document in reading order: a
// paragraph, a table or a picture.
type officePiece struct {
	text     string // its lines parted by "\n"
	level    int    // of a heading, 1 to 9, else 0
	title    bool   // the author calls it the title
	contents bool   // a line of a table of contents
	table    *htmlGrid
	picture  bool
}

// writeOffice writes pieces as the text, blocks and tables of a document, with
// the notes at its end.
func writeOffice(d *report.Document, pieces, notes []officePiece) {
	pieces = splitPieces(pieces)
	lines := linesOfPieces(pieces)
	markAround(lines)
	markStyled(pieces, lines)
	d.Meta = lineMeta(lines)
	w := &htmlWriter{d: d}
	end := lastProse(lines)
	for i := range pieces {
		switch p := &pieces[i]; {
		case p.picture:
		case p.table != nil:
			w.table(p.table)
		case lines[i].kind == furniture:
			w.block(p.text, report.Furniture)
		default:
			w.block(p.text, p.kind(lines, i, end))
		}
	}
	for _, p := range splitPieces(notes) {
		if p.table != nil {
			w.table(p.table)
		} else if !p.picture {
			w.block(p.text, report.Paragraph)
		}
	}
	d.Text = w.b.String()
	addCaptions(d)
	noteReplaced(d)
	judgeOffice(d, pieces, w.cut)
}

// splitPieces makes a paragraph of each line that begins one, as authors who
// press shift and enter mean it.
func splitPieces(pieces []officePiece) (out []officePiece) {
	for _, p := range pieces {
		if p.table != nil || p.picture || !strings.Contains(p.text, "\n") {
			out = append(out, p)
			continue
		}
		eachParagraph(p.text, func(text string) {
			part := p
			part.text = text
			out = append(out, part)
		})
	}
	return out
}

func linesOfPieces(pieces []officePiece) []textLine {
	lines := make([]textLine, len(pieces))
	for i, p := range pieces {
		lines[i].text = strings.TrimFunc(p.text, isSpace)
		switch {
		case p.table != nil:
			lines[i].kind = tableLine
		case p.picture:
			lines[i].kind = blankLine
		}
	}
	return lines
}

// markStyled marks tables of contents, and the title where only its style
// tells it.
func markStyled(pieces []officePiece, lines []textLine) {
	title := -1
	for i := range lines {
		switch {
		case pieces[i].contents:
			lines[i].kind = furniture
		case lines[i].kind == titleLine:
			return
		case pieces[i].title && title < 0 && lines[i].kind == textual:
			title = i
		}
	}
	if title >= 0 {
		lines[title].kind = titleLine
	}
}

// kind tells a paragraph from a heading: by its style, if it is as short as
// one and states nothing, else by its words.
func (p *officePiece) kind(lines []textLine, i, end int) report.BlockKind {
	s := lines[i].text
	if lines[i].kind == textual && p.level > 0 && len(s) <= 180 && !isProse(s) && !endsSentence(s) && !countInLine.MatchString(s) {
		return report.Heading
	}
	return blockKind(lines, i, i, end)
}

// judgeOffice ends documents that hold nothing to read, with the reason.
func judgeOffice(d *report.Document, pieces []officePiece, cut bool) {
	pictures := 0
	for _, p := range pieces {
		if p.picture {
			pictures++
		}
	}
	err := readable(d.Text, "")
	switch han := census(d.Text).han; {
	case han < minHanText && len(d.Tables) == 0 && pictures > 0:
		d.Fail(report.NeedsOCR, "the document is made of pictures: it needs OCR")
	case blank(d.Text):
		d.Fail(report.Empty, "nothing is written in the document")
	case err != nil:
		d.Fail(err.reason, err.detail)
	case han < minHanText:
		d.Fail(report.Stub, "too little text to be a report: "+excerpt(d.Text))
	case cut:
		d.Status, d.Reason, d.Detail = report.Partial, report.TooLarge, "a table has more than 50,000 cells: its end was not read"
	default:
		judgeOfficePictures(d, pieces)
	}
}

// judgeOfficePictures finds official tables that are pictures.
func judgeOfficePictures(d *report.Document, pieces []officePiece) {
	under, pictured := "", []string(nil)
	for _, p := range pieces {
		s := strings.TrimFunc(p.text, isSpace)
		switch {
		case p.table != nil:
			under = ""
		case p.picture && under != "":
			pictured = append(pictured, under)
			under = ""
		case !p.picture && isHeading(s):
			under = ""
			if officialTable.MatchString(s) {
				under = s
			}
		}
	}
	if len(pictured) > 0 {
		d.Status, d.Reason = report.Partial, report.ImageTable
		d.Detail = "these tables are pictures and were not read: " + strings.Join(pictured, "; ")
	}
}
