package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// A Doubt is why a person should look at a figure.
type Doubt string

const (
	Unsure      Doubt = "unsure" // the number could not be read surely: it has no value
	CheckFailed Doubt = "failed" // a check that it is part of does not hold
	Low         Doubt = "low"    // with such evidence few figures are right
)

// Doubts are all there are.
func Doubts() []Doubt { return []Doubt{Unsure, CheckFailed, Low} }

// DoubtBelow is the confidence below which a figure is doubtful, as far as the
// database has an index of them.
const DoubtBelow = 0.5

// A Doubtful is a figure that a person should look at.
type Doubtful struct {
	Hit
	Why       []Doubt         `json:"why"`
	Failed    []Contradiction `json:"-"` // the checks that it is part of and that do not hold: rule, difference and verdict
	Proposals []string        `json:"-"` // values that the sums around it ask for
}

// Doubting says which doubtful figures are asked for, beside what a query says.
type Doubting struct {
	Why   []Doubt // one of these is enough; any where there is none
	Rule  string  // of a check that failed, which it is part of; "" for any
	Since string  // documents read then or later: the beginning of a time; "" for all
	Below float64 // the confidence below which a figure is doubtful: see DoubtBelow
}

// asks tells whether a reason to look is asked for.
func (a *Doubting) asks(why Doubt) bool {
	if a.Rule != "" {
		return why == CheckFailed
	}
	return len(a.Why) == 0 || slices.Contains(a.Why, why)
}

// suspicious asks of a row of figure_row what an index is of: the figure is
// unsure or has little confidence. A blank cell has no printed words.
const suspicious = `(confidence < 5000 OR value IS NULL AND printed <> '')`

// Doubtful gives figures of the documents that a query asks for - and of its
// indicator - that nobody has decided about: by body and year, behind the
// query's cursor, so many as its Limit; and the cursor behind which there are
// more, "" where there are none.
func (db *DB) Doubtful(ctx context.Context, q Query, a Doubting) (list []Doubtful, next string, err error) {
	d, err := db.doubter(ctx, q, a)
	if err != nil {
		return nil, "", err
	}
	defer d.tx.Rollback()
	list, next, err = d.walk(ctx, db, q)
	if errors.Is(err, ErrCursor) {
		return nil, "", err
	}
	return list, next, explain(db.path, err)
}

// A doubter looks for doubtful figures.
type doubter struct {
	Doubting
	tx      *sql.Tx
	narrow  condition         // of documents
	codes   string            // JSON: ids
	coded   bool              // not of all codes
	decided map[string]string // the figures that decisions hold on, by key: the words that these were made on
}

func (db *DB) doubter(ctx context.Context, q Query, a Doubting) (_ *doubter, err error) {
	d := &doubter{Doubting: a, coded: q.asksCode()}
	if d.tx, err = db.r.BeginTx(ctx, nil); err != nil {
		return nil, explain(db.path, err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(explain(db.path, err), d.tx.Rollback())
		}
	}()
	names, err := readNames(ctx, d.tx)
	if err != nil {
		return nil, err
	}
	_, d.codes = names.asked(&q)
	narrow := ofDocuments(q)
	if d.narrow, err = narrow.documents(ctx, d.tx); err != nil {
		return nil, err
	}
	if a.Since != "" {
		d.narrow.add("d.read_at >= ?", a.Since)
	}
	d.decided, err = decidedFigures(ctx, d.tx)
	return d, err
}

// decidedFigures are the figures that decisions hold on, by key, with the words
// that these were made on.
func decidedFigures(ctx context.Context, tx *sql.Tx) (map[string]string, error) {
	held := map[string][]string{}
	err := eachRow(ctx, tx, `SELECT figure_key, decision, original FROM review WHERE figure_key <> '' ORDER BY reviewed_at, id`, func(rows *sql.Rows) error {
		var key, original string
		var decision Decision
		err := rows.Scan(&key, &decision, &original)
		if decision != Undo {
			var words struct{ Quote string }
			err = errors.Join(err, json.Unmarshal([]byte(original), &words))
			held[key] = append(held[key], words.Quote)
		} else if n := len(held[key]); n > 0 {
			held[key] = held[key][:n-1]
		}
		return err
	})
	out := map[string]string{}
	for key, quotes := range held {
		if len(quotes) > 0 {
			out[key] = quotes[len(quotes)-1]
		}
	}
	return out, err
}

