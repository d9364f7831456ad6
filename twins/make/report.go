package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/text/encoding/traditionalchinese"

	"nianbao/twins"
)

// A Report is a sample report as a sequence of paragraphs and tables.
type Report struct {
	Name   string // t01_bureau_2014
	Title  string
	Blocks []Block
	IsPage bool // the sample itself is HTML
	Local  bool // its table is no official form: only the prose before it says what it counts
}

// A Block is a paragraph, or a table where Rows is not nil.
type Block struct {
	Text string
	Rows [][]Cell
}

// A Cell is a cell where it begins; what it covers has none.
type Cell struct {
	Text             string
	RowSpan, ColSpan int
}

// A label is what make needs of a sample's labels.
type label struct {
	Doc   string
	Body  string
	Year  int
	Cells []labelled
}

type labelled struct {
	Table, Row, Col, Status, Text string
	Value                         json.Number
}

func (l labelled) printed() string {
	if l.Text != "" || l.Status != "printed" {
		return l.Text
	}
	return l.Value.String()
}

// load gives every sample with labelled cells, in the order of names.
func load(fixtures string) ([]Report, error) {
	paths, err := filepath.Glob(filepath.Join(fixtures, "gold", "*.json"))
	if err != nil {
		return nil, err
	}
	var out []Report
	for _, path := range paths {
		raw, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		var l label
		if err := json.Unmarshal(raw, &l); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		if len(l.Cells) == 0 {
			continue
		}
		r := Report{Name: strings.TrimSuffix(l.Doc, filepath.Ext(l.Doc)), Title: fmt.Sprintf("%s%d年政府信息公开工作年度报告", l.Body, l.Year)}
		doc := filepath.Join(fixtures, "docs", l.Doc)
		switch filepath.Ext(l.Doc) {
		case ".html":
			r.IsPage = true
			r.Blocks, err = fromPage(doc)
		case ".txt":
			r.Blocks, err = fromText(doc, l.Cells)
		default:
			r.Blocks = fromCells(l.Cells)
		}
		if err != nil {
			return nil, err
		}
		r.Local = r.local()
		out = append(out, r)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("no labelled cells in %s: run make in the repository's folder", fixtures)
	}
	return out, nil
}

func (r Report) local() bool {
	return !slices.ContainsFunc(r.Blocks, func(b Block) bool {
		return slices.ContainsFunc(b.Rows, func(row []Cell) bool {
			return slices.ContainsFunc(row, func(c Cell) bool { return twins.Mark(c.Text) })
		})
	})
}

// fromPage takes the paragraphs and official tables of a page.
func fromPage(path string) ([]Block, error) {
	p, err := twins.Load(path)
	if err != nil {
		return nil, err
	}
	tables := p.Tables()
	within := func(n *html.Node) bool {
		for a := range n.Ancestors() {
			if slices.Contains(tables, a) {
				return true
			}
		}
		return false
	}
	var out []Block
	for n := range p.Root.Descendants() {
		if slices.Contains(tables, n) {
			out = append(out, Block{Rows: grid(n)})
		} else if n.Data == "p" && !within(n) && twins.Line(n) != "" {
			out = append(out, Block{Text: twins.Line(n)})
		}
	}
	return out, nil
}

func grid(table *html.Node) [][]Cell {
	rows := make([][]Cell, len(twins.Rows(table)))
	cells, _ := twins.Grid(table)
	for _, c := range cells {
		rows[c.Row] = append(rows[c.Row], Cell{twins.Line(c.Node), c.RowSpan, c.ColSpan})
	}
	return rows
}

// fromText takes the paragraphs of a text, and its tables: of the forms since
// 2019 by the labelled cells, since pipes say nothing of what spans what; others
// by their pipes.
func fromText(path string, cells []labelled) ([]Block, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if !utf8.Valid(raw) {
		if raw, err = traditionalchinese.Big5.NewDecoder().Bytes(raw); err != nil {
			return nil, err
		}
	}
	var out []Block
	if cells[0].Table != "" {
		out = fromCells(cells)
	}
	var rows [][]Cell
	flush := func() {
		if len(rows) > 0 && cells[0].Table == "" {
			out = append(out, Block{Rows: rows})
		}
		rows = nil
	}
	for line := range bytes.Lines(raw) {
		text := strings.TrimSpace(string(line))
		if !strings.Contains(text, "|") {
			flush()
			if text != "" && cells[0].Table == "" {
				out = append(out, Block{Text: text})
			}
			continue
		}
		var row []Cell
		for _, c := range strings.Split(text, "|") {
			row = append(row, Cell{strings.TrimSpace(c), 1, 1})
		}
		if len(rows) > 0 && len(row) != len(rows[0]) {
			flush()
		}
		rows = append(rows, row)
	}
	flush()
	return out, nil
}
