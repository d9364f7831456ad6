package export

import (
	"slices"
	"strings"

	"nianbao/store"
)

// Datasette's metadata.
type (
	datasette struct {
		Title       string                       `json:"title"`
		Description string                       `json:"description"`
		License     string                       `json:"license,omitempty"`
		Source      string                       `json:"source"`
		Databases   map[string]datasetteDatabase `json:"databases"`
	}
	datasetteDatabase struct {
		Tables map[string]*datasetteTable `json:"tables"`
	}
	datasetteTable struct {
		Description string            `json:"description,omitempty"`
		Columns     map[string]string `json:"columns,omitempty"`
		Hidden      bool              `json:"hidden,omitempty"` // emptied: see store.Publish
	}
)

// datasette describes the database's tables in the words of its schema, and the
// views that people read in those of the files.
func (w *writer) datasette() datasette {
	tables := map[string]*datasetteTable{}
	for _, r := range w.relations {
		t := described(r)
		t.Hidden = r.Name == "tombstone" || strings.HasPrefix(r.Name, "crawl_")
		tables[r.Name] = t
		say := func(name, meaning string) {
			if t.Columns[name] == "" && slices.Contains(r.Columns, name) {
				t.Columns[name] = meaning
			}
		}
		switch r.Name {
		case "figures":
			say("indicator", "indicator with its dimensions; open: not in the codebook") // in the files, code
			say("document_id", "row of the table document")
			say("n", "number of the figure in its document, from 0")
			for _, c := range figureColumns {
				say(c.name, c.en)
			}
		case "panel":
			for _, c := range panelColumns {
				say(c.name, c.en)
			}
			for _, c := range w.wide {
				e := w.entries[c.Code]
				say(c.Name, e.English+" / "+e.Name)
			}
		}
	}
	return datasette{w.title(), "The figures that the reports state, each with the words it was read from. Begin with the views figures and panel.",
		w.o.License, "annual reports of Chinese public bodies on government information disclosure, read by nianbao " + w.o.Program,
		map[string]datasetteDatabase{"nianbao": {tables}}}
}

// described takes the comments of a table or view from its schema: that on the
// first line is the relation's own, the others follow the column that their
// line begins with or, in a view, ends with.
func described(r store.Relation) *datasetteTable {
	t := &datasetteTable{Columns: map[string]string{}}
	first, rest, _ := strings.Cut(r.SQL, "\n")
	_, t.Description, _ = strings.Cut(first, "-- ")
	for line := range strings.Lines(rest) {
		code, comment, ok := strings.Cut(strings.TrimRight(line, "\n"), "-- ")
		words := strings.FieldsFunc(code, func(c rune) bool { return strings.ContainsRune(" \t,.()", c) })
		if !ok || len(words) == 0 {
			continue
		}
		for _, word := range []string{words[0], words[len(words)-1]} {
			if slices.Contains(r.Columns, word) {
				t.Columns[word] = comment
				break
			}
		}
	}
	return t
}
