package main

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"nianbao/chart"
	"nianbao/compare"
)

// checkPlot refuses a file that no chart can be, before anything is read.
func (c *cli) checkPlot(file, as string) error {
	if file == "" && as != plotAuto {
		return c.blame("plot-as", c.usage(c.say("usage.plot_as", as), c.say("hint.plot")))
	}
	if file == "" {
		return nil
	}
	if _, ok := plotFormat(file); !ok {
		return c.blame("plot", c.usage(c.say("usage.plot", file), c.say("hint.plot")))
	}
	return nil
}

func plotFormat(file string) (chart.Format, bool) {
	f := chart.Format(strings.ToLower(strings.TrimPrefix(filepath.Ext(file), ".")))
	return f, slices.Contains([]chart.Format{chart.PNG, chart.SVG}, f)
}

// How a chart may be drawn.
const (
	plotAuto    = "auto" // lines where there are several years, else bars
	plotLines   = "lines"
	plotBars    = "bars"
	plotTreemap = "treemap"
)

func plotKinds() []string { return []string{plotAuto, plotLines, plotBars, plotTreemap} }

// plot draws what is shown into a file.
func (c *cli) plot(m *comparison, file, as string) error {
	if file == "" || len(m.bodies) == 0 {
		return nil
	}
	if len(m.codes) > 1 && len(m.bodies) > 1 {
		return c.usage(c.say("usage.plot_codes"), c.say("hint.plot_codes"))
	}
	format, _ := plotFormat(file)
	draw := c.plotBars
	switch {
	case as == plotTreemap:
		if err := c.checkParts(m); err != nil {
			return c.blame("plot-as", err)
		}
		draw = c.plotTreemap
	case as == plotBars && len(m.years) > 1:
		return c.blame("plot-as", c.usage(c.say("usage.plot_year"), c.say("hint.plot_year", m.newest())))
	case as == plotLines || len(m.years) > 1:
		draw = c.plotLines
	}
	picture, err := draw(m, format, c.plotWords(m))
	if err != nil {
		return err
	}
	if err := os.WriteFile(file, picture, 0o644); err != nil {
		return c.fault(c.say("compare.not_written", file, err))
	}
	c.log.info(c.say("compare.plotted", file))
	return nil
}

// A drawn is one line or bar of a chart.
type drawn struct {
	name   string
	points []*compare.Point // one a year; nil where there is no report
}

// shared is what the names of all bodies begin with, up to the end of a division
// or of a government: a chart says it once. "" where there is one body.
func (m *comparison) shared() string {
	if len(m.bodies) < 2 {
		return ""
	}
	prefix := m.bodies[0].name
	for _, b := range m.bodies[1:] {
		for !strings.HasPrefix(b.name, prefix) {
			_, size := utf8.DecodeLastRuneInString(prefix)
			prefix = prefix[:len(prefix)-size]
		}
	}
	end := 0
	for _, word := range []string{"人民政府", "省", "市", "区", "县", "縣", "區"} {
		if at := strings.LastIndex(prefix, word); at >= 0 {
			end = max(end, at+len(word))
		}
	}
	if slices.ContainsFunc(m.bodies, func(b body) bool { return len(b.name) == end }) {
		return "" // the division's own government is among them
	}
	return prefix[:end]
}

// drawn gives a line for each body or, of a single body, for each code that it
// states.
func (m *comparison) drawn(c *cli) []drawn {
	titles, shared := c.shortTitles(m.codes), m.shared()
	var out []drawn
	for _, b := range m.bodies {
		for i, n := range m.codes {
			d := drawn{name: strings.TrimPrefix(clean(b.name), clean(shared))}
			if len(m.codes) > 1 {
				d.name = titles[i]
			}
			stated := false
			for _, y := range m.years {
				p := b.at(n.code, y)
				stated = stated || p != nil && p.State != compare.NotReported
				d.points = append(d.points, p)
			}
			if stated || len(m.codes) == 1 {
				out = append(out, d)
			}
		}
	}
	return out
}