// documents gives the documents with such figures, in order, from that of the
// cursor on. Whether a figure of theirs is asked for is seen when it is looked at.
func (d *doubter) documents(ctx context.Context, from int64) (list []int64, err error) {
	var body string
	var year int
	if from != 0 {
		err := d.tx.QueryRowContext(ctx, `SELECT body, coalesce(year, 0) FROM document WHERE id = ?`, from).Scan(&body, &year)
		if errors.Is(err, sql.ErrNoRows) {
			return nil, ErrCursor
		}
		if err != nil {
			return nil, err
		}
	}
	of := "document d"
	if d.Below <= DoubtBelow { // else there are so many that the first are soon found
		var sets []string
		if d.asks(Unsure) || d.asks(Low) {
			sets = append(sets, "SELECT DISTINCT document_id FROM figure_row WHERE "+suspicious+d.ofCodes("code_id IN (SELECT value FROM json_each(?2))"))
		}
		if d.asks(CheckFailed) {
			sets = append(sets, "SELECT DISTINCT document_id FROM check_result x WHERE ok = 0 AND (?1 = '' OR rule = ?1)"+
				d.ofCodes(`EXISTS (SELECT 1 FROM json_each(x.figures) j JOIN figure_row f ON f.document_id = x.document_id AND f.n = j.value
					WHERE f.code_id IN (SELECT value FROM json_each(?2)))`))
		}
		// So that SQLite looks up these documents, and walks no index of all.
		of = "(" + strings.Join(sets, " UNION ") + ") t CROSS JOIN document d ON d.id = t.document_id"
	}
	return ids(ctx, d.tx, `SELECT d.id FROM `+of+` WHERE (d.body, coalesce(d.year, 0), d.id) >= (?3, ?4, ?5)`+d.narrow.and()+`
		ORDER BY d.body, coalesce(d.year, 0), d.id`, append([]any{d.Rule, d.codes, body, year, from}, d.narrow.args...)...)
}

// ofCodes adds what is asked of codes, where not all are.
func (d *doubter) ofCodes(sql string) string {
	if !d.coded {
		return ""
	}
	return " AND " + sql
}

// walk looks at the documents one by one.
func (d *doubter) walk(ctx context.Context, db *DB, q Query) (list []Doubtful, next string, err error) {
	var from int64
	after := -1
	if q.After != "" {
		if _, err := fmt.Sscanf(q.After, "d.%d.%d", &from, &after); err != nil || q.After != doubtCursor(from, after) {
			return nil, "", ErrCursor
		}
	}
	documents, err := d.documents(ctx, from)
	if err != nil {
		return nil, "", err
	}
	m := marks{any: true, of: map[int64]*ruling{}}
	last := ""
	for _, id := range documents {
		found, err := d.of(ctx, id)
		if err != nil {
			return nil, "", err
		}
		for _, f := range found {
			if quote, is := d.decided[f.key]; id == from && f.n <= after || is && quote == f.quote {
				continue
			}
			h, err := hitOf(ctx, d.tx, id, f.n)
			if err != nil {
				return nil, "", err
			}
			if h.Review, h.Filed, err = m.mark(ctx, d.tx, id, f.n, h.SHA256); err != nil {
				return nil, "", err
			}
			if h.Review != nil {
				continue
			}
			if q.Limit > 0 && len(list) >= q.Limit {
				return list, last, nil
			}
			one := Doubtful{Hit: h, Why: f.why}
			if err := one.reasons(ctx, d.tx, id, f.n); err != nil {
				return nil, "", err
			}
			list, last = append(list, one), doubtCursor(id, f.n)
		}
	}
	return list, "", nil
}

// reasons reads what contradicts a figure.
func (f *Doubtful) reasons(ctx context.Context, tx *sql.Tx, document int64, n int) (err error) {
	err = eachRow(ctx, tx, `SELECT x.rule, coalesce(x.delta, ''), x.note, x.verdict FROM check_result x, json_each(x.figures) j
		WHERE x.document_id = ? AND x.ok = 0 AND j.value = ? ORDER BY x.n`, func(rows *sql.Rows) error {
		c := Contradiction{SHA256: f.SHA256}
		err := rows.Scan(&c.Rule, &c.Delta, &c.Note, &c.Verdict)
		f.Failed = append(f.Failed, c)
		return err
	}, document, n)
	if err == nil {
		f.Proposals, err = texts(ctx, tx, `SELECT DISTINCT value FROM proposal WHERE document_id = ? AND figure_n = ?`, document, n)
	}
	return err
}

func doubtCursor(document int64, n int) string { return fmt.Sprintf("d.%d.%d", document, n) }

type doubted struct {
	n          int
	why        []Doubt
	key, quote string
}

