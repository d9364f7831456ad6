package indicator

import (
	"errors"
	"io/fs"
	"slices"
	"strings"

	"nianbao/report"
)

// valuesFile names the values of dimensions, "channel=online 网络 | online".
const valuesFile = "values.txt"

// values reads the folder's names of values; a user's go before the program's.
func (l *loader) values() {
	if _, err := fs.Stat(l.fsys, valuesFile); errors.Is(err, fs.ErrNotExist) {
		return
	}
	text, ok := l.read(valuesFile)
	if !ok {
		return
	}
	for _, n := range lines(text, 1) {
		pair, names, ok := strings.Cut(n.text, " ")
		key, value, eq := strings.Cut(pair, "=")
		name, english, two := strings.Cut(names, " | ")
		if !ok || !eq || !two || key == "" || value == "" {
			l.faults.Add(l.at(valuesFile, n.n), BadValue, n.text)
			continue
		}
		l.book.names[pair] = report.DimValue{Key: key, Value: value, Name: strings.TrimSpace(name), English: strings.TrimSpace(english)}
	}
}

// valuesOf gives the values that an indicator's dimensions are known to take:
// those of its places in the official tables, its words and its patterns, and
// the wholes of values with a dot (denied of denied.process). They stand by
// dimension, in the order of the file.
func (b *Book) valuesOf(f *File) []report.DimValue {
	var out []report.DimValue
	seen := map[string]bool{}
	add := func(key, value string) {
		pair := key + "=" + value
		if seen[pair] {
			return
		}
		seen[pair] = true
		v, named := b.names[pair]
		if !named {
			v = report.DimValue{Key: key, Value: value, Name: value, English: value}
		}
		out = append(out, v)
	}
	all := func(dims map[string]string) {
		for _, k := range f.Dims {
			if v := dims[k]; v != "" {
				whole, _, _ := strings.Cut(v, ".")
				add(k, whole)
				add(k, v)
			}
		}
	}
	for _, l := range slices.Concat(f.Labels, f.Columns) {
		all(l.Dims)
	}
	for _, w := range f.Dim {
		all(map[string]string{w.Key: w.Value})
	}
	for _, p := range f.Read {
		all(p.Dims)
	}
	slices.SortStableFunc(out, func(a, b report.DimValue) int { return slices.Index(f.Dims, a.Key) - slices.Index(f.Dims, b.Key) })
	return out
}
