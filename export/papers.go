package export

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"text/template"
	"unicode"

	"nianbao/report"
	"nianbao/tabular"
)

// papers writes what is no data: how to cite it, what it means, checksums.
func (w *writer) papers() error {
	release := w.release()
	for _, f := range []struct{ name, content string }{
		{"CITATION.cff", w.citation(release)},
		{"citation.bib", w.bibtex(release)},
	} {
		if err := w.text(f.name, f.content); err != nil {
			return err
		}
	}
	readme, err := w.readme(release)
	if err != nil {
		return err
	}
	if err := w.text("README.md", readme); err != nil {
		return err
	}
	var sums strings.Builder
	slices.SortFunc(w.files, func(a, b File) int { return strings.Compare(a.Name, b.Name) })
	for _, f := range w.files {
		fmt.Fprintf(&sums, "%s  %s\n", f.SHA256, f.Name)
	}
	return w.text(sumsFile, sums.String())
}

// A release names a data set: the day on which the database was last filled,
// and the beginning of a hash over the data.
type release struct {
	Date    string // 2026-11-20; "" where the database does not say
	Version string
}

func (w *writer) release() release {
	h := sha256.New()
	for _, f := range w.files { // in the order in which they are written
		fmt.Fprintln(h, f.Name, f.SHA256)
	}
	r := release{Version: hex.EncodeToString(h.Sum(nil)[:4])}
	if len(w.counts.lastSeen) >= len("2006-01-02") {
		r.Date = w.counts.lastSeen[:len("2006-01-02")]
		r.Version = r.Date + "." + r.Version
	}
	return r
}

func (w *writer) years() string {
	switch c := w.counts; {
	case c.firstYear == 0:
		return ""
	case c.firstYear == c.lastYear:
		return strconv.Itoa(c.firstYear)
	default:
		return fmt.Sprintf("%d-%d", c.firstYear, c.lastYear)
	}
}

// title is one line, whoever wrote it.
func (w *writer) title() string {
	title := w.o.Title
	if title == "" {
		title = strings.TrimSpace("Figures of Chinese annual reports on government information disclosure " + w.years())
	}
	return line(title)
}

func (w *writer) author() string { return line(cmp.Or(w.o.Author, "nianbao")) }

// line is text without control characters and line ends.
func line(s string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, tabular.Printable(s))), " ")
}

func (w *writer) abstract() string {
	c := w.counts
	return fmt.Sprintf("%d figures from %d documents of %d bodies, read by nianbao %s (extractor %s), each with the words it was read from.",
		w.figures, c.status[report.OK]+c.status[report.Partial], len(c.bodies), w.o.Program, w.o.Extractor)
}

// citation is in the Citation File Format 1.2.0. A JSON string is one of YAML.
func (w *writer) citation(r release) string {
	var b strings.Builder
	field := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%s: %s\n", name, yaml(value))
		}
	}
	b.WriteString("cff-version: 1.2.0\ntype: dataset\n")
	field("message", "Please cite this data set as below, and the reports themselves where you quote them.")
	field("title", w.title())
	b.WriteString("authors:\n  - name: " + yaml(w.author()) + "\n")
	field("version", r.Version)
	field("date-released", r.Date)
	field("license", line(w.o.License))
	field("abstract", w.abstract())
	b.WriteString("keywords:\n  - government information disclosure\n  - annual reports\n  - China\n  - 政府信息公开\n  - 年度报告\n")
	return b.String()
}

func yaml(s string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.Encode(s) // a string has no error
	return strings.TrimSpace(b.String())
}

func (w *writer) bibtex(r release) string {
	year, month, _ := strings.Cut(r.Date, "-")
	month, _, _ = strings.Cut(month, "-")
	var b strings.Builder
	fmt.Fprintf(&b, "@misc{nianbao-%s,\n", r.Version)
	for _, f := range []struct{ name, value string }{
		{"title", "{" + tex(w.title()) + "}"}, {"author", "{" + tex(w.author()) + "}"}, {"year", year}, {"month", strings.TrimLeft(month, "0")},
		{"version", r.Version}, {"note", tex(w.abstract())},
	} {
		if f.value != "" {
			fmt.Fprintf(&b, "  %s = {%s},\n", f.name, f.value)
		}
	}
	b.WriteString("}\n")
	return b.String()
}

var texEscapes = strings.NewReplacer(`\`, `\textbackslash{}`, `{`, `\{`, `}`, `\}`, `%`, `\%`, `$`, `\$`, `#`, `\#`, `&`, `\&`, `_`, `\_`,
	`~`, `\textasciitilde{}`, `^`, `\textasciicircum{}`)

func tex(s string) string { return texEscapes.Replace(s) }

//go:embed readme.tmpl
var readmeText string

var readmeTemplate = template.Must(template.New("").Funcs(template.FuncMap{"cell": markdown}).Parse(readmeText))

// markdown is text for a cell of a table.
func markdown(s string) string {
	return strings.NewReplacer("|", `\|`, "<", "&lt;", "*", `\*`, "`", "'").Replace(line(s))
}

type readmeColumn struct{ Name, Kind, Zh, En string }

type readmeTable struct {
	Name    string
	Zh, En  string
	Columns []readmeColumn
}

func describe[T any](s spec, columns []column[T]) readmeTable {
	t := readmeTable{Name: s.name, Zh: s.zh, En: s.en}
	for _, c := range columns {
		t.Columns = append(t.Columns, readmeColumn{c.name, string(c.kind), c.zh, c.en})
	}
	return t
}

func (w *writer) readme(r release) (string, error) {
	files := slices.Clone(w.files)
	for _, name := range []string{"README.md", sumsFile} {
		p := plain(name)
		files = append(files, File{Name: name, Zh: p.zh, En: p.en, Rows: -1})
	}
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Name, b.Name) })
	replaced, cut := 0, 0
	for _, f := range w.files {
		replaced, cut = max(replaced, f.Replaced), max(cut, f.Cut)
	}
	var b strings.Builder
	err := readmeTemplate.Execute(&b, map[string]any{
		"Mark": readmeMark, "Title": markdown(w.title()), "Release": r, "Years": w.years(), "Files": files, "License": markdown(w.o.License),
		"Figures": w.figures, "Lines": w.documents, "Bodies": len(w.counts.bodies), "Absent": w.counts.absent,
		"OK": w.counts.status[report.OK], "Partial": w.counts.status[report.Partial], "Unreadable": w.counts.status[report.Unreadable],
		"Program": w.o.Program, "Extractor": w.o.Extractor, "Measured": w.o.Measured, "Status": obsStatuses, "Replaced": replaced, "Cut": cut,
		"SQLite": w.o.has(SQLite), "Parquet": w.o.has(tabular.Parquet), "CSV": w.o.has(tabular.CSV), "Raw": w.o.WithRaw, "Excel": w.o.Excel,
		"Part": w.narrowed(),
		"Tables": []readmeTable{describe(figuresSpec, figureColumns), describe(panelSpec, panelColumns), describe(documentsSpec, documentColumns), describe(ledgerSpec, owedColumns),
			describe(checksSpec, checkColumns), describe(proposalsSpec, proposalColumns), describe(issuesSpec, issueColumns), describe(codebookSpec, codebookColumns)},
	})
	return b.String(), err
}

// narrowed tells whether the data set is a part of its database.
func (w *writer) narrowed() bool {
	q := w.o.Query
	return q.Indicator != "" || q.Body != "" || q.Region != "" || len(q.Places) > 0 || len(q.Bodies) > 0 || q.YearFrom != 0 || q.YearTo != 0
}
