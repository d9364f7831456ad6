package parse

import (
	"encoding/xml"
	"strconv"
	"strings"
)

// inline reads an element within a paragraph.
func (r *docxReader) inline(p *docxParagraph, name string, e *xml.StartElement) {
	switch name {
	case "pPr":
		r.paragraphProperties(p)
	case "r":
		p.off = p.style.hidden == on
	case "rPr":
		r.runProperties(p)
	case "t":
		preserve := attr(e, "space") == "preserve"
		words := r.x.words()
		if !preserve {
			words = strings.Trim(words, " \t\r\n")
		}
		r.write(words)
	case "tab", "ptab":
		r.write("\t")
	case "br", "cr":
		r.lineBreak(p)
	case "noBreakHyphen":
		r.write("-")
	case "sym":
		r.write(symbol(attr(e, "char")))
	case "fldChar":
		r.inner().field(attr(e, "fldCharType"))
	}
}

// write adds words to the paragraph at hand, unless nobody sees them.
func (r *docxReader) write(words string) {
	p := r.paragraph()
	if p == nil || p.off || r.inCode() {
		return
	}
	for _, c := range words {
		switch c {
		case '\u00ad': // a soft hyphen
		case '\n', '\r':
			p.text = append(p.text, ' ')
		default:
			p.text = append(p.text, string(c)...)
		}
	}
}

func (r *docxReader) lineBreak(p *docxParagraph) {
	if !p.off && !r.inCode() {
		p.text = append(p.text, '\n')
	}
}

// maxFields is how many fields may be open at once.
const maxFields = 64

// field keeps account of the fields that are open: what Word computed from a
// code, such as a page number or a sum, is read, the code is not.
func (s *docxStory) field(mark string) {
	n := len(s.fields)
	switch {
	case mark == "begin" && n < maxFields:
		s.fields = append(s.fields, true)
	case mark == "separate" && n > 0:
		s.fields[n-1] = false
	case mark == "end" && n > 0:
		s.fields = s.fields[:n-1]
	}
}

func (r *docxReader) inCode() bool {
	for _, code := range r.inner().fields {
		if code {
			return true
		}
	}
	return false
}

// symbol gives the character for a sign of a symbol font: boxes that are
// ticked or not. Other signs are ornaments.
func symbol(char string) string {
	n, err := strconv.ParseUint(char, 16, 32)
	switch {
	case err != nil:
		return ""
	case n == 0xF0FE || n == 0xF052 || n == 0xF054:
		return "☑"
	case n == 0xF0A8 || n == 0xF06F || n == 0xF0A3:
		return "□"
	case n == 0xF0FC || n == 0xF050:
		return "√"
	case n >= 0xA0 && n < 0xE000:
		return string(rune(n))
	}
	return ""
}

func (r *docxReader) restyle(p *docxParagraph, id string) {
	p.style = r.styles.resolve(id)
	p.list, p.listOf, p.depth, p.level = p.style.list, p.style.listOf, p.style.depth, p.style.level
	p.off = p.style.hidden == on
}

func (r *docxReader) paragraphProperties(p *docxParagraph) {
	for depth := r.x.depth(); r.x.inside(depth); {
		e := r.x.start
		switch val := attr(e, "val"); e.Name.Local {
		case "pStyle":
			r.restyle(p, val)
		case "numId":
			p.list = val
		case "ilvl":
			p.depth = levelOf(val, 0) - 1
		case "outlineLvl":
			p.level = levelOf(val, 0)
		case "framePr":
			p.goesOn = attr(e, "dropCap") == "drop" || attr(e, "dropCap") == "margin"
		case "del", "moveFrom":
			p.goesOn = true
		case "vanish":
			p.hidden = toggled(e) == on
		case "pPrChange", "rPrChange", "sectPr":
			r.x.skip()
		}
	}
}

func (r *docxReader) runProperties(p *docxParagraph) {
	direct := unsaid
	for depth := r.x.depth(); r.x.inside(depth); {
		switch e := r.x.start; e.Name.Local {
		case "rStyle":
			if hidden := r.styles.resolve(attr(e, "val")).hidden; hidden != unsaid {
				p.off = hidden == on
			}
		case "vanish":
			direct = toggled(e)
		case "rPrChange":
			r.x.skip()
		}
	}
	if direct != unsaid {
		p.off = direct == on
	}
}
