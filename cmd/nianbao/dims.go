package main

import (
	"context"
	"maps"
	"slices"
	"strings"

	"nianbao/extract/indicator"
	"nianbao/needle"
	"nianbao/normalize"
	"nianbao/report"
	"nianbao/store"
)

// codeForm is a code as a search takes it: a name, all names below one, or a
// name with dimensions, none of them for the bare total.
var codeForm = needle.MustCompile(`^[^\[\]*]*(\*|\[([^=,]+=[^=,]+(,[^=,]+=[^=,]+)*)?\])?$`)

// codeOf gives the code of an indicator that is named by code or label. It
// refuses what neither the codebook nor the database has, which knows the
// user's own: a search for it would find nothing for ever.
func (c *cli) codeOf(ctx context.Context, name string, db *store.DB) (string, error) {
	if !codeForm.MatchString(name) {
		return "", c.usage(c.say("usage.code", name), c.say("hint.code"))
	}
	code := report.ParseCode(name)
	if code.Indicator == "" {
		return name, nil
	}
	book, err := indicator.Load()
	if err != nil {
		return "", err
	}
	known := book.All()
	if db != nil {
		stored, err := db.Indicators(ctx)
		if err != nil {
			return "", err
		}
		known = append(known, stored...)
	}
	if above, all := strings.CutSuffix(name, "*"); all {
		if slices.ContainsFunc(known, func(i report.Indicator) bool { return strings.HasPrefix(i.ID, above) }) {
			return name, nil
		}
		return "", c.usage(c.say("usage.indicator", name), c.say("hint.codebook"))
	}
	i, err := c.findIndicator(known, name)
	if err != nil {
		return "", err
	}
	values := map[string][]string{}
	for _, v := range i.Values {
		values[v.Key] = append(values[v.Key], v.Value)
	}
	wrong := c.checkDims(i, code.Dims, values)
	if wrong != nil && db != nil {
		stored, err := db.Values(ctx, i.ID)
		if err != nil {
			return "", err
		}
		for k, list := range stored {
			values[k] = append(values[k], list...)
		}
		wrong = c.checkDims(i, code.Dims, values)
	}
	return strings.Replace(name, code.Indicator, i.ID, 1), wrong
}

// checkDims refuses dimensions that an indicator does not have, and values that
// they do not take.
func (c *cli) checkDims(i report.Indicator, dims map[string]string, values map[string][]string) error {
	keys := slices.Clone(i.Dims)
	for k := range values {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	keys = slices.Compact(keys)
	hint := c.say("hint.show", i.ID)
	if i.Name == "" { // none in particular
		hint = c.say("hint.dim")
	}
	for _, k := range slices.Sorted(maps.Keys(dims)) {
		known := slices.Sorted(slices.Values(values[k]))
		known = slices.Compact(known)
		v := dims[k]
		switch {
		case len(keys) == 0:
			return c.usage(c.say("usage.no_dims", i.ID), hint)
		case !slices.Contains(keys, k):
			return c.usage(c.say("usage.dim", i.ID, k, strings.Join(keys, ", ")), c.didYouMean(k, keys, hint))
		case !slices.Contains(known, v):
			return c.usage(c.say("usage.dim_value", k, i.ID, v, strings.Join(known, ", ")), c.didYouMean(v, known, hint))
		}
	}
	return nil
}

// dimsOf gives the dimensions that a search asks for, by the codebook's words: a
// value may be said as it is printed, 微博. It refuses what no indicator has,
// or not the one that is asked for.
func (c *cli) dimsOf(ctx context.Context, asked map[string]string, code string, db *store.DB) (map[string]string, error) {
	if len(asked) == 0 {
		return nil, nil
	}
	book, err := indicator.Load()
	if err != nil {
		return nil, err
	}
	id := report.ParseCode(code).Indicator
	if strings.HasSuffix(code, "*") || code == "open" {
		id = ""
	}
	values, err := db.Values(ctx, id)
	if err != nil {
		return nil, err
	}
	all := report.Indicator{ID: id}
	out := maps.Clone(asked)
	for _, i := range book.All() {
		if id != "" && i.ID != id {
			continue
		}
		if id != "" {
			all.Name = i.Name
		}
		all.Dims = append(all.Dims, i.Dims...)
		for _, v := range i.Values {
			values[v.Key] = append(values[v.Key], v.Value)
			if word := normalize.Form(asked[v.Key]); called(v, word) {
				out[v.Key] = v.Value
			}
		}
	}
	if all.ID == "" {
		all.ID = c.say("search.any_indicator")
	}
	return out, c.checkDims(all, out, values)
}

// called tells whether a dimension's value is called so, or by one of its words:
// 微博 for 政务微博, 电子屏 for 公开栏、电子屏.
func called(v report.DimValue, word string) bool {
	if word == "" || strings.EqualFold(word, v.English) {
		return word != ""
	}
	return slices.ContainsFunc(append(strings.Split(v.Name, "、"), v.Name), func(name string) bool {
		return name == word || strings.TrimPrefix(name, "政务") == word || strings.TrimPrefix(name, "政府") == word
	})
}
