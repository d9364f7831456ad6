package twins

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// A mangling is one way in which sites spoil a page without changing what a
// person sees in its tables.
type mangling struct {
	name  string
	tree  func(*Page)
	style style
	text  func(string) string
	bytes func(string) []byte
}

var manglings = []mangling{
	{name: "as it is"},
	// containers
	{name: "TRS editor", tree: (*Page).inTRS},
	{name: "Hanweb zoom", tree: (*Page).inHanweb},
	{name: "UCAP content", tree: (*Page).inUCAP},
	{name: "VSB form", tree: (*Page).inVSB},
	{name: "anonymous divs", tree: (*Page).inPlainDivs},
	{name: "layout tables", tree: (*Page).inLayoutTables},
	{name: "beside a column of links", tree: (*Page).besideFirstColumn},
	{name: "responsive wrappers", tree: (*Page).inTableWrappers},
	{name: "tables of one cell", tree: (*Page).inOneCellTables},
	{name: "Word export", tree: (*Page).fromWord},
	{name: "Excel export", tree: (*Page).fromExcel},
	{name: "article in a script", tree: (*Page).inScript},
	// numbers
	{name: "digits in fonts", tree: (*Page).digitsInFonts},
	{name: "numbers in two parts", tree: (*Page).numbersInParts},
	{name: "no-break spaces in numbers", tree: func(p *Page) { p.grouped("&nbsp;") }},
	{name: "thin spaces in numbers", tree: func(p *Page) { p.grouped("&thinsp;") }},
	{name: "commas in numbers", tree: func(p *Page) { p.grouped(",") }},
	{name: "full-width commas in numbers", tree: func(p *Page) { p.grouped("，") }},
	{name: "line ends in numbers", tree: func(p *Page) { p.grouped("\n  ") }},
	{name: "characters without width", tree: (*Page).invisible},
	{name: "full-width digits", tree: (*Page).fullWidth},
	{name: "digits as references", text: asReferences},
	{name: "linked numbers", tree: (*Page).linked},
	{name: "emphasized numbers", tree: (*Page).emphasized},
	{name: "measure words in cells", tree: (*Page).measured},
	{name: "blanks as no-break spaces", tree: func(p *Page) { p.blanksAs("&nbsp;") }},
	{name: "blanks as wide spaces", tree: func(p *Page) { p.blanksAs("<p>　<o:p></o:p></p>") }},
	{name: "blanks as line breaks", tree: func(p *Page) { p.blanksAs("<p><br></p>") }},
	{name: "blanks as spacers", tree: func(p *Page) { p.blanksAs(`<img src="/images/spacer.gif" width="1" height="1" alt="">`) }},
	{name: "cells of paragraphs", tree: (*Page).inParagraphs},
	{name: "a box in each cell", tree: func(p *Page) { p.nested(`<div><div class="cell"><!--here--></div></div>`) }},
	{name: "a table in each cell", tree: func(p *Page) {
		p.nested(`<table width="100%" border="0"><tbody><tr><td><!--here--></td></tr></tbody></table>`)
	}},
	// labels
	{name: "numbering by circles", tree: (*Page).numberedByCircles},
	{name: "numbering by brackets", tree: (*Page).numberedByBrackets},
	{name: "numbering by digits", tree: (*Page).numberedByDigits},
	{name: "no numbering", tree: (*Page).unnumbered},
	{name: "line breaks in labels", tree: func(p *Page) { p.spaced("<br>", 4) }},
	{name: "line breaks with source breaks in labels", tree: func(p *Page) { p.spaced("<br/>\n    ", 2) }},
	{name: "wide spaces in labels", tree: func(p *Page) { p.spaced("　", 1) }},
	{name: "no-break spaces in labels", tree: func(p *Page) { p.spaced("&nbsp;&nbsp;", 1) }},
	{name: "labels of paragraphs", tree: func(p *Page) { p.spaced("</p><p>", 5) }},
	{name: "upright labels", tree: (*Page).upright},
	{name: "readings over characters", tree: (*Page).annotated},
	{name: "half-width punctuation", tree: (*Page).halfWidth},
	{name: "footnote marks", tree: (*Page).footnoted},
	{name: "unit in the row's label", tree: (*Page).unitInRow},
	{name: "unit on a line of its own", tree: (*Page).unitApart},
	// shape
	{name: "th for td", tree: (*Page).asHeads},
	{name: "thead and tfoot", tree: func(p *Page) { p.inSections(false) }},
	{name: "tfoot before tbody", tree: func(p *Page) { p.inSections(true) }},
	{name: "spans out of the table", tree: (*Page).spansTooLarge},
	{name: "a group one row too long", tree: (*Page).spansOneTooLarge},
	{name: "spans that are no numbers", tree: (*Page).spansOdd},
	{name: "vast spans", tree: (*Page).spansVast},
	{name: "split tables", tree: func(p *Page) { p.split(false, "") }},
	{name: "split tables with a page number", tree: func(p *Page) { p.split(false, `<p align="center">- 4 -</p>`) }},
	{name: "split tables with heads", tree: func(p *Page) { p.split(true, `<div class="pagebreak">&nbsp;</div>`) }},
	{name: "head in the middle", tree: (*Page).headAgain},
	{name: "empty columns and rows around", tree: (*Page).edged},
	{name: "empty column before the numbers", tree: (*Page).gutter},
	{name: "empty rows between", tree: func(p *Page) {
		p.between(func(cols int) string { return "<tr>" + strings.Repeat("<td>&nbsp;</td>", cols) + "</tr>" })
	}},
	{name: "page numbers between rows", tree: func(p *Page) {
		p.between(func(cols int) string { return fmt.Sprintf(`<tr><td colspan="%d">- 4 -</td></tr>`, cols) })
	}},
	{name: "caption as a row", tree: func(p *Page) {
		p.captioned(`<tr><td colspan="%d"><b>政府信息公开工作情况表（单位：件）</b></td></tr>`)
	}},
	{name: "caption element", tree: (*Page).captionElement},
	{name: "note as a row", tree: (*Page).noted},
	{name: "div tables", tree: (*Page).asBoxes},
	{name: "one table for all", tree: (*Page).joined},
	{name: "groups written again", tree: func(p *Page) { p.unmerged(true) }},
	{name: "groups written once", tree: func(p *Page) { p.unmerged(false) }},
	{name: "a table for each row", tree: (*Page).oneByOne},
	{name: "line numbers", tree: (*Page).lined},
	{name: "a label for the row of cases", tree: (*Page).namedRow},
	{name: "no group column", tree: (*Page).withoutGroups},
	{name: "head in one row", tree: (*Page).flatHead},
	{name: "head that names the group", tree: (*Page).longHead},
	// noise
	{name: "comments and scripts", tree: (*Page).scripted},
	{name: "numbers in attributes", tree: (*Page).attributed},
	{name: "hidden copy by display", tree: func(p *Page) { p.duplicated(`<div style="DISPLAY: none"><!--here--></div>`) }},
	{name: "hidden copy by attribute", tree: func(p *Page) { p.duplicated(`<div hidden><!--here--></div>`) }},
	{name: "hidden copy by visibility", tree: func(p *Page) { p.duplicated(`<div style="visibility:hidden;height:0"><!--here--></div>`) }},
	{name: "hidden rows", tree: (*Page).hiddenRows},
	{name: "hidden column", tree: (*Page).hiddenColumn},
	{name: "copy in a template", tree: func(p *Page) { p.duplicated(`<template><!--here--></template>`) }},
	{name: "copy in a hidden text area", tree: func(p *Page) { p.duplicated(`<textarea id="txt" style="display:none"><!--here--></textarea>`) }},
	{name: "navigation and related news", tree: (*Page).surrounded},
	// syntax
	{name: "capitals and no quotes", style: style{upper: true, unquoted: true}},
	{name: "no ends of cells and rows", style: style{open: map[string]bool{"td": true, "th": true, "tr": true, "tbody": true, "thead": true, "html": true, "body": true, "li": true}}},
	{name: "no ends of paragraphs either", style: style{open: map[string]bool{"td": true, "tr": true, "p": true}}},
	{name: "stray ends", text: stray},
	{name: "formatting without end", tree: (*Page).unended, style: style{open: map[string]bool{"b": true, "font": true}}},
	{name: "text between rows", text: spoken},
	{name: "indented source", text: indented},
	// bytes
	{name: "GB18030 declared UTF-8", bytes: gbDeclaredUTF8},
	{name: "GBK undeclared", bytes: gbUndeclared},
	{name: "UTF-8 declared GB2312", bytes: utf8DeclaredGB},
	{name: "UTF-16", bytes: utf16le},
	{name: "byte order mark and XML", bytes: xhtml},
	{name: "traditional characters", text: toTraditional},
	{name: "Big5", bytes: big5},
}