func (c *cli) plotLines(m *comparison, format chart.Format, words chart.Words) ([]byte, error) {
	all := m.drawn(c)
	if len(all) > chart.MostLines {
		words.Notes = append(words.Notes, c.say("plot.most", chart.MostLines, len(all)))
		all = all[:chart.MostLines]
	}
	missing := map[string][]string{} // by what is missing, names with their years
	var lines []chart.Line
	for _, d := range all {
		l := chart.Line{Name: d.name}
		years := map[string][]int{}
		for i, p := range d.points {
			v := chart.Point{}
			if p != nil {
				of := m.by.Of(p)
				v = chart.Point{Value: of.Float(), Known: of != "", Broken: p.Break.Stops()}
			}
			if !v.Known {
				why := c.missingWords(p)
				years[why] = append(years[why], m.years[i])
			}
			l.Points = append(l.Points, v)
		}
		for why, list := range years {
			missing[why] = append(missing[why], d.name+" "+spans(list))
		}
		lines = append(lines, l)
	}
	for _, why := range sortedKeys(missing) {
		words.Notes = append(words.Notes, why+": "+strings.Join(missing[why], "; "))
	}
	return chart.Lines(format, words, m.years, lines)
}

// missingWords say why a year of a line is a gap.
func (c *cli) missingWords(p *compare.Point) string {
	switch {
	case p == nil:
		return c.say("state." + string(compare.NoReport))
	case !p.State.Number():
		return c.say("state." + string(p.State))
	}
	return c.say("plot.not_computed")
}

// spans writes years as 2015-2017, 2020.
func spans(years []int) string {
	var out []string
	for i := 0; i < len(years); {
		j := i
		for j+1 < len(years) && years[j+1] == years[j]+1 {
			j++
		}
		text := strconv.Itoa(years[i])
		if j > i {
			text += "-" + strconv.Itoa(years[j])
		}
		out = append(out, text)
		i = j + 1
	}
	return strings.Join(out, ", ")
}

func (c *cli) plotBars(m *comparison, format chart.Format, words chart.Words) ([]byte, error) {
	t := newComparisonTable(c, m)
	var bars []chart.Bar
	missing := map[string][]string{}
	for _, d := range m.drawn(c) {
		p := d.points[0]
		if p == nil || m.by.Of(p) == "" {
			why := c.missingWords(p)
			missing[why] = append(missing[why], d.name)
			continue
		}
		bars = append(bars, chart.Bar{Name: d.name, Value: m.by.Of(p).Float(), Label: t.cell(p, m.by)})
	}
	if len(bars) > chart.MostBars {
		words.Notes = append(words.Notes, c.say("plot.most", chart.MostBars, len(bars)))
	}
	for _, why := range sortedKeys(missing) {
		words.Notes = append(words.Notes, why+": "+strings.Join(missing[why], ", "))
	}
	return chart.Bars(format, words, bars)
}

// plotWords stand around a chart: what is counted, in what, over whom, where it
// is from.
func (c *cli) plotWords(m *comparison) chart.Words {
	t := newComparisonTable(c, m)
	name := c.label(m.codes[0].indicator)
	if words := c.dimWords(m.codes[0]); words != "" && len(m.codes) == 1 {
		name += c.say("plot.of", words)
	}
	title := name + " " + yearSpan(m.years)
	if len(m.bodies) == 1 {
		title = m.bodies[0].name + " " + title
	}
	unit := m.codes[0].indicator.Unit
	switch m.by {
	case compare.ByGrowth, compare.ByShare:
		unit = "%"
	}
	if m.by != compare.ByValue {
		unit = t.measureWords() + " (" + unit + ")"
	}
	w := chart.Words{Title: clean(title), Unit: clean(strings.TrimSuffix(unit+" · "+m.shared(), " · "))}
	w.Notes = append(w.Notes, c.say("plot.source"))
	for _, b := range m.bodies {
		for _, points := range b.points {
			for i := range points {
				t.summed(&points[i])
			}
		}
	}
	w.Notes = append(w.Notes, t.sumLines()...)
	if len(m.years) > 1 {
		w.Notes = append(w.Notes, c.say("plot.gaps"))
	}
	for _, key := range t.groups() {
		g := t.group(key, m.codes[0].code, m.newest())
		if g != nil && len(m.codes) == 1 {
			w.Notes = append(w.Notes, c.say("plot.stated", m.newest(), c.groupWords(key), g.Reported(), g.Reports))
		}
	}
	return w
}
