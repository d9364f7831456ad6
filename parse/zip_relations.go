package parse

import (
	"path"
	"strings"
)

// byID gives the parts that a part is related to, by the relation's id.
func (p *zipParts) byID(name string) map[string]string {
	out := map[string]string{}
	p.relations(name, func(id, _, target string) { out[id] = target })
	return out
}

// related gives them by the last word of the relation's type ("styles").
func (p *zipParts) related(name string) map[string]string {
	out := map[string]string{}
	p.relations(name, func(_, kind, target string) {
		if out[kind] == "" {
			out[kind] = target
		}
	})
	return out
}

// relations reads the list that stands beside a part.
func (p *zipParts) relations(name string, each func(id, kind, target string)) {
	dir, file := path.Split(name)
	body, _ := p.part(dir + "_rels/" + file + ".rels") // what stands before damage is used
	x := newXML(body)
	for x.next() {
		if x.start == nil || x.start.Name.Local != "Relationship" || attr(x.start, "TargetMode") == "External" {
			continue
		}
		target := attr(x.start, "Target")
		if !strings.HasPrefix(target, "/") {
			target = dir + target
		}
		each(attr(x.start, "Id"), path.Base(attr(x.start, "Type")), target)
	}
}