// of gives the figures of a document that a person should look at.
func (d *doubter) of(ctx context.Context, document int64) ([]doubted, error) {
	var out []doubted
	err := eachRow(ctx, d.tx, `SELECT n, unsure, failed, low, (SELECT substr(o.sha256, 1, 16) FROM document o WHERE o.id = ?1) || '-' || lower(hex(key)),
			coalesce((SELECT substr(t.text, span_start + 1, span_end - span_start) FROM document_text t WHERE t.document_id = ?1), '') FROM (
			SELECT f.n, f.key, f.span_start, f.span_end, k.status = 'unsure' AS unsure, f.confidence < ?2 AS low, f.n IN (
				SELECT j.value FROM check_result x, json_each(x.figures) j WHERE x.document_id = ?1 AND x.ok = 0 AND (?4 = '' OR x.rule = ?4)) AS failed
			FROM figure_row f JOIN figure_kind k ON k.id = f.kind_id
			WHERE f.document_id = ?1 AND f.code_id IN (SELECT value FROM json_each(?3)))
		WHERE unsure AND ?5 OR failed AND ?6 OR low AND ?7 ORDER BY n`, func(rows *sql.Rows) error {
		var f doubted
		var has [3]bool
		if err := rows.Scan(&f.n, &has[0], &has[1], &has[2], &f.key, &f.quote); err != nil {
			return err
		}
		for i, why := range Doubts() {
			if has[i] {
				f.why = append(f.why, why)
			}
		}
		out = append(out, f)
		return nil
	}, document, d.Below*certain, d.codes, d.Rule, d.asks(Unsure), d.asks(CheckFailed), d.asks(Low))
	return out, err
}

// DoubtCounts are how many figures wait for a person.
type DoubtCounts struct {
	Figures int
	More    bool          // than were counted
	Why     map[Doubt]int // a figure is counted under each of its reasons
	Rules   []Count       // by rule of the check that failed, the most first
}

// mostDoubts are counted.
const mostDoubts = 20_000

// CountDoubtful counts the figures that Doubtful gives, page by page. Those that
// a decision on another edition of their report holds on are counted still.
func (db *DB) CountDoubtful(ctx context.Context, q Query, a Doubting) (c DoubtCounts, err error) {
	d, err := db.doubter(ctx, q, a)
	if err != nil {
		return c, err
	}
	defer d.tx.Rollback()
	c, err = d.count(ctx)
	return c, explain(db.path, err)
}

func (d *doubter) count(ctx context.Context) (c DoubtCounts, err error) {
	c.Why = map[Doubt]int{}
	rules := map[string]int{}
	type figure struct{ document, n int64 }
	type reason struct {
		figure
		why string
	}
	figures, reasons := map[figure]bool{}, map[reason]bool{}
	rows := 0
	err = eachRow(ctx, d.tx, `SELECT t.document_id, t.n, t.rule IS NULL AND (SELECT k.status FROM figure_kind k WHERE k.id = f.kind_id) = 'unsure', t.rule IS NULL AND f.confidence < ?,
			coalesce(t.rule, ''), substr(d.sha256, 1, 16) || '-' || lower(hex(f.key)) FROM (
			SELECT document_id, n, NULL AS rule FROM figure_row WHERE `+suspicious+`
			UNION ALL SELECT x.document_id, j.value, x.rule FROM check_result x, json_each(x.figures) j WHERE x.ok = 0) t
		CROSS JOIN document d ON d.id = t.document_id CROSS JOIN figure_row f ON f.document_id = t.document_id AND f.n = t.n
		WHERE (? OR f.code_id IN (SELECT value FROM json_each(?)))`+d.narrow.and()+` LIMIT ?`, func(rs *sql.Rows) error {
		var at figure
		var unsure, low bool
		var rule, key string
		if err := rs.Scan(&at.document, &at.n, &unsure, &low, &rule, &key); err != nil {
			return err
		}
		rows++
		if _, is := d.decided[key]; is {
			return nil
		}
		mark := func(why Doubt, of string) bool { // once a figure and reason
			r := reason{at, string(why) + of}
			if !d.asks(why) || reasons[r] {
				return false
			}
			reasons[r], figures[at] = true, true
			return true
		}
		if unsure && mark(Unsure, "") {
			c.Why[Unsure]++
		}
		if low && mark(Low, "") {
			c.Why[Low]++
		}
		if rule != "" && (d.Rule == "" || d.Rule == rule) {
			if mark(CheckFailed, "") {
				c.Why[CheckFailed]++
			}
			if mark(CheckFailed, rule) {
				rules[rule]++
			}
		}
		return nil
	}, append(append([]any{d.Below * certain, !d.coded, d.codes}, d.narrow.args...), mostDoubts+1)...)
	for rule, n := range rules {
		c.Rules = append(c.Rules, Count{Word: rule, N: n})
	}
	slices.SortFunc(c.Rules, func(a, b Count) int { return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Word, b.Word)) })
	c.Figures, c.More = len(figures), rows > mostDoubts
	return c, err
}
