package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"

	"nianbao/report"
)

// A Query asks for figures. Its fields narrow one another; the zero Query asks
// for all.
type Query struct {
	// Words that must all be found of a figure: in what it counts, in its
	// sentence, or in the names of its body and the divisions around it. See
	// group for phrases, words to be left out, beginnings and nearness.
	Words string
	// Simplify gives the words, and text from documents, the normal form that
	// the index has; nil for words that have it.
	Simplify func(string) string
	// Indicator is one with or without dimensions, requests.received; all below
	// one, requests.*; one code alone, requests.outcome[outcome=granted], or
	// requests.received[] for the one without dimensions; open.
	Indicator string
	Dims      map[string]string // values of dimensions that the code has
	Body      string            // words of its name or id, or of the names of the divisions that it lies in
	Region    string            // a division code and all below it: 11 or 110000, 110101
	Places    []Place           // any of these,
	Bodies    []string          // or any of these by their ids
	Level     report.BodyLevel  // "" for every
	YearFrom  int               // 0 for no bound
	YearTo    int
	Min, Max  *report.Decimal
	Role      report.Role        // "" for every
	Method    report.Method      // "" for every
	Status    report.ValueStatus // "" for every
	Part      string             // words that narrow the figure or its place
	Own       bool               // only the body's own totals: no part, no place
	Failed    bool               // only what a check that failed concerns
	All       bool               // of replaced versions and other documents of a report too
	Rows      []int64            // only of these documents, which [DB.Listed] gave; nil for no bound
	Sort      Sort
	Limit     int    // hits at most; 0 for no bound
	After     string // go on after the hit with this Cursor
	Count     bool   // count all, whatever it takes
	// Enough hits are read whatever it takes, within reason; more, as far as Limit,
	// only while that is little work: for pages, which must not take long. 0 for a
	// search that takes its time.
	Enough int
}

// A Sort is the order of hits.
type Sort string

const (
	// ByMatch, the default: with words the best first, else by body and year.
	ByMatch     Sort = ""
	ByValue     Sort = "value"  // the smallest first; what has no value is left out
	ByValueDown Sort = "-value" // the largest first
	ByYear      Sort = "year"
	ByYearDown  Sort = "-year"
)

func (s Sort) byValue() bool { return s == ByValue || s == ByValueDown }

// Sorts are the orders that can be asked for.
func Sorts() []Sort { return []Sort{ByValue, ByValueDown, ByYear, ByYearDown} }

// ErrCursor is a cursor that no such search gave.
var ErrCursor = errors.New("cannot go on there: the cursor belongs to another search")

// A condition is a piece of SQL and its arguments.
type condition struct {
	sql  []string
	args []any
}

func (c *condition) add(sql string, args ...any) {
	c.sql = append(c.sql, sql)
	c.args = append(c.args, args...)
}

// join asks for what another condition asks for as well.
func (c *condition) join(other condition) {
	c.sql = append(c.sql, other.sql...)
	c.args = append(c.args, other.args...)
}

// and joins what is asked to a statement that has a WHERE.
func (c *condition) and() string {
	if len(c.sql) == 0 {
		return ""
	}
	return " AND " + strings.Join(c.sql, " AND ")
}

// either joins what is asked so that one of it is enough.
func (c *condition) either() (string, []any) {
	return "(" + strings.Join(c.sql, " OR ") + ")", c.args
}

func (q *Query) simplify(s string) string {
	if q.Simplify == nil {
		return s
	}
	return q.Simplify(s)
}

