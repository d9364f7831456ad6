package check

import (
	"strings"
	"testing"
)

func TestWeights(t *testing.T) {
	w, err := parseWeights(weightsText)
	if err != nil || len(w) < 50 {
		t.Fatalf("%d weights, %v", len(w), err)
	}
	patterned := Probability(w, strings.Fields("by=pattern of=meetings role=level"))
	for name, e := range map[string]string{
		"a table's":              "table",
		"one that a check holds": "by=pattern of=meetings role=level held",
	} {
		if p := Probability(w, strings.Fields(e)); p <= patterned {
			t.Errorf("%s figure is given %.3f, another %.3f", name, p, patterned)
		}
	}
	if p := Probability(w, strings.Fields("by=list of=open role=plan broken")); p >= patterned {
		t.Errorf("a guess from a list that breaks a check is given %.3f, a pattern's figure %.3f", p, patterned)
	}
	if _, err := parseWeights("held"); err == nil {
		t.Error("a line without a weight is read")
	}
}
