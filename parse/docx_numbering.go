package parse

import "strings"

const listLevels = 9

// A docxLevel is how one level of a list is numbered.
type docxLevel struct {
	start   int
	format  string // "chineseCounting"
	text    string // "第%1条": %1 stands for the number of the first level
	suffix  string // "nothing", "space"; else a tab
	style   string // paragraph style that has this level
	restart int    // 1-based level whose numbers begin this one anew; 0 for never, -1 for the one above
	arabic  bool   // the levels above are written in Arabic numerals
}

// A docxList is one run of numbers, which several list ids may share.
type docxList struct {
	levels [listLevels]docxLevel
	linked string          // style that has the list's levels, where it has none itself
	count  [listLevels]int // number last given
	begun  [listLevels]bool
}

// A docxNumbering is an id under which paragraphs name a list.
type docxNumbering struct {
	list   string
	own    map[int]docxLevel // levels that differ from the list's
	starts map[int]int       // levels whose first paragraph begins anew
}

// A docxLists writes the numbers that Word makes for headings and lists.
type docxLists struct {
	lists map[string]*docxList
	ids   map[string]*docxNumbering
}

func readNumbering(body []byte, styles docxStyles) docxLists {
	l := docxLists{lists: map[string]*docxList{}, ids: map[string]*docxNumbering{}}
	x := newXML(body)
	for x.next() {
		switch {
		case x.start == nil:
		case x.start.Name.Local == "abstractNum":
			l.lists[attr(x.start, "abstractNumId")] = readList(x)
		case x.start.Name.Local == "num":
			l.ids[attr(x.start, "numId")] = readListID(x)
		}
	}
	l.link(styles)
	return l
}

// link gives the ids of lists without levels of their own the list that their
// style names.
func (l *docxLists) link(styles docxStyles) {
	found := map[*docxNumbering]string{}
	for _, id := range l.ids {
		if list := l.lists[id.list]; list != nil && list.linked != "" {
			if other := l.ids[styles.resolve(list.linked).list]; other != nil && l.lists[other.list] != nil {
				found[id] = other.list
			}
		}
	}
	for id, list := range found {
		id.list = list
	}
}

func readList(x *xmlReader) *docxList {
	l := &docxList{}
	for depth := x.depth(); x.inside(depth); {
		switch x.start.Name.Local {
		case "lvl":
			if n := levelOf(attr(x.start, "ilvl"), 0); n > 0 {
				l.levels[n-1] = readLevel(x)
			}
		case "numStyleLink":
			l.linked = attr(x.start, "val")
		}
	}
	return l
}

func readListID(x *xmlReader) *docxNumbering {
	id := &docxNumbering{own: map[int]docxLevel{}, starts: map[int]int{}}
	level := 0
	for depth := x.depth(); x.inside(depth); {
		switch val := attr(x.start, "val"); x.start.Name.Local {
		case "abstractNumId":
			id.list = val
		case "lvlOverride":
			level = levelOf(attr(x.start, "ilvl"), 0)
		case "startOverride":
			if level > 0 {
				id.starts[level-1] = leadingInt(val)
			}
		case "lvl":
			if n := levelOf(attr(x.start, "ilvl"), 0); n > 0 {
				id.own[n-1] = readLevel(x)
			}
		}
	}
	return id
}

func readLevel(x *xmlReader) docxLevel {
	l := docxLevel{restart: -1}
	for depth := x.depth(); x.inside(depth); {
		switch val := attr(x.start, "val"); x.start.Name.Local {
		case "start":
			l.start = leadingInt(val)
		case "numFmt":
			l.format = val
		case "lvlText":
			l.text = val
		case "suff":
			l.suffix = val
		case "pStyle":
			l.style = val
		case "lvlRestart":
			l.restart = leadingInt(val)
		case "isLgl":
			l.arabic = toggled(x.start) == on
		}
	}
	return l
}

// next counts one more paragraph of a list and gives its number as printed,
// with what parts it from the words after it; "" for a bullet, and where the
// list is not known. level counts from 0; -1 leaves it to the paragraph's style.
func (l *docxLists) next(id string, level int, style string) string {
	num := l.ids[id]
	if num == nil || l.lists[num.list] == nil {
		return ""
	}
	list := l.lists[num.list]
	if level < 0 {
		level = list.levelOfStyle(style)
	}
	if level >= listLevels {
		return ""
	}
	list.advance(level, num)
	return list.print(level, num)
}

func (l *docxList) levelOfStyle(style string) int {
	for i := range l.levels {
		if style != "" && l.levels[i].style == style {
			return i
		}
	}
	return 0
}

func (l *docxList) level(i int, num *docxNumbering) docxLevel {
	if own, ok := num.own[i]; ok {
		return own
	}
	return l.levels[i]
}

func (l *docxList) advance(level int, num *docxNumbering) {
	if start, ok := num.starts[level]; ok {
		l.begun[level] = true
		l.count[level] = start - 1
		delete(num.starts, level)
	}
	for i := range level { // a level above that was left out counts as its first
		if !l.begun[i] {
			l.begun[i], l.count[i] = true, l.level(i, num).start
		}
	}
	if !l.begun[level] {
		l.begun[level] = true
		l.count[level] = l.level(level, num).start - 1
	}
	l.count[level]++
	for i := level + 1; i < listLevels; i++ {
		if by := l.level(i, num).restart; by < 0 || level < by {
			l.begun[i] = false
		}
	}
}

// print writes the number of a level by its pattern.
func (l *docxList) print(level int, num *docxNumbering) string {
	lv := l.level(level, num)
	if lv.format == "bullet" {
		return ""
	}
	var b strings.Builder
	for i := 0; i < len(lv.text); i++ {
		n := 0
		if lv.text[i] == '%' && i+1 < len(lv.text) {
			n = int(lv.text[i+1] - '0')
		}
		if n < 1 || n > listLevels {
			b.WriteByte(lv.text[i])
			continue
		}
		i++
		format := l.level(n-1, num).format
		if lv.arabic && n-1 < level {
			format = "decimal"
		}
		b.WriteString(listNumber(l.count[n-1], format))
	}
	return b.String() + listGap(b.String(), lv.suffix)
}

// listGap is what stands between a number and the words after it. The gap
// after 一、 and （一） is typography; after 1 and 1. it keeps the number from
// the digits that may follow.
func listGap(number, suffix string) string {
	if number == "" {
		return ""
	}
	last := number[len(number)-1]
	if last >= 0x80 || suffix == "nothing" && last != '.' && (last < '0' || last > '9') {
		return ""
	}
	return " "
}
