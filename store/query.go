package store

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"nianbao/report"
)

// A Query asks for figures. Its fields narrow one another; the zero Query asks
// for all.
type Query struct {
	// Words that must all stand in the figure's label, quote, body or title, in
	// simplified normal form. Each is found as it stands, a single character too.
	Words string
	// Indicator is one with or without dimensions, requests.received; all below
	// one, requests.*; one code alone, requests.outcome[outcome=granted], or
	// requests.received[] for the one without dimensions; open.
	Indicator string
	Body      string   // a part of its name, simplified or as printed, or of its id
	Region    string   // a division code and all below it: 11 or 110000, 110101
	Places    []Place  // any of these,
	Bodies    []string // or any of these by their ids
	YearFrom  int      // 0 for no bound
	YearTo    int
	Min, Max  *report.Decimal
	Role      report.Role   // "" for every
	Method    report.Method // "" for every
	All       bool          // of replaced versions and other documents of a report too
	Limit     int           // hits at most; 0 for no bound
	After     string        // go on after the hit with this Cursor
}

// errCursor is a cursor that no search with the same words gave.
var errCursor = errors.New("cannot go on there: the cursor belongs to another search")

// A condition is a piece of SQL and its arguments.
type condition struct {
	sql  []string
	args []any
}

func (c *condition) add(sql string, args ...any) {
	c.sql = append(c.sql, sql)
	c.args = append(c.args, args...)
}

func (c *condition) where() string {
	if len(c.sql) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(c.sql, " AND ")
}

// condition gives what the query asks of a figure f and its document d.
func (q *Query) condition() condition {
	var c condition
	if !q.All {
		c.add("d.is_current = 1")
	}
	q.indicator(&c)
	if q.Body != "" {
		c.add("(instr(d.body_id, ?) > 0 OR instr(d.body, ?) > 0 OR instr(d.body_name, ?) > 0)", q.Body, q.Body, q.Body)
	}
	if code := report.DivisionCode(q.Region); code != "" {
		c.add("substr(d.region, 1, length(?)) = ?", code, code)
	}
	if p := q.place(); len(p.sql) > 0 {
		c.add("("+strings.Join(p.sql, " OR ")+")", p.args...)
	}
	if q.YearFrom != 0 {
		c.add("d.year >= ?", q.YearFrom)
	}
	if q.YearTo != 0 {
		c.add("d.year <= ?", q.YearTo)
	}
	if q.Min != nil {
		c.add("f.value_real >= ?", q.Min.Float())
	}
	if q.Max != nil {
		c.add("f.value_real <= ?", q.Max.Float())
	}
	if q.Role != "" {
		c.add("f.role = ?", q.Role)
	}
	if q.Method != "" {
		c.add("f.method = ?", q.Method)
	}
	return c
}

func (q *Query) indicator(c *condition) {
	name, below := strings.CutSuffix(q.Indicator, "*")
	code := report.ParseCode(q.Indicator)
	switch {
	case q.Indicator == "":
	case below:
		c.add("substr(f.indicator, 1, length(?)) = ?", name, name)
	case strings.Contains(q.Indicator, "["):
		c.add("f.indicator = ? AND f.code = ?", code.Indicator, code.String())
	default:
		c.add("f.indicator = ?", code.Indicator)
	}
}

// An order is what hits are sorted by: expressions over f, d and, with words,
// m. The last of them tell any two hits apart.
type order []string

var (
	byPlace = order{"d.body", "coalesce(d.year, 0)", "d.id", "f.n"}
	byWords = append(order{"f.label <> m.words", "m.rank"}, byPlace...)
)

// after continues behind the hit of a cursor.
func (o order) after(c *condition, cursor string) error {
	if cursor == "" {
		return nil
	}
	b, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return errCursor
	}
	var keys []any
	if err := json.Unmarshal(b, &keys); err != nil || len(keys) != len(o) {
		return errCursor
	}
	for _, k := range keys {
		switch k.(type) {
		case string, float64:
		default:
			return errCursor
		}
	}
	c.add(fmt.Sprintf("(%s) > (%s)", strings.Join(o, ", "), strings.TrimSuffix(strings.Repeat("?, ", len(o)), ", ")), keys...)
	return nil
}

// cursor names a hit's place in the order.
func cursor(keys []any) (string, error) {
	b, err := json.Marshal(keys)
	return base64.RawURLEncoding.EncodeToString(b), err
}
