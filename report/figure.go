package report

import (
	"encoding/json"
	"math/big"
	"sort"
	"strings"
)

// A Decimal is an exact number in canonical form: no sign but "-", no exponent,
// no leading or trailing zeros beyond one digit before the point. "" is no
// number at all, which is not 0.
type Decimal string

// ParseDecimal reads plain digits with an optional sign and point.
func ParseDecimal(s string) (Decimal, bool) {
	body := strings.TrimPrefix(strings.TrimPrefix(s, "-"), "+")
	if len(body) > 40 {
		return "", false
	}
	whole, frac, pointed := strings.Cut(body, ".")
	if whole == "" || pointed && frac == "" || strings.Trim(whole+frac, "0123456789") != "" {
		return "", false
	}
	whole = strings.TrimLeft(whole, "0")
	frac = strings.TrimRight(frac, "0")
	if whole == "" {
		whole = "0"
	}
	if frac != "" {
		whole += "." + frac
	}
	if strings.HasPrefix(s, "-") && whole != "0" {
		whole = "-" + whole
	}
	return Decimal(whole), true
}

// Rat is the number for arithmetic; nil for "".
func (d Decimal) Rat() *big.Rat {
	r, ok := new(big.Rat).SetString(string(d))
	if !ok {
		return nil
	}
	return r
}

// Float is the nearest floating-point number: for sorting and drawing only.
func (d Decimal) Float() float64 {
	if r := d.Rat(); r != nil {
		f, _ := r.Float64()
		return f
	}
	return 0
}

// Shift multiplies by ten to the power of n, exactly: 3.2 (万) -> 32000.
func (d Decimal) Shift(n int) Decimal {
	if d == "" || n == 0 {
		return d
	}
	sign := ""
	s := string(d)
	if strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	}
	whole, frac, _ := strings.Cut(s, ".")
	for ; n > 0; n-- {
		if frac == "" {
			whole += "0"
		} else {
			whole, frac = whole+frac[:1], frac[1:]
		}
	}
	for ; n < 0; n++ {
		if whole == "" {
			frac = "0" + frac
		} else {
			whole, frac = whole[:len(whole)-1], whole[len(whole)-1:]+frac
		}
	}
	if whole == "" {
		whole = "0"
	}
	if frac != "" {
		whole += "." + frac
	}
	out, _ := ParseDecimal(sign + whole)
	return out
}

// Neg is the number with its sign turned.
func (d Decimal) Neg() Decimal {
	switch {
	case d == "" || d == "0":
		return d
	case d[0] == '-':
		return d[1:]
	}
	return "-" + d
}

// MarshalJSON writes a plain JSON number, or null for "".
func (d Decimal) MarshalJSON() ([]byte, error) {
	if d == "" {
		return []byte("null"), nil
	}
	return []byte(d), nil
}

// UnmarshalJSON reads a plain JSON number or null.
func (d *Decimal) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*d = ""
		return nil
	}
	v, ok := ParseDecimal(string(b))
	if !ok {
		return &json.UnsupportedValueError{Str: string(b)}
	}
	*d = v
	return nil
}

// A Code is an indicator with its dimensions: requests.received[channel=online].
// The indicator is "" for an open figure, which no indicator claims.
type Code struct {
	Indicator string
	Dims      map[string]string // nil where there are none
}

// String is the code as gold/GUIDE.md writes it: dimensions sorted by key,
// "open" for an open figure.
func (c Code) String() string {
	name := c.Indicator
	if name == "" {
		name = "open"
	}
	if len(c.Dims) == 0 {
		return name
	}
	keys := make([]string, 0, len(c.Dims))
	for k := range c.Dims {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	for i, k := range keys {
		keys[i] = k + "=" + c.Dims[k]
	}
	return name + "[" + strings.Join(keys, ",") + "]"
}

// ParseCode reads what String writes.
func ParseCode(s string) Code {
	name, rest, _ := strings.Cut(s, "[")
	if name == "open" {
		name = ""
	}
	c := Code{Indicator: name}
	for _, pair := range strings.Split(strings.TrimSuffix(rest, "]"), ",") {
		if k, v, ok := strings.Cut(pair, "="); ok {
			if c.Dims == nil {
				c.Dims = map[string]string{}
			}
			c.Dims[strings.TrimSpace(k)] = strings.TrimSpace(v)
		}
	}
	return c
}

// A Figure is one number that a report states about its body's work, with the
// words it was read from.
type Figure struct {
	Indicator string            `json:"indicator"` // "" for an open figure
	Dims      map[string]string `json:"dims"`
	Part      string            `json:"part"`  // "" for the body's own total of its code, else the words that narrow it
	Label     string            `json:"label"` // the thing counted, as a noun phrase, simplified
	Verb      string            `json:"verb"`
	Value     Decimal           `json:"value"` // in base units: 3.2万 is 32000; "" where Status is not Printed
	Unit      string            `json:"unit"`  // as printed, simplified; money is 元, percent %
	Measure   Measure           `json:"measure"`
	Printed   string            `json:"printed"` // the number and its unit, to the character
	Qualifier Qualifier         `json:"qualifier"`
	Role      Role              `json:"role"`
	Period    string            `json:"period"` // "" for the report's own; "2016", "2018Q1", "2019-07/2019-09", "2020-06/.."
	Place     string            `json:"place"`  // the part of the body it is of, as printed
	Status    ValueStatus       `json:"status"`
	Method    Method            `json:"method"`
	Reader    Reader            `json:"reader"`
	Quote     string            `json:"quote"` // Document.Text[Start:End]; contains Printed
	Span
	Page       int     `json:"page"` // 0 where there are no pages
	Box        *Box    `json:"box"`
	Table      int     `json:"table"` // 1-based, 0 for prose; Row and Col are 0-based cells of it
	Row        int     `json:"row"`
	Col        int     `json:"col"`
	Confidence float64 `json:"confidence"` // 0 to 1
	Rule       string  `json:"rule"`       // what read it: requests.received#2
}

// Code is the figure's indicator with its dimensions.
func (f *Figure) Code() Code { return Code{f.Indicator, f.Dims} }

// A Reject is a numeral that is not a figure, and why.
type Reject struct {
	Span
	Reason RejectReason `json:"reason"`
}

// A Check is the result of comparing figures of one document.
type Check struct {
	Rule    string  `json:"rule"` // 2021.3.column_total
	OK      bool    `json:"ok"`
	Figures []int   `json:"figures"` // indexes into Document.Figures
	Delta   Decimal `json:"delta"`   // what is stated less what it should be
	Note    string  `json:"note"`    // of the figure compared: its label
	Verdict Verdict `json:"verdict"` // whose error it is; "" where there is none
	// Reading is how the words must be taken to make the check hold, as a sum of
	// codes: requests.received + requests.carried_in; "" where they hold as they
	// stand or in no way that is known.
	Reading string `json:"reading"`
}

// A Proposal is what should stand in a cell by the sums around it. The figure
// keeps what is printed.
type Proposal struct {
	Figure  int          `json:"figure"` // index into Document.Figures; -1 where what is printed has no place in its row
	Code    string       `json:"code"`   // of the cell
	Table   int          `json:"table"`  // 1-based
	Row     int          `json:"row"`    // 0-based
	Value   Decimal      `json:"value"`
	Kind    ProposalKind `json:"kind"`
	Verdict Verdict      `json:"verdict"`
}

// An Issue is something in a document that was not understood.
type Issue struct {
	Kind   IssueKind `json:"kind"`
	Span             // where, if anywhere
	Detail string    `json:"detail"`
}