// apply gives the bytes of a page after the mangling.
func (m mangling) apply(p *Page) []byte {
	if m.tree != nil {
		m.tree(p)
	}
	page := charset(m.style.page(p.Root), "utf-8")
	if m.text != nil {
		page = m.text(page)
	}
	if m.bytes != nil {
		return m.bytes(page)
	}
	return []byte(page)
}

// TestManglings reads every page with official tables as every mangling leaves
// it: the figures are those of the page as it is, all and in the same order.
func TestManglings(t *testing.T) {
	all := labels(t)
	var names []string
	for name, l := range all {
		if filepath.Ext(l.Doc) == ".html" {
			names = append(names, name)
		}
	}
	if len(names) < 10 {
		t.Fatalf("only %d pages with labelled cells in %s", len(names), gold)
	}
	type expected struct{ table, prose []string }
	want := map[string]expected{}
	for _, name := range names {
		d := readFile(t, filepath.Join(docs, name+".html"))
		want[name] = expected{tableLines(d), proseLines(d)}
		if n := len(want[name].table); n < len(all[name].Cells) {
			t.Errorf("%s: %d figures of %d cells: the test would say little", name, n, len(all[name].Cells))
		}
	}
	for _, m := range manglings {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			for _, name := range names {
				t.Run(name, func(t *testing.T) {
					p, err := Load(filepath.Join(docs, name+".html"))
					if err != nil {
						t.Fatal(err)
					}
					d := read(t, name+".html", m.apply(p))
					if diff := differ(want[name].table, tableLines(d)); diff != "" {
						t.Errorf("%s: tables (%s %s) %s", d.Source, d.Status, d.Reason, diff)
					}
					if diff := differ(want[name].prose, proseLines(d)); diff != "" {
						t.Errorf("%s: prose %s", d.Source, diff)
					}
				})
			}
		})
	}
}

// TestMangling holds the manglings to what they promise: each changes a page.
func TestMangling(t *testing.T) {
	for _, m := range manglings[1:] {
		t.Run(m.name, func(t *testing.T) {
			changed := 0
			for _, name := range []string{"t09_town_2022", "a14_county_2011", "t06_street_2020", "a18_bureau_2016"} {
				plain, err := Load(filepath.Join(docs, name+".html"))
				if err != nil {
					t.Fatal(err)
				}
				p, _ := Load(filepath.Join(docs, name+".html"))
				if string(m.apply(p)) != string(manglings[0].apply(plain)) {
					changed++
				}
			}
			if changed == 0 {
				t.Error("it changes no page")
			}
		})
	}
}
