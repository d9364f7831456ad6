package extract

import (
	"testing"

	"nianbao/normalize"
	"nianbao/parse"
)

// FuzzReadTables holds that no table makes the reader fail and that every
// figure keeps its place.
func FuzzReadTables(f *testing.F) {
	for _, c := range formCases {
		f.Add(c.tables)
	}
	forms := placesOf(loadBook(f))
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 4000 {
			return
		}
		d := tablesOf(2020, text)
		d.Figures = readTables(d, forms)
		checkQuotes(t, text, d)
	})
}

// FuzzReadMeta holds that no text makes the reader of title and body fail.
func FuzzReadMeta(f *testing.F) {
	for _, c := range metaCases {
		f.Add(c.text)
	}
	parser := parse.New(parse.Options{})
	f.Fuzz(func(t *testing.T, text string) {
		d := parser.Document("a.txt", []byte(text), "")
		normalize.Document(d, nil)
		readMeta(d)
	})
}
