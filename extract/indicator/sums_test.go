package indicator

import (
	"strings"
	"testing"

	"nianbao/report"
)

func TestSumOf(t *testing.T) {
	book, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	const outcome = "requests.outcome[outcome="
	for _, tt := range []struct {
		code string
		era  report.Era
		want string // the parts, "~" before them where they are not exact
	}{
		{outcome + "denied]", report.Era2014, ""}, // a cell of its own
		{outcome + "denied]", report.Era2019, "denied.state_secret denied.by_law denied.safety denied.third_party denied.internal denied.process denied.enforcement denied.query"},
		{outcome + "denied]", report.Era2021, "denied.state_secret denied.by_law denied.safety denied.third_party denied.internal denied.process denied.enforcement denied.query"},
		{outcome + "unavailable]", report.Era2019, "unavailable.not_held unavailable.needs_creation unavailable.unclear"},
		{outcome + "unavailable]", report.Era2014, "~not_this_body nonexistent"},
		{outcome + "not_processed]", report.Era2021, "not_processed.petition not_processed.repeat not_processed.publication not_processed.excessive not_processed.reconfirm"},
		{outcome + "not_processed]", report.Era2014, ""}, // nothing corresponds
		{outcome + "other]", report.Era2019, ""},
		{outcome + "other]", report.Era2021, "other.no_supplement other.unpaid other.other"},
		{outcome + "denied.third_party]", report.Era2014, "~denied.trade_secret denied.privacy"},
		{outcome + "already_public]", report.Era2019, ""}, // only together with granted
		{outcome + "granted]", report.Era2019, ""},
		{outcome + "total]", report.Era2014, "~requests.answered"},
		{outcome + "denied]", report.Era2008, ""},
		{outcome + "denied]", "", ""},
		{"requests.answered", report.Era2021, "~total"},
		{"litigations", report.Era2014, ""},
		{"litigations", report.Era2021, "~litigations[route=direct] litigations[route=after_reconsideration]"},
		{"litigations[result=upheld]", report.Era2019, "litigations[result=upheld,route=direct] litigations[result=upheld,route=after_reconsideration]"},
		{"no.such", report.Era2019, ""},
	} {
		got := ""
		if s, ok := book.SumOf(report.ParseCode(tt.code), tt.era); ok {
			var parts []string
			for _, p := range s.Parts {
				name, short := strings.CutPrefix(p.String(), outcome)
				if short {
					name = strings.TrimSuffix(name, "]")
				}
				parts = append(parts, name)
			}
			got = strings.Join(parts, " ")
			if !s.Exact {
				got = "~" + got
			}
		}
		if got != tt.want {
			t.Errorf("%s in %s: %q, want %q", tt.code, tt.era, got, tt.want)
		}
	}
}

func TestBridged(t *testing.T) {
	book, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		code     string
		from, to report.Era
		want     bool
	}{
		{"requests.outcome[outcome=other]", report.Era2019, report.Era2021, true},
		{"requests.outcome[outcome=denied]", report.Era2014, report.Era2019, false}, // nearly
		{"requests.outcome[outcome=other.unpaid]", report.Era2019, report.Era2021, false},
		{"litigations[result=upheld]", report.Era2014, report.Era2019, true},
		{"requests.outcome[outcome=granted]", report.Era2014, report.Era2019, false},
	} {
		c := report.ParseCode(tt.code)
		i, _ := book.Find(c.Indicator)
		breaks := i.Breaks(c, tt.from, tt.to)
		if len(breaks) != 1 || Bridged(c, breaks[0]) != tt.want {
			t.Errorf("%s from %s to %s: %d breaks, want one that is bridged: %t", tt.code, tt.from, tt.to, len(breaks), tt.want)
		}
	}
}
