package extract

import (
	"testing"

	"nianbao/normalize"
	"nianbao/report"
)

func TestReadCell(t *testing.T) {
	for _, c := range []struct {
		in    string
		kind  cellKind
		value report.Decimal
		shift int
		unit  string
	}{
		{"0", cellNumber, "0", 0, ""},
		{"１２", cellNumber, "12", 0, ""},
		{"9 307", cellNumber, "9307", 0, ""},
		{"3,482.17", cellNumber, "3482.17", 0, ""},
		{"12，400", cellNumber, "12400", 0, ""},
		{"11 398 889", cellNumber, "11398889", 0, ""},
		{"00", cellNumber, "0", 0, ""},
		{"103.3879万元", cellNumber, "103.3879", 4, "元"},
		{"251000元", cellNumber, "251000", 0, "元"},
		{"3.2万", cellNumber, "3.2", 4, ""},
		{"196条", cellNumber, "196", 0, "条"},
		{"共12件", cellNumber, "12", 0, "件"},
		{"5（含结转）", cellNumber, "5", 0, ""},
		{"+3", cellNumber, "3", 0, ""},
		{"-4", cellNumber, "-4", 0, ""},
		{"--253", cellNumber, "-253", 0, ""},
		{"－7", cellNumber, "-7", 0, ""},
		{"增12", cellNumber, "12", 0, ""},
		{"减8", cellNumber, "-8", 0, ""},
		{"减少2项", cellNumber, "-2", 0, "项"},
		{"零", cellNumber, "0", 0, ""},
		{"二十三件", cellNumber, "23", 0, "件"},
		{"12345", cellNumber, "12345", 0, ""}, // no hotline in a cell
		{"2019", cellNumber, "2019", 0, ""},   // and no year
		{"", cellBlank, "", 0, ""},
		{" \u00a0 ", cellBlank, "", 0, ""},
		{"/", cellNone, "", 0, ""},
		{"－", cellNone, "", 0, ""},
		{"——", cellNone, "", 0, ""},
		{"不适用", cellNone, "", 0, ""},
		{"无", cellWords, "", 0, ""},
		{"详见附表", cellWords, "", 0, ""},
		{"详见附件1", cellWords, "", 0, ""},
		{"万元", cellUnit, "", 0, "元"},
		{"（件）", cellUnit, "", 0, "件"},
		{"单位：次", cellUnit, "", 0, "次"},
		{"3/5", cellSeveral, "", 0, ""},
		{"增2减1", cellSeveral, "", 0, ""},
		{"12（含结转1）", cellSeveral, "", 0, ""},
	} {
		v := readCell(normalize.New(c.in, 0))
		if v.kind != c.kind || v.value != c.value || v.unit != c.unit || v.shift != c.shift {
			t.Errorf("%q: kind %d value %q unit %q shift %d, want %d %q %q %d", c.in, v.kind, v.value, v.unit, v.shift, c.kind, c.value, c.unit, c.shift)
		}
	}
}

func TestUnitWord(t *testing.T) {
	for in, want := range map[string]string{"件": "件", "万元": "元", "千元": "元", "[个]": "个", "人民币元": "元", "万": "", "统计数": "", "": ""} {
		if unit, _, _ := unitWord(in); unit != want {
			t.Errorf("%q: unit %q, want %q", in, unit, want)
		}
	}
}
