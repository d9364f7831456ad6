package extract

import (
	"fmt"
	"strconv"
	"strings"

	"nianbao/needle"
	"nianbao/report"
)

// A date is a date or period named in a sentence.
type date struct {
	start, end int    // runes of the block's normal form
	year       int    // 0 where none is named
	period     string // the part of the year: "Q1", "07", "07/09", "01/06"; "" for the whole
	many       bool   // a list of months, which bounds nothing
	to         int    // the last year of a range of years: 2008年至2020年
	day        bool   // names a day: a point in time, no period
}

var (
	yearsRE   = needle.MustCompile(`(\d{4})年?[-—~至](\d{4})年`)
	yearRE    = needle.MustCompile(`(?:民国)?(\d{2,4}|[〇零一二三四五六七八九]{4})(?:学年度|年度|年)`)
	quarterRE = needle.MustCompile(`([一二三四1234])个?季度`)
	monthsRE  = needle.MustCompile(`(\d{1,2}|[一二三四五六七八九十]{1,2})月?份?(?:[-—~至])(\d{1,2}|[一二三四五六七八九十]{1,2})月`)
	monthRE   = needle.MustCompile(`(\d{1,2}|[一二三四五六七八九十]{1,2})月`)
)

// readDate reads the date that a rejected quantity covers, with the words 上半年
// and 下半年 right behind it.
func readDate(norm []rune, q report.Quantity) date {
	s := string(norm[q.Start:q.End])
	d := date{start: q.Start, end: q.End}
	if m := yearsRE.FindStringSubmatch(s); m != nil && yearOf(m[1]) > 0 && yearOf(m[1]) < yearOf(m[2]) {
		d.year, d.to = yearOf(m[1]), yearOf(m[2])
		return d
	}
	if m := yearRE.FindStringSubmatch(s); m != nil {
		d.year = yearOf(m[1])
		s = s[strings.Index(s, m[0])+len(m[0]):]
	}
	tail := string(norm[q.End:min(len(norm), q.End+5)])
	switch {
	case strings.HasPrefix(strings.TrimLeft(tail, "的"), "上半年"):
		d.period = "01/06"
		return d
	case strings.HasPrefix(strings.TrimLeft(tail, "的"), "下半年"):
		d.period = "07/12"
		return d
	case strings.HasPrefix(tail, "第一季度"), strings.HasPrefix(tail, "一季度"):
		d.period = "Q1"
		return d
	}
	if m := quarterRE.FindStringSubmatch(s); m != nil {
		d.period = "Q" + strconv.Itoa(smallNumber(m[1]))
		return d
	}
	d.day = strings.Contains(s, "日")
	if m := monthsRE.FindStringSubmatch(s); m != nil {
		d.period = fmt.Sprintf("%02d/%02d", smallNumber(m[1]), smallNumber(m[2]))
		if d.period == "01/12" {
			d.period = ""
		}
		return d
	}
	months := monthRE.FindAllStringSubmatch(s, -1)
	d.many = len(months) > 1
	if len(months) == 1 {
		d.period = fmt.Sprintf("%02d", smallNumber(months[0][1]))
	}
	return d
}

// yearOf reads a year in Western or ROC counting, in digits or Chinese.
func yearOf(s string) int {
	if n, err := strconv.Atoi(s); err == nil {
		if n < 200 && n >= 80 {
			n += 1911 // 民国112年
		}
		if n < 1900 || n > 2100 {
			return 0
		}
		return n
	}
	n := 0
	for _, r := range s {
		d := strings.IndexRune("〇一二三四五六七八九", r)
		if r == '零' {
			d = 0
		}
		n = n*10 + d/3
	}
	if n < 1900 || n > 2100 {
		return 0
	}
	return n
}

func smallNumber(s string) int {
	if n, err := strconv.Atoi(s); err == nil {
		return n
	}
	n := 0
	for _, r := range s {
		if r == '十' {
			n = max(n, 1) * 10
			continue
		}
		n += strings.IndexRune("一二三四五六七八九", r)/3 + 1
	}
	return n
}

// text gives a date as Figure.Period writes it, for a report of the given year.
func (d date) text(reportYear int) string {
	y := d.year
	if y == 0 {
		y = reportYear
	}
	switch {
	case d.to != 0:
		return fmt.Sprintf("%d/%d", y, d.to)
	case d.period == "":
		return strconv.Itoa(y)
	case strings.HasPrefix(d.period, "Q"):
		return strconv.Itoa(y) + d.period
	case strings.Contains(d.period, "/"):
		a, b, _ := strings.Cut(d.period, "/")
		return fmt.Sprintf("%d-%s/%d-%s", y, a, y, b)
	}
	return fmt.Sprintf("%d-%s", y, d.period)
}
