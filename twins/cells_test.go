package twins

import (
	"path/filepath"
	"strings"
	"testing"

	"nianbao/eval"
)

// TestCells reads every labelled report: each cell of its official tables has
// the right value and status, and no cell without a number becomes a zero.
func TestCells(t *testing.T) {
	var score eval.CellScore
	for _, l := range labels(t) {
		score.Add(l, readFile(t, filepath.Join(docs, l.Doc)))
	}
	if c := score.Cells; c.Right != c.Labelled || c.Given != c.Labelled {
		var b strings.Builder
		if err := score.Write(&b, true); err != nil {
			t.Fatal(err)
		}
		t.Errorf("cells: %d right of %d given, %d labelled\n%s", c.Right, c.Given, c.Labelled, b.String())
	}
	if n := score.Zeroed(); n > 0 {
		t.Errorf("%d cells without a number became 0", n)
	}
}
