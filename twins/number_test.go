package twins

import (
	"fmt"
	"regexp"
	"strings"

	"golang.org/x/net/html"
)

// digitsInFonts puts each digit of the tables into an element of its own.
func (p *Page) digitsInFonts() {
	for _, t := range p.Tables() {
		for _, n := range texts(t) {
			if !digit.MatchString(n.Data) {
				continue
			}
			src := ""
			for i, r := range []rune(n.Data) {
				switch {
				case !digit.MatchString(string(r)):
					src += esc(string(r))
				case i%2 == 0:
					src += `<font face="Times New Roman">` + string(r) + `</font>`
				default:
					src += `<span lang="EN-US" style="font-family:Times New Roman">` + string(r) + `</span>`
				}
			}
			insertBefore(n, src)
			n.Parent.RemoveChild(n)
		}
	}
}

// numbersInParts cuts each number once, between two spans of a pasted text.
func (p *Page) numbersInParts() {
	p.renumber(func(s string) string {
		r := []rune(s)
		return `<b><span>` + esc(string(r[:len(r)/2])) + `</span></b><b><span>` + esc(string(r[len(r)/2:])) + `</span></b>`
	})
}

var plainThousands = regexp.MustCompile(`^[+-]?\d{4,}$`)

// grouped sets a sign between the thousands of numbers that have none, and pads
// every number with no-break spaces.
func (p *Page) grouped(sign string) {
	p.renumber(func(s string) string {
		if !plainThousands.MatchString(s) {
			return "&nbsp;" + esc(s) + "&nbsp;&nbsp;"
		}
		out := ""
		for i, r := range s {
			if rest := len(s) - i; i > 0 && rest%3 == 0 && s[i-1] >= '0' && s[i-1] <= '9' {
				out += sign
			}
			out += string(r)
		}
		return "&nbsp;" + out + "&nbsp;"
	})
}

// invisible sprinkles characters without width over numbers and labels.
func (p *Page) invisible() {
	sprinkle := func(s string) string {
		out := "&#8203;"
		for i, r := range []rune(s) {
			out += esc(string(r)) + []string{"&#8203;", "", "&#xFEFF;", "&shy;"}[i%4]
		}
		return out
	}
	p.renumber(sprinkle)
	p.relabel(sprinkle)
}

func (p *Page) fullWidth() {
	p.renumber(func(s string) string {
		return esc(strings.Map(func(r rune) rune {
			if r > ' ' && r < 0x7f {
				return r + 0xfee0
			}
			return r
		}, s))
	})
}

// asReferences writes each digit as a numeric character reference.
func asReferences(page string) string {
	return regexp.MustCompile(`>[0-9]+<`).ReplaceAllStringFunc(page, func(s string) string {
		out := ">"
		for _, r := range s[1 : len(s)-1] {
			out += fmt.Sprintf("&#%d;", r)
		}
		return out + "<"
	})
}

func (p *Page) linked() {
	p.renumber(func(s string) string {
		return `<a href="/zwgk/sqgk/2023-1187.html" title="共17件" target="_blank">` + esc(s) + `</a>`
	})
}

// emphasized marks numbers as editors do.
func (p *Page) emphasized() {
	p.renumber(func(s string) string { return `<strong><u>&nbsp;` + esc(s) + `&nbsp;</u></strong>` })
}

// measured puts the measure word behind the numbers of the tables of requests
// and cases, where the form prints none.
func (p *Page) measured() {
	for _, t := range p.Tables() {
		if text := Line(t); !strings.Contains(text, "申请人情况") && !strings.Contains(text, "复议后起诉") {
			continue
		}
		for _, row := range Rows(t) {
			for _, c := range Cells(row) {
				if text := Line(c); isNumber(c) && !strings.ContainsAny(text, "件") {
					setInner(c, esc(text)+"件")
				}
			}
		}
	}
}

// blanksAs writes the empty cells in another way.
func (p *Page) blanksAs(src string) {
	p.cells(func(c *html.Node) bool { return Line(c) == "" }, func(c *html.Node) {
		clear(c)
		adopt(c, fragment("td", src))
	})
}

// inParagraphs sets each cell as a paragraph among empty ones.
func (p *Page) inParagraphs() {
	p.cells(every, func(c *html.Node) {
		text := Line(c)
		clear(c)
		adopt(c, fragment("td", `<p>&nbsp;</p><p align="center">`+esc(text)+`</p><p><br></p>`))
	})
}

// nested puts each cell's content into a table or boxes of its own.
func (p *Page) nested(src string) {
	p.cells(every, func(c *html.Node) {
		var children []*html.Node
		for n := range c.ChildNodes() {
			children = append(children, n)
		}
		clear(c)
		nodes := fragment("td", src)
		at := here(nodes)
		for _, n := range children {
			at.Parent.InsertBefore(n, at)
		}
		at.Parent.RemoveChild(at)
		adopt(c, nodes)
	})
}