// documents gives what the query asks of a document d.
func (q *Query) documents(ctx context.Context, tx *sql.Tx) (condition, error) {
	var c condition
	of := "d"
	if q.Body != "" {
		of = "+d" // so that SQLite looks up the documents of these bodies, and walks no index of others
	}
	if !q.All {
		c.add(of + ".is_current = 1")
	}
	if q.Body != "" {
		var names []string
		for _, g := range groups(q.Body, q.simplify) {
			names = append(names, g.phrase())
		}
		if len(names) > 0 {
			kin, err := q.kin(ctx, tx)
			if err != nil {
				return c, err
			}
			c.add(`d.id IN (SELECT rowid FROM document_search WHERE document_search MATCH ?
				UNION ALL SELECT id FROM document WHERE body_id IN (SELECT value FROM json_each(?)))`, strings.Join(names, " AND "), jsonList(kin))
		} else {
			c.add("false") // only punctuation: no body is called so
		}
	}
	if q.Region != "" {
		code := cmp.Or(report.DivisionCode(q.Region), q.Region) // what is no code finds nothing
		c.add("d.region >= ? AND d.region < ?", code, code+":") // ":" is the character after 9
	}
	if q.Level != "" {
		c.add("d.level = ?", q.Level)
	}
	where, err := q.place(ctx, tx)
	if err != nil {
		return c, err
	}
	if len(where.sql) > 0 {
		sql, args := where.either()
		c.add(sql, args...)
	}
	if q.YearFrom != 0 {
		c.add(of+".year >= ?", q.YearFrom)
	}
	if q.YearTo != 0 {
		c.add(of+".year <= ?", q.YearTo)
	}
	if q.Failed {
		c.add("EXISTS (SELECT 1 FROM check_result x WHERE x.document_id = d.id AND x.ok = 0)")
	}
	if q.Rows != nil {
		c.add("d.id IN (SELECT value FROM json_each(?))", jsonList(q.Rows))
	}
	return c, nil
}

// figures gives what the query asks of a row f of figure_row and its terms part
// and place.
func (q *Query) figures() condition {
	c := q.between()
	if q.Role != "" {
		c.add("f.role_id = ?", roleID(q.Role))
	}
	// So, and not by a join or a list: most statements look at few figures.
	if q.Method != "" {
		c.add("(SELECT k.method FROM figure_kind k WHERE k.id = f.kind_id) = ?", q.Method)
	}
	if q.Status != "" {
		c.add("(SELECT k.status FROM figure_kind k WHERE k.id = f.kind_id) = ?", q.Status)
	}
	if q.Own {
		c.add("f.part_id = 0 AND f.place_id = 0")
	}
	if q.Part != "" {
		c.add("(instr(part.text, ?) > 0 OR instr(place.text, ?) > 0)", q.Part, q.Part)
	}
	if q.Failed {
		c.add(`EXISTS (SELECT 1 FROM check_result x, json_each(x.figures) j
			WHERE x.document_id = f.document_id AND x.ok = 0 AND j.value = f.n)`)
	}
	return c
}

// between asks of a row f of figure_row that its value is within bounds: an index
// can tell it.
func (q *Query) between() condition {
	var c condition
	if q.Min != nil {
		c.add("CAST(f.value AS NUMERIC) >= ?", q.Min.Float())
	}
	if q.Max != nil {
		c.add("CAST(f.value AS NUMERIC) <= ?", q.Max.Float())
	}
	return c
}

// asksCode tells whether the query narrows codes.
func (q *Query) asksCode() bool { return q.Indicator != "" || len(q.Dims) > 0 }

// Wants tells whether the query asks for figures of a code.
func (q *Query) Wants(c report.Code) bool { return q.wants(c) }

// wants tells whether the query asks for a code.
func (q *Query) wants(c report.Code) bool {
	for k, v := range q.Dims {
		if c.Dims[k] != v {
			return false
		}
	}
	name, below := strings.CutSuffix(q.Indicator, "*")
	asked := report.ParseCode(q.Indicator)
	switch {
	case q.Indicator == "":
		return true
	case below:
		return strings.HasPrefix(c.Indicator, name)
	case strings.Contains(q.Indicator, "["):
		return c.String() == asked.String()
	}
	return c.Indicator == asked.Indicator
}

// roleIDs are the roles as the column role_id has them: never change an order
// that databases have.
var roleIDs = []report.Role{report.Level, report.Change, report.Share, report.Rate, report.OtherPeriod, report.Cumulative, report.Plan, report.Rank}

// roleID is a role's number, -1 for what is none.
func roleID(r report.Role) int { return slices.Index(roleIDs, r) }

// roles are the numbers of the roles asked for.
func (q *Query) roles() []int {
	if q.Role != "" {
		return []int{roleID(q.Role)}
	}
	out := make([]int, len(roleIDs))
	for i := range out {
		out[i] = i
	}
	return out
}
