package extract

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"nianbao/needle"
	"nianbao/report"
)

// readMeta says what a document is: its title, issuing body, reporting year and
// period, what it is of, date of publication.
func readMeta(d *report.Document) {
	title := titleOf(d)
	d.Title = title.printed(d)
	name, sure := bodyOf(d, title)
	d.Body, d.BodyName = name.text, name.norm
	switch {
	case d.Body == "":
		d.Note(report.IssueBody, report.Span{}, "no name in title, signature or opening")
	case !sure:
		d.Note(report.IssueBody, report.Span{}, "neither title nor signature names the body: "+d.Body)
	}
	if d.Published = d.Meta.Published; d.Published == "" {
		d.Published = signatureDate(d)
	}
	readYear(d, title)
	d.Period = periodOf(d.Year, title.norm())
	d.Scope = scopeOf(d, title)
}

// A phrase is a piece of a document in normal form, with the way back to its
// own characters.
type phrase struct {
	t    *report.Text
	i, j int
	own  string // the text that t's offsets count in, where it is not the document's
}

func (p phrase) norm() string {
	if p.t == nil {
		return ""
	}
	return string(p.t.Norm[p.i:p.j])
}

// printed gives the phrase as the document writes it, without line ends and
// white space between its characters.
func (p phrase) printed(d *report.Document) string {
	if p.t == nil || p.i == p.j {
		return ""
	}
	span, s := p.t.Span(p.i, p.j), ""
	if p.own != "" {
		s = string([]rune(p.own)[span.Start:span.End])
	} else {
		s = d.Slice(span)
	}
	return strings.Join(strings.Fields(s), "")
}

// sub gives a part of the phrase by byte offsets of its norm.
func (p phrase) sub(i, j int) phrase {
	s := p.norm()
	q := p
	q.i = p.i + utf8.RuneCountInString(s[:i])
	q.j = p.i + utf8.RuneCountInString(s[:j])
	return q
}

func whole(t *report.Text) phrase { return phrase{t: t, j: len(t.Norm)} }

// aboutReport are the words by which a title is one of a report of this kind.
var aboutReport = needle.MustCompile(`年度?报告|年报|工作报告|情况.{0,4}报告|工作总结|通报|执行情形|执行情况`)

// titleOf finds the title: the block marked as one, else the page's own title,
// else the title that an annex line names.
func titleOf(d *report.Document) phrase {
	var page phrase
	if t := d.Meta.Norm; t != nil && len(t.Norm) > 0 {
		page = phrase{t: t, j: len(t.Norm), own: d.Meta.Title}
	}
	for i := range d.Blocks {
		b := &d.Blocks[i]
		if b.Kind != report.TitleBlock || b.Norm == nil || len(b.Norm.Norm) == 0 {
			continue
		}
		block := whole(b.Norm)
		// A menu's last word may have run into the title: the page's own is cleaner.
		if at := strings.Index(block.norm(), page.norm()); at > 0 && aboutReport.MatchString(page.norm()) {
			return block.sub(at, at+len(page.norm()))
		}
		return block
	}
	if aboutReport.MatchString(page.norm()) {
		return page
	}
	return annexTitle(d)
}

var annexLine = needle.MustCompile(`^附件?\d{0,2}[:：]`)

func annexTitle(d *report.Document) phrase {
	for i := range d.Blocks {
		b := &d.Blocks[i]
		if b.Kind == report.Furniture || b.Norm == nil || len(b.Norm.Norm) > 60 {
			continue
		}
		p := whole(b.Norm)
		if m := annexLine.FindStringIndex(p.norm()); m != nil && strings.HasSuffix(p.norm(), "年度报告") {
			return p.sub(m[1], len(p.norm()))
		}
	}
	return phrase{}
}

// near gives the blocks at the beginning and the end of the report that are
// its own words: where it is named, introduced and signed.
func near(d *report.Document, head, tail int) []*report.Block {
	var own []*report.Block
	for i := range d.Blocks {
		b := &d.Blocks[i]
		if b.Norm != nil && len(b.Norm.Norm) > 0 && b.Kind != report.Furniture && b.Kind != report.TableBlock {
			own = append(own, b)
		}
	}
	if len(own) <= head+tail {
		return own
	}
	return append(own[:head:head], own[len(own)-tail:]...)
}

// dateText reads a date as precise as it is written: 2018-03-15, 2018-03.
var dateText = needle.MustCompile(`(?:民国)?(\d{4}|[二一][〇零一二三四五六七八九]{3}|\d{2,3})[年./-]([\d一二三四五六七八九十]{1,2})(?:[月./-](?:([\d一二三四五六七八九十]{1,3})日?)?)?`)

func readDateText(s string, hant bool) string {
	m := dateText.FindStringSubmatch(s)
	if m == nil || len(m[1]) < 4 && !hant {
		return ""
	}
	year, month := yearOf(m[1]), smallNumber(m[2])
	if year == 0 || month < 1 || month > 12 {
		return ""
	}
	out := strconv.Itoa(year) + "-" + two(month)
	if day := smallNumber(m[3]); m[3] != "" && day >= 1 && day <= 31 {
		out += "-" + two(day)
	}
	return out
}

func two(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

// signatureDate gives the date that stands alone in a line, as under a signature.
func signatureDate(d *report.Document) string {
	found := ""
	for _, b := range near(d, 5, 8) {
		s := string(b.Norm.Norm)
		if len(b.Norm.Norm) > 45 || b.Kind == report.TitleBlock {
			continue
		}
		day := ""
		if m := dayAlone.FindStringSubmatch(s); m != nil {
			day = m[1]
		} else if m := signature.FindStringSubmatch(s); m != nil {
			day = m[2]
		}
		if date := readDateText(day, d.Script == report.Hant); date != "" {
			found = date
		}
	}
	return found
}
