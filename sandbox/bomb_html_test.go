//go:build unix

package sandbox

import (
	"fmt"
	"strings"
)

func page(body string) []byte { return []byte("<html><head><meta charset=utf-8></head><body>" + body) }

// htmlBombs are pages that make HTML parsers slow, deep or large.
var htmlBombs = map[string]func() []byte{
	"20000 <html> with an attribute each": func() []byte {
		var b strings.Builder
		for i := range 20_000 {
			fmt.Fprintf(&b, "<html a%d=1>", i)
		}
		return []byte(b.String())
	},
	"20000 <body> with an attribute each": func() []byte {
		var b strings.Builder
		b.WriteString("<html>")
		for i := range 20_000 {
			fmt.Fprintf(&b, "<body a%d=1>", i)
		}
		return []byte(b.String())
	},
	"80000 attributes": func() []byte {
		var b strings.Builder
		b.WriteString("<html><p")
		for i := range 80_000 {
			fmt.Fprintf(&b, " a%d=1", i)
		}
		return []byte(b.String() + ">text")
	},
	"100000 divisions within each other":      func() []byte { return page(strings.Repeat("<div>", 100_000) + "一") },
	"10000 tables within each other":          func() []byte { return page(strings.Repeat("<table><tr><td>1", 10_000)) },
	"20000 fonts that are never closed":       func() []byte { return page(strings.Repeat("<font><p>公开", 20_000)) },
	"100000 links that open each other again": func() []byte { return page(strings.Repeat("<p><a href=x>1", 100_000)) },
	"10 MB of <":                     func() []byte { return page(strings.Repeat("<", 10<<20)) },
	"a comment of 10 MB without end": func() []byte { return page("<!--" + strings.Repeat("-!", 5<<20)) },
	"a script of 10 MB without end":  func() []byte { return page("<script>" + strings.Repeat("<!--<script>", 1<<20)) },
	"an attribute of 10 MB":          func() []byte { return page("<p title='" + strings.Repeat("&#", 5<<20)) },
	"200000 entities":                func() []byte { return page(strings.Repeat("&CounterClockwiseContourIntegral;", 200_000)) },
	"2 MB of NUL":                    func() []byte { return page(strings.Repeat("\x00", 2<<20)) },
	"cells that span 2147483647": func() []byte {
		return page("<table><tr><td colspan=2147483647 rowspan=2147483647>12<td>3<tr><td rowspan=99999999>4</table>")
	},
	"a table of 1000 by 1000 that spans all": func() []byte {
		row := "<tr>" + strings.Repeat("<td colspan=1000 rowspan=65534>1", 1000)
		return page("<table>" + strings.Repeat(row, 1000) + "</table>")
	},
	"a table of 400000 cells": func() []byte {
		return page("<table>" + strings.Repeat("<tr>"+strings.Repeat("<td>1", 1000), 400) + "</table>")
	},
	"a row of 100000 cells":                     func() []byte { return page("<table><tr>" + strings.Repeat("<td>1", 100_000)) },
	"50000 options and selections":              func() []byte { return page(strings.Repeat("<select><option>", 50_000)) },
	"50000 pictures of lines within each other": func() []byte { return page(strings.Repeat("<svg><math><mi>", 50_000)) },
	"50000 templates within each other":         func() []byte { return page(strings.Repeat("<template>", 50_000)) },
	"50000 wrong ends":                          func() []byte { return page(strings.Repeat("<b><i><p></b></i>", 50_000)) },
	"a word of 5 MB":                            func() []byte { return page("<p>" + strings.Repeat("公", 5<<20/3)) },
	"a number of 5 MB":                          func() []byte { return page("<p>公开信息" + strings.Repeat("9", 5<<20) + "条") },
	"300000 paragraphs":                         func() []byte { return page(strings.Repeat("<p>公开1条", 300_000)) },
	"100000 frames":                             func() []byte { return page(strings.Repeat("<iframe src=a></iframe>", 100_000)) },
}

// textBombs are plain texts.
var textBombs = map[string]func() []byte{
	"20 MB of digits":               func() []byte { return []byte(strings.Repeat("9", 20<<20)) },
	"20 MB of pipes":                func() []byte { return []byte(strings.Repeat("|1", 10<<20)) },
	"a grid of 100000 lines":        func() []byte { return []byte(strings.Repeat("| 公开 | 12 | 3 |\n", 100_000)) },
	"100000 rules":                  func() []byte { return []byte(strings.Repeat("+---+---+\n| 1 | 2 |\n", 100_000)) },
	"a line of 5 MB of spaces":      func() []byte { return []byte("公开" + strings.Repeat(" ", 5<<20) + "12 条") },
	"2000000 empty lines":           func() []byte { return []byte("公开" + strings.Repeat("\n", 2_000_000) + "12 条") },
	"half of each character":        func() []byte { return []byte(strings.Repeat("\xe5\x85", 4<<20)) },
	"surrogates without their half": func() []byte { return []byte("\xff\xfe" + strings.Repeat("\x00\xd8", 4<<20)) },
	"a billion laughs": func() []byte {
		var b strings.Builder
		b.WriteString("<?xml version='1.0'?><!DOCTYPE html [<!ENTITY a0 'ha'>")
		for i := 1; i < 30; i++ {
			fmt.Fprintf(&b, "<!ENTITY a%d '%s'>", i, strings.Repeat(fmt.Sprintf("&a%d;", i-1), 10))
		}
		return []byte(b.String() + "]><html><body>&a29;</body></html>")
	},
}
