package main

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"nianbao/compare"
	"nianbao/extract/indicator"
	"nianbao/normalize"
	"nianbao/report"
	"nianbao/store"
)

// A subject is a code that is compared.
type subject struct {
	code      string
	indicator report.Indicator
}

func (n subject) percent() bool { return n.indicator.Measure == report.Percent }

// headlineWords are what people call the headline series.
var headlineWords = map[string][]string{
	"posts":    {"发布", "公开", "主动公开", "信息公开", "发布信息", "disclosure"},
	"requests": {"申请", "收到申请", "依申请", "依申请公开", "公开申请", "受理", "received"},
	"outcomes": {"答复", "结果", "办理", "办理结果", "答复结果", "处理结果", "outcome"},
}

// headline gives the series that a word means.
func headline(word string) (string, bool) {
	for name, words := range headlineWords {
		if strings.EqualFold(word, name) || slices.Contains(words, strings.ToLower(word)) {
			return name, true
		}
	}
	return "", false
}

// subjects gives the codes that words name: a code, an indicator's label, all
// indicators below a name (requests.*), one of the headline series with all its
// columns or one of these alone (微博), or a word that the label of just one
// indicator has.
func (c *cli) subjects(ctx context.Context, db *store.DB, words []string) ([]subject, error) {
	book, err := indicator.Load()
	if err != nil {
		return nil, err
	}
	var codes []string
	for _, word := range words {
		word = strings.TrimSpace(word)
		if name, ok := headline(normalize.Form(word)); ok {
			codes = append(codes, headlineCodes(book, name)...)
			continue
		}
		meant := meantBy(book, normalize.Form(word))
		if len(meant) > 1 {
			return nil, c.usage(c.say("usage.several_codes", word), c.say("hint.several_codes", c.withLabels(book, meant)))
		}
		if len(meant) == 1 {
			word = meant[0]
		}
		code, err := c.codeOf(ctx, word, db)
		if err != nil {
			return nil, err
		}
		if report.ParseCode(code).Indicator == "" {
			return nil, c.usage(c.say("usage.open"), c.say("hint.compare"))
		}
		above, all := strings.CutSuffix(code, "*")
		if !all {
			codes = append(codes, report.ParseCode(code).String())
			continue
		}
		known, err := c.knownIndicators(ctx, book, db)
		if err != nil {
			return nil, err
		}
		for _, id := range known {
			if strings.HasPrefix(id, above) {
				codes = append(codes, id)
			}
		}
	}
	return c.described(ctx, book, db, codes)
}

// headlineCodes are the columns of a headline series: its total, and its parts
// by the first dimension of the indicator, whole ones only.
func headlineCodes(book *indicator.Book, name string) []string {
	var out []string
	for _, i := range book.All() {
		if i.Headline != name {
			continue
		}
		whole, parts := i.ID, []string(nil)
		for _, v := range i.Values {
			code := report.Code{Indicator: i.ID, Dims: map[string]string{v.Key: v.Value}}.String()
			switch {
			case v.Key != i.Dims[0] || strings.Contains(v.Value, "."):
			case v.Value == "total": // the form's own
				whole = code
			default:
				parts = append(parts, code)
			}
		}
		out = append(append(out, whole), parts...)
	}
	return out
}

// meantBy gives the codes that a word may mean: the indicator that is called so;
// else the column of a headline series, 微博, 不予公开, weibo; else the indicators
// whose names hold a Chinese word.
func meantBy(book *indicator.Book, word string) []string {
	if word == "" {
		return nil
	}
	var series, within []string
	for _, i := range book.All() {
		if i.Name == word || i.ID == word || strings.EqualFold(i.English, word) {
			return []string{i.ID}
		}
		if word[0] >= 0x80 && strings.Contains(i.Name, word) {
			within = append(within, i.ID)
		}
		if i.Headline == "" {
			continue
		}
		for _, v := range i.Values {
			if v.Key == i.Dims[0] && (called(v, word) || v.Value == word) {
				series = append(series, report.Code{Indicator: i.ID, Dims: map[string]string{v.Key: v.Value}}.String())
			}
		}
	}
	if len(series) > 0 {
		return series
	}
	return within
}

// withLabels lists codes with what they are called.
func (c *cli) withLabels(book *indicator.Book, codes []string) string {
	var out []string
	for _, code := range codes {
		i, _ := book.Find(report.ParseCode(code).Indicator)
		label := c.label(i)
		if words := c.dimWords(subject{code, i}); words != "" {
			label += c.say("plot.of", words)
		}
		out = append(out, "'"+code+"' ("+label+")")
	}
	return strings.Join(out, ", ")
}

