package division

import (
	"strings"
	"testing"

	"nianbao/normalize"
	"nianbao/third_party/divisions"
)

// TestNamesAreNormal holds that the table's names are what package normalize
// makes of them: bodies are looked up in that form.
func TestNamesAreNormal(t *testing.T) {
	n := 0
	for line := range strings.Lines(divisions.Text) {
		name := strings.Split(strings.TrimSpace(line), "\t")[1]
		if got := normalize.New(name, 0).String(); got != name {
			t.Errorf("%s is %s in normal form", name, got)
		}
		n++
	}
	if n < 40000 {
		t.Errorf("only %d lines", n)
	}
}
