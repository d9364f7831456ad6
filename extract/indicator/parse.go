package indicator

import (
	"strings"

	"golang.org/x/tools/txtar"

	"nianbao/report"
)

// A fileParser reads one file; it goes on after a fault, so that all are told.
type fileParser struct {
	*loader
	name  string
	words map[string]string
	file  File
}

type namedSection struct {
	name string
	Section
}

// split cuts a file into its head and its sections, each with the line that it
// begins on.
func split(text string) (head Section, sections []namedSection) {
	a := txtar.Parse([]byte(text))
	head = Section{Text: string(a.Comment), Place: Place{Line: 1}}
	line := 1 + strings.Count(head.Text, "\n")
	for _, f := range a.Files {
		line++ // its marker
		sections = append(sections, namedSection{f.Name, Section{Text: string(f.Data), Place: Place{Line: line}}})
		line += strings.Count(string(f.Data), "\n")
	}
	return head, sections
}

// A line is a line that says something, and its number.
type line struct {
	n    int
	text string
}

// lines gives the lines of s that are neither empty nor comments; its first is
// number first of the file.
func lines(s string, first int) []line {
	var out []line
	for i, l := range strings.Split(s, "\n") {
		if l = strings.TrimSpace(l); l != "" && l != "#" && !strings.HasPrefix(l, "# ") {
			out = append(out, line{first + i, l})
		}
	}
	return out
}

func (p *fileParser) fault(n int, kind FaultKind, what string, known ...string) {
	p.faults.Add(p.at(p.name, n), kind, what, known...)
}

var keys = []string{"zh", "en", "define", "define-en", "unit", "dims", "headline"}

func (p *fileParser) head(s Section) {
	f := &p.file
	for _, n := range lines(s.Text, s.Line) {
		key, value, ok := strings.Cut(strings.Replace(n.text, "：", ":", 1), ":")
		if !ok {
			p.fault(n.n, NoKey, n.text, keys...)
			continue
		}
		value = strings.TrimSpace(value)
		switch key {
		case "zh":
			f.Name = value
		case "en":
			f.English = value
		case "define":
			f.Definition = value
		case "define-en":
			f.DefinitionEN = value
		case "unit":
			f.Unit = value
			m, ok := report.UnitMeasure(value)
			if !ok {
				p.fault(n.n, UnknownUnit, value)
			}
			f.Measure = m
		case "dims":
			f.Dims = strings.Fields(value)
		case "headline":
			f.Headline = value
		default:
			p.fault(n.n, UnknownKey, key, keys...)
		}
	}
	if p.own { // a person who reads one language needs no other
		f.Name, f.English = or(f.Name, f.English), or(f.English, f.Name)
		f.Definition = or(f.Definition, or(f.DefinitionEN, f.Name))
		f.DefinitionEN = or(f.DefinitionEN, or(f.Definition, f.English))
	}
	if f.Name == "" || f.English == "" || f.Definition == "" || f.DefinitionEN == "" {
		p.fault(1, NoName, f.ID)
	}
}

func or(a, b string) string {
	if a == "" {
		return b
	}
	return a
}

func (p *fileParser) sections(sections []namedSection) {
	for _, s := range sections {
		ls := lines(s.Text, s.Line)
		switch s.name {
		case "form":
			p.form(ls)
		case "breaks":
			p.breaks(ls)
		case "dims":
			p.dims(ls)
		case "read":
			p.read(ls)
		case "example":
			s.File, s.Own = p.at(p.name, 0).File, p.own
			p.file.Examples = append(p.file.Examples, s.Section)
		default:
			p.fault(s.Line-1, UnknownSection, s.name, "form", "breaks", "dims", "read", "example")
		}
	}
}

// form reads "2019.2 规章 / 本年新公开数量 [kind=regulation] role=cumulative",
// "2014.1 电话申请数 [channel=phone] local", and "2019.3 * / 自然人
// [applicant=natural_person]" for a column of every row.
func (p *fileParser) form(ls []line) {
	for _, l := range ls {
		place, rest, _ := strings.Cut(l.text, " ")
		era, table, ok := strings.Cut(place, ".")
		if !ok || report.Era(era).Validate() != nil || era == "" {
			p.fault(l.n, BadForm, l.text)
			continue
		}
		label := report.FormLabel{Era: report.Era(era), Table: table}
		rest, label.Local = strings.CutSuffix(rest, " local")
		if label.Era == report.Era2008 { // which has no official form
			label.Local = true
		}
		if before, role, ok := strings.Cut(rest, " role="); ok {
			label.Role, rest = report.Role(strings.TrimSpace(role)), before
			if label.Role.Validate() != nil {
				p.fault(l.n, BadOption, "role="+role)
			}
		}
		if before, dims, ok := strings.Cut(rest, "["); ok {
			label.Dims, rest = report.ParseCode("x["+dims).Dims, before
			p.checkDims(l.n, label.Dims)
		}
		row, col, _ := strings.Cut(rest, " / ")
		label.Row, label.Col = strings.TrimSpace(row), strings.TrimSpace(col)
		if label.Row == "*" {
			label.Row = ""
			p.file.Columns = append(p.file.Columns, label)
		} else {
			p.file.Labels = append(p.file.Labels, label)
		}
	}
}

func (p *fileParser) checkDims(n int, dims map[string]string) {
	for k := range dims {
		if !contains(p.file.Dims, k) {
			p.fault(n, UnknownDim, k, p.file.Dims...)
		}
	}
}

// dims reads "channel=in_person 当面|现场".
func (p *fileParser) dims(ls []line) {
	for _, l := range ls {
		pair, words, ok := strings.Cut(l.text, " ")
		key, value, eq := strings.Cut(pair, "=")
		switch {
		case !ok || !eq || value == "":
			p.fault(l.n, BadDims, l.text)
		case !contains(p.file.Dims, key):
			p.fault(l.n, UnknownDim, key, p.file.Dims...)
		default:
			p.file.Dim = append(p.file.Dim, DimWord{p.at(p.name, l.n), key, value, strings.TrimSpace(words), p.words})
		}
	}
}

// read reads "[channel=fax] role=level 传真~#{case}".
func (p *fileParser) read(ls []line) {
	for _, n := range ls {
		l := n.text
		out := Pattern{Place: p.at(p.name, n.n), Indicator: p.file.ID, N: len(p.file.Read) + 1, Options: map[string]string{}, Macros: p.words, Own: p.own}
		if strings.HasPrefix(l, "[") && strings.Contains(l, "=") {
			dims, rest, ok := strings.Cut(l, "] ")
			if ok && !strings.ContainsAny(dims, "^，") {
				out.Dims = report.ParseCode("x" + dims + "]").Dims
				p.checkDims(n.n, out.Dims)
				l = rest
			}
		}
		for {
			word, rest, ok := strings.Cut(l, " ")
			k, v, eq := strings.Cut(word, "=")
			if !ok || !eq || strings.Trim(k, "abcdefghijklmnopqrstuvwxyz") != "" {
				break
			}
			out.Options[k], l = v, rest
		}
		out.Source = strings.TrimSpace(l)
		p.file.Read = append(p.file.Read, out)
	}
}

func contains(list []string, v string) bool {
	for _, x := range list {
		if x == v {
			return true
		}
	}
	return false
}
