package twins

import (
	"os"
	"path/filepath"
	"testing"
)

// kinds are the twins that make writes, by the end of their names.
var kinds = []string{".html", ".docx", ".xlsx", ".txt", ".libreoffice.pdf", ".chromium.pdf"}

// TestTwins reads every twin of every report with official tables: the figures
// of its tables are those of the report itself, in the same order.
func TestTwins(t *testing.T) {
	all := labels(t)
	want := map[string][]string{}
	for name, l := range all {
		want[name] = tableLines(readFile(t, filepath.Join(docs, l.Doc)))
	}
	for _, kind := range kinds {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			read := 0
			for name, l := range all {
				path := filepath.Join("testdata", name+kind)
				if _, err := os.Stat(path); err != nil {
					if kind == ".html" && filepath.Ext(l.Doc) == ".html" {
						continue // the report itself
					}
					if kind == ".xlsx" && name == "a13_hk_dept_2024" {
						continue // no official form: only the prose, which a workbook lacks, says what it counts
					}
					t.Errorf("%s: %v: make it with go run ./twins/make", name, err)
					continue
				}
				read++
				t.Run(name, func(t *testing.T) {
					d := readFile(t, path)
					if diff := differ(want[name], tableLines(d)); diff != "" {
						t.Errorf("%s (%s %s): %s", d.Source, d.Status, d.Reason, diff)
					}
				})
			}
			if read == 0 {
				t.Error("there is no such twin")
			}
		})
	}
}
