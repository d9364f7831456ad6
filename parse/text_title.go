package parse

import (
	"strings"
	"unicode/utf8"

	"nianbao/needle"
	"nianbao/report"
)

var (
	titleWords = needle.MustCompile(`[报報]告|[年月季][报報]|[简簡][报報]|通[报報]|公[报報]|总结|總結|[执執]行情[况況形]|情[况況形](?:[说說]明)?[）)]?$`)
	bodyName   = needle.MustCompile(`(?:政府|[办辦]公[室厅廳]|街道|[办辦]事[处處]|委[员員][会會]|[厅廳局署院部委办会會社镇鎮乡鄉县縣区區市省州旗盟]|中心|[热熱][线線]|公司|分局|大队|[学學]校|[医醫]院|管理所)(?:本级)?$`)
)

// titleWithin is the number of lines with words among which a title is looked for.
const titleWithin = 15

// markAround marks the title and the lines of the page around the report.
func markAround(lines []textLine) {
	for i := range lines {
		if lines[i].kind == textual && furnitureLine(lines[i].text) {
			lines[i].kind = furniture
		}
	}
	if t := findTitle(lines); t >= 0 {
		markTitle(lines, t)
	}
	markHead(lines)
	markTail(lines)
}

// findTitle gives the line that ends the title, or -1: a short line about a
// report, before the first sentence.
func findTitle(lines []textLine) int {
	seen := 0
	for i := range lines {
		l := &lines[i]
		if l.kind != textual {
			continue
		}
		if seen++; seen > titleWithin {
			return -1
		}
		style, _ := numbering(l.text)
		switch {
		case advertLine(l.text):
		case isTitle(l.text) && (style == unnumbered || style == arabicNumber):
			return i
		case isProse(l.text) || endsSentence(l.text) || style != unnumbered:
			return -1
		}
	}
	return -1
}

func isTitle(s string) bool {
	n := utf8.RuneCountInString(s)
	return n >= 4 && n <= 60 && titleWords.MatchString(s) && !endsSentence(s) && !strings.ContainsAny(s, "。；，：;:|")
}

// markTitle marks the title that ends at line t, with the name of the body or
// the first half of the title in the lines right above.
func markTitle(lines []textLine, t int) {
	lines[t].kind = titleLine
	for i, taken := t-1, 0; i >= 0 && taken < 2; i-- {
		l := &lines[i]
		if l.kind != textual || strings.ContainsAny(l.text, clauseEnds+"|") || utf8.RuneCountInString(l.text) > 40 || !bodyName.MatchString(l.text) {
			break
		}
		l.kind = titleLine
		taken++
	}
}

// markHead marks what stands above the title, or above the first sentence
// where there is no title: navigation and advertisements.
func markHead(lines []textLine) {
	title := -1
	for i := range lines {
		if lines[i].kind == titleLine {
			title = i
			break
		}
	}
	for i := range lines {
		l := &lines[i]
		if i == title || l.kind == tableLine || l.kind == textual && !advertLine(l.text) && (title < 0 || isProse(l.text)) {
			return
		}
		if l.kind == textual {
			l.kind = furniture
		}
	}
}

// markTail marks what stands below the report. Lines below one that opens a
// list of other pages are furniture as long as they are no sentences.
func markTail(lines []textLine) {
	end := len(lines)
	for end > 0 && lines[end-1].kind != tableLine && !(lines[end-1].kind == textual && isProse(lines[end-1].text) && !advertLine(lines[end-1].text)) {
		end--
	}
	below := false
	for i := end; i < len(lines); i++ {
		l := &lines[i]
		switch {
		case l.kind == furniture && !pageNumber.MatchString(l.text) && !infoLine(l.text):
			below = true
		case l.kind == textual && (below || advertLine(l.text)):
			l.kind = furniture
		}
	}
}

// lineMeta reads the title and what the information line says.
func lineMeta(lines []textLine) (m report.Meta) {
	var title []string
	for i := range lines {
		switch l := &lines[i]; {
		case l.kind == titleLine:
			title = append(title, l.text)
		case l.kind == furniture && infoLine(l.text):
			if m.Published == "" {
				m.Published = publishedIn(l.text)
			}
			if m.Publisher == "" {
				m.Publisher = publisherIn(l.text)
			}
		}
	}
	m.Title = strings.Join(title, "")
	return m
}
