package main

import (
	"strings"
	"testing"

	"nianbao/docs"
	"nianbao/eval"
	"nianbao/extract/indicator"
)

// TestFromPage holds that the rates of the codebook are those of the page.
func TestFromPage(t *testing.T) {
	rates, on := fromPage(docs.Accuracy)
	book, err := indicator.Load()
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{"open": true}
	for _, i := range book.All() {
		known[i.ID] = true
	}
	for name, a := range rates {
		if !known[name] {
			t.Errorf("%q is no indicator", name)
		}
		if a.Documents == 0 || a.Precision == nil && a.Recall == nil || a.Right > a.Given || a.Right > a.Labels {
			t.Errorf("%s: %+v", name, a)
		}
		if p := a.Precision; p != nil && (p.Low > p.Value || p.High < p.Value || p.Value != 0 && a.Given == 0) {
			t.Errorf("%s: precision %+v of %d", name, p, a.Given)
		}
	}
	if len(rates) < 40 || rates["requests.received"] == nil || rates["requests.received"].Labels < 100 {
		t.Errorf("%d indicators, %+v", len(rates), rates["requests.received"])
	}
	for _, text := range []string{on.Zh, on.En} {
		if strings.Contains(text, " 0 ") || !strings.Contains(text, "0.") {
			t.Errorf("%s", text)
		}
	}
}

func TestPageRows(t *testing.T) {
	got := pageRows("| indicator | documents | precision | recall | F1 | right/given/labelled |\n|---|---|---|---|---|---|\n" +
		"| a.b | 3 | 0.250 (0.046-0.699) | - | - | 1/4/3 |\n| c | x | 1 | 1 | 1 | 1/1/1 |\n")
	if len(got) != 1 {
		t.Fatalf("%+v", got)
	}
	r := got[0]
	if r.name != "a.b" || r.documents != 3 || r.precision.Value != .25 || r.precision.Low != .046 || r.precision.High != .699 || r.recall != nil || r.f1 != nil || r.counts != [3]int{1, 4, 3} {
		t.Errorf("%+v", r)
	}
}

func TestFromSheet(t *testing.T) {
	s := eval.NewSheet([]eval.Judged{
		{Stratum: "a", Weight: 2, Taken: true, Indicator: "requests.received", Verdict: eval.IsRight},
		{Stratum: "a", Weight: 2, Taken: true, Indicator: "requests.received", Verdict: eval.IsWrong},
		{Stratum: "b", Weight: 9, Verdict: eval.IsNone},
	})
	rates, on := fromSheet(s, "sheet.csv")
	a := rates["requests.received"]
	if a == nil || a.Precision == nil || a.Precision.Value != .5 || a.Labels != 2 {
		t.Errorf("%+v", a)
	}
	if !strings.Contains(on.En, "3 numerals") || !strings.Contains(on.Zh, "sheet.csv") {
		t.Errorf("%+v", on)
	}
}
