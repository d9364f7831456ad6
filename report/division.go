package report

import "strings"

// A Division is an administrative division as it was called from one year to
// another. Its code has two digits for a province, four for a city, six for a
// county and nine for a town, and begins with that of each division above it:
// 110101005 is 北新桥街道 in 110101, 东城区, in 11, 北京市.
type Division struct {
	Code string `json:"code"`
	Name string `json:"name"`
	From int    `json:"from"` // the first year in which it may have been in force; 0 where no source reaches back that far
	To   int    `json:"to"`   // the last; 0 where it is in force
}

// Level is that of the division: its government's.
func (d Division) Level() BodyLevel { return LevelOf(d.Code) }

// In tells whether the division may have been in force in a year; 0 is any.
func (d Division) In(year int) bool {
	return year == 0 || (d.From == 0 || d.From <= year) && (d.To == 0 || year <= d.To)
}

// LevelOf tells the level from the length of a division's code.
func LevelOf(code string) BodyLevel {
	switch len(code) {
	case 2:
		return Province
	case 4:
		return City
	case 6:
		return County
	case 9:
		return Town
	}
	return ""
}

// DivisionCode gives a code in the form that is used here, without the zeros
// that stand for no division: 110000 is 11, 110101000000 is 110101.
func DivisionCode(s string) string {
	code := strings.TrimSpace(s)
	if len(code) != 6 && len(code) != 9 && len(code) != 12 || strings.Trim(code, "0123456789") != "" {
		return code
	}
	for len(code) > 6 && strings.HasSuffix(code, "000") {
		code = code[:len(code)-3]
	}
	for len(code) > 2 && len(code) <= 6 && strings.HasSuffix(code, "00") {
		code = code[:len(code)-2]
	}
	return code
}

// CodesAbove gives the codes of the divisions that a code lies in, the widest
// first and itself last.
func CodesAbove(code string) []string {
	var out []string
	for _, n := range []int{2, 4, 6, 9} {
		if n <= len(code) {
			out = append(out, DivisionCode(code[:n]))
		}
	}
	return out
}
