package main

import (
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"nianbao/docs"
	"nianbao/eval"
	"nianbao/export"
	"nianbao/needle"
	"nianbao/report"
)

// measured gives the error rate of every indicator: as a filled sheet of the
// database says, else as the page of the program's own labelled reports does.
func (c *cli) measured(sheet string, book []report.Indicator) (map[string]*export.Accuracy, export.Measured, error) {
	if sheet == "" {
		rates, on := fromPage(docs.Accuracy)
		return rates, on, nil
	}
	raw, err := os.ReadFile(sheet)
	if err != nil {
		return nil, export.Measured{}, err
	}
	s, err := c.filledSheet(raw, book)
	if err != nil {
		return nil, export.Measured{}, err
	}
	rates, on := fromSheet(s, filepath.Base(sheet))
	return rates, on, nil
}

// A pageRow is a row of a table that eval writes.
type pageRow struct {
	name      string
	documents int
	precision *export.Ratio
	recall    *export.Ratio
	f1        *float64
	counts    [3]int // right, given, labelled
}

// pageTable reads the first block of a page that groups by something.
func pageTable(page string, by string) []pageRow {
	for _, m := range blocks.FindAllStringSubmatch(page, -1) {
		if strings.Contains(m[2]+" ", "--by "+by+" ") {
			return pageRows(m[4])
		}
	}
	return nil
}

func pageRows(block string) []pageRow {
	var out []pageRow
	for l := range strings.Lines(block) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(l), "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		if len(cells) < 6 {
			continue
		}
		r := pageRow{name: cells[0], precision: pageRatio(cells[2]), recall: pageRatio(cells[3])}
		var err error
		if r.documents, err = strconv.Atoi(cells[1]); err != nil {
			continue // the heading, and the line below it
		}
		if f1 := pageRatio(cells[4]); f1 != nil {
			r.f1 = &f1.Value
		}
		for i, n := range strings.SplitN(cells[5], "/", 3) {
			r.counts[i], _ = strconv.Atoi(n)
		}
		out = append(out, r)
	}
	return out
}

var ratioCell = needle.MustCompile(`^([\d.]+)(?: \(([\d.]+)-([\d.]+)\))?$`)

// pageRatio reads "0.950 (0.931-0.964)".
func pageRatio(cell string) *export.Ratio {
	m := ratioCell.FindStringSubmatch(cell)
	if m == nil {
		return nil
	}
	var v [3]float64
	for i := range v {
		v[i], _ = strconv.ParseFloat(m[i+1], 64)
	}
	return &export.Ratio{Value: v[0], Low: v[1], High: v[2]}
}

// unlearnt marks a set of labelled reports that the grammar was not mended by.
const unlearnt = "not learnt from"

func fromPage(page string) (map[string]*export.Accuracy, export.Measured) {
	out := map[string]*export.Accuracy{}
	for _, r := range pageTable(page, string(eval.ByIndicator)) {
		out[r.name] = &export.Accuracy{Documents: r.documents, Precision: r.precision, Recall: r.recall, F1: r.f1,
			Right: r.counts[0], Given: r.counts[1], Labels: r.counts[2]}
	}
	documents := 0
	for _, r := range pageTable(page, string(eval.ByScript)) {
		documents += r.documents
	}
	n := strconv.Itoa(documents)
	on := export.Measured{
		Zh: "本数据库未经抽查。准确程度据程序自带的 " + n + " 份人工标注的自拟报告实测；读取规则多已据这些报告改进，初次见到的报告要差一些。",
		En: "This database itself was not sampled. The rates were measured on the program's own " + n + " labelled reports, which were written for it and most of which its rules have since learnt from: expect somewhat less of a report never seen.",
	}
	for _, r := range pageTable(page, bySet) {
		if !strings.Contains(r.name, unlearnt) || r.precision == nil || r.recall == nil {
			continue
		}
		p, q := thousandths(r.precision.Value), thousandths(r.recall.Value)
		on.Zh += "未曾据以改进的 " + strconv.Itoa(r.documents) + " 份报告，正文中已编码数字的查准率为 " + p + "，查全率为 " + q + "。"
		on.En += " On the prose of " + strconv.Itoa(r.documents) + " reports that it has not learnt from, precision of coded figures is " + p + " and recall " + q + "."
	}
	return out, on
}

func fromSheet(s *eval.Sheet, name string) (map[string]*export.Accuracy, export.Measured) {
	out := map[string]*export.Accuracy{}
	known := func(v float64, at eval.Interval) *export.Ratio {
		if math.IsNaN(v) {
			return nil
		}
		return &export.Ratio{Value: v, Low: at.Low, High: at.High}
	}
	for _, e := range s.Groups(eval.ByIndicator) {
		a := &export.Accuracy{Precision: known(e.Precision, e.PrecisionAt), Recall: known(e.Recall, e.RecallAt), Right: e.Right, Given: e.Taken, Labels: e.Taken + e.Missed}
		if f1 := e.F1(); !math.IsNaN(f1) {
			a.F1 = &f1
		}
		out[e.Name] = a
	}
	n := strconv.Itoa(s.Filled() - s.Skipped)
	return out, export.Measured{
		Zh: "据从一个数据库随机抽取、由人判定的 " + n + " 个数字实测（抽查表 " + name + "），按抽取权重加权。",
		En: "Measured on " + n + " numerals drawn from a database by lot and judged by a person (sheet " + name + "), weighted as they were drawn.",
	}
}
