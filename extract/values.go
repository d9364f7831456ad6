package extract

import (
	"slices"
	"strings"

	"nianbao/extract/indicator"
)

// Values gives the values that an indicator's dimensions are known to take, by
// key: those of its words, patterns and places in the official tables, the
// wholes of values with a dot (denied of denied.process), and the applicants
// whose columns the tables of requests have.
func Values(book *indicator.Book, id string) map[string][]string {
	out := map[string][]string{}
	add := func(key, value string) {
		if value != "" && !slices.Contains(out[key], value) {
			out[key] = append(out[key], value)
		}
	}
	all := func(dims map[string]string) {
		for k, v := range dims {
			whole, _, _ := strings.Cut(v, ".")
			add(k, whole)
			add(k, v)
		}
	}
	for _, f := range book.Files() {
		if f.ID != id {
			continue
		}
		for _, l := range f.Labels {
			all(l.Dims)
		}
		for _, w := range f.Dim {
			all(map[string]string{w.Key: w.Value})
		}
		for _, p := range f.Read {
			all(p.Dims)
		}
		if slices.Contains(f.Dims, "applicant") {
			for _, a := range applicants {
				add("applicant", a)
			}
		}
	}
	return out
}