func (c *cli) knownIndicators(ctx context.Context, book *indicator.Book, db *store.DB) ([]string, error) {
	ids := map[string]bool{}
	for _, i := range book.All() {
		ids[i.ID] = true
	}
	stored, err := db.Indicators(ctx)
	for _, i := range stored {
		ids[i.ID] = true
	}
	return slices.Sorted(maps.Keys(ids)), err
}

// described gives each code once, with its indicator.
func (c *cli) described(ctx context.Context, book *indicator.Book, db *store.DB, codes []string) ([]subject, error) {
	var out []subject
	seen := map[string]bool{}
	for _, code := range codes {
		if seen[code] {
			continue
		}
		seen[code] = true
		id := report.ParseCode(code).Indicator
		i, ok := book.Find(id)
		if !ok { // a user's own, which only the database knows
			var err error
			if i, err = db.Indicator(ctx, id); err != nil && !errors.Is(err, report.ErrNotFound) {
				return nil, err
			}
		}
		out = append(out, subject{code, i})
	}
	return out, nil
}

// label is an indicator's name in the user's language.
func (c *cli) label(i report.Indicator) string {
	if c.lang == "en" && i.English != "" || i.Name == "" {
		return i.English
	}
	return i.Name
}

// dimWords are the values of a code's dimensions in the user's language; ""
// where it has none.
func (c *cli) dimWords(n subject) string {
	dims := report.ParseCode(n.code).Dims
	var out []string
	for _, k := range slices.Sorted(maps.Keys(dims)) {
		word := dims[k]
		for _, v := range n.indicator.Values {
			switch {
			case v.Key != k || v.Value != word:
			case c.lang == "en":
				word = v.English
			default:
				word = v.Name
			}
		}
		out = append(out, word)
	}
	return strings.Join(out, " ")
}

// breaks tells what the codebook says became of codes between two reports: of
// their forms, which some bodies used a year longer than others.
func (c *cli) breaks(codes []subject) func(code string, before, after compare.Report) compare.Break {
	type between struct {
		code          string
		before, after report.Era
	}
	byCode := map[string]subject{}
	for _, n := range codes {
		byCode[n.code] = n
	}
	known := map[between]compare.Break{}
	return func(code string, before, after compare.Report) compare.Break {
		if before.Era == after.Era || before.Era == "" || after.Era == "" {
			return compare.Break{}
		}
		key := between{code, before.Era, after.Era}
		b, ok := known[key]
		if !ok {
			b = c.breakOf(byCode[code], before.Era, after.Era)
			known[key] = b
		}
		return b
	}
}

func (c *cli) breakOf(n subject, before, after report.Era) compare.Break {
	out := compare.Break{Care: true}
	for _, b := range n.indicator.Breaks(report.ParseCode(n.code), before, after) {
		bridged := b.Compare() == report.ByBridge && indicator.Bridged(report.ParseCode(n.code), b)
		if out.Care = out.Care && (bridged || b.Compare() == report.ComparableCare); out.Kind != "" {
			out.Kind += " "
			out.Note += "; "
		}
		note := b.Note
		if c.lang == "en" {
			note = b.NoteEN
		}
		out.Kind += string(b.Kind)
		out.Note += string(b.From) + "-" + string(b.To) + ": " + note
	}
	return out
}

// shortTitles head the columns of codes: what tells them apart where they are
// of one indicator, else the end of the indicator's name with it.
func (c *cli) shortTitles(codes []subject) []string {
	ends := map[string]string{} // of names: the indicator; "" where several end so
	for _, n := range codes {
		end := n.indicator.ID[strings.LastIndex(n.indicator.ID, ".")+1:]
		if other, ok := ends[end]; ok && other != n.indicator.ID {
			ends[end] = ""
		} else {
			ends[end] = n.indicator.ID
		}
	}
	one := !slices.ContainsFunc(codes, func(n subject) bool { return n.indicator.ID != codes[0].indicator.ID })
	out := make([]string, len(codes))
	for i, n := range codes {
		words := c.dimWords(n)
		name := n.indicator.ID[strings.LastIndex(n.indicator.ID, ".")+1:]
		if ends[name] == "" {
			name = n.indicator.ID
		}
		switch {
		case one && words == "":
			out[i] = c.say("compare.whole")
		case one:
			out[i] = words
		case words == "":
			out[i] = name
		default:
			out[i] = name + "[" + words + "]"
		}
	}
	return out
}
