package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"nianbao/report"
)

// A Decision is what a person says of a figure or of a document.
type Decision string

const (
	Accept   Decision = "accept"  // the figure is as it was read
	Correct  Decision = "correct" // the figure is Review.Accepted
	Dismiss  Decision = "dismiss" // there is no such figure
	OfReport Decision = "report"  // the document's body, year or region is Review.Accepted
	Undo     Decision = "undo"    // the last decision that holds there is taken back
)

// Decisions are all there are.
func Decisions() []Decision { return []Decision{Accept, Correct, Dismiss, OfReport, Undo} }

// A Review is a decision by a person. It is never changed: of several on the
// same thing the last one holds, and an Undo takes that back. It holds for the
// other editions of the report at its sources too: see ruling.
type Review struct {
	SHA256   string            `json:"sha256"`
	Key      string            `json:"key"` // of the figure; "" for a document
	Decision Decision          `json:"decision"`
	Original map[string]string `json:"original"` // what was read: value, unit, role, code, status ...; body, year, region
	Accepted map[string]string `json:"accepted"` // what is to stand instead
	Note     string            `json:"note"`
	By       string            `json:"by"`
	At       string            `json:"at"` // UTC
	Standing Standing          `json:"standing,omitempty"`
	id       int64
}

// Standing is what became of a decision.
type Standing string

const (
	Holds    Standing = "holds"
	Replaced Standing = "replaced"   // by a later decision
	Withdrew Standing = "taken_back" // by an undo
	Orphan   Standing = "orphan"     // it would hold, but what counts has no such figure, or is no edition of that report
)

// Standings are all there are.
func Standings() []Standing { return []Standing{Holds, Replaced, Withdrew, Orphan} }

// The fields of figures that a correction may have.
const (
	FieldValue  = "value"
	FieldUnit   = "unit"
	FieldRole   = "role"
	FieldCode   = "code"
	FieldStatus = "status"
)

// original are a figure's words, by which a decision finds it again.
func original(f *report.Figure) map[string]string {
	return map[string]string{FieldValue: string(f.Value), FieldUnit: f.Unit, FieldRole: string(f.Role), FieldCode: f.Code().String(), FieldStatus: string(f.Status),
		"part": f.Part, "place": f.Place, "label": f.Label, "printed": f.Printed, "quote": f.Quote}
}

// Decide stores a decision. Of a figure it needs Key, Decision, By and what is
// accepted; of a document SHA256 instead of Key. What was read is added.
// [report.ErrNotFound] where there is nothing to decide about: no such figure or
// document, or nothing to be taken back.
func (db *DB) Decide(ctx context.Context, r Review, at time.Time) (Review, error) {
	return db.decide(ctx, r, at, nil)
}

// ErrDecided is a decision on a figure that somebody else's holds on.
var ErrDecided = errors.New("somebody else has decided about this figure")

// DecideAlone stores a decision on a figure as Decide does, unless somebody
// else's holds on it: it gives that one then, with [ErrDecided]. What the same
// person has said already is not stored again.
func (db *DB) DecideAlone(ctx context.Context, r Review, at time.Time) (Review, error) {
	return db.decide(ctx, r, at, alone)
}

// errSaid is a decision that was made already, by the same person.
var errSaid = errors.New("already said")

// alone gives the decision that holds on a figure where it is somebody else's, or
// the same.
func alone(ctx context.Context, tx *sql.Tx, r Review) (Review, error) {
	of, err := rulingOn(ctx, tx, r.SHA256)
	if err != nil || of == nil {
		return r, err
	}
	_, keys, err := figuresOf(ctx, tx, of.id)
	if err != nil {
		return r, err
	}
	switch held := of.on[slices.Index(keys, r.Key)]; {
	case held == nil:
	case held.By != r.By:
		return *held, ErrDecided
	case held.Decision == r.Decision && held.Note == r.Note && maps.Equal(held.Accepted, r.Accepted):
		return *held, errSaid
	}
	return r, nil
}

func (db *DB) decide(ctx context.Context, r Review, at time.Time, may func(context.Context, *sql.Tx, Review) (Review, error)) (Review, error) {
	r.At = stamp(at)
	err := db.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		var err error
		if r, err = prepare(ctx, tx, r); err != nil {
			return err
		}
		if may != nil {
			if r, err = may(ctx, tx, r); err != nil {
				return err
			}
		}
		original, accepted := wordsJSON(r.Original), wordsJSON(r.Accepted)
		_, err = tx.ExecContext(ctx, `INSERT INTO review (sha256, figure_key, decision, original, accepted, note, reviewer, reviewed_at)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, r.SHA256, r.Key, r.Decision, original, accepted, r.Note, r.By, r.At)
		return err
	})
	if errors.Is(err, errSaid) {
		return r, nil
	}
	return r, err
}

// Prepared is what Decide would store.
func (db *DB) Prepared(ctx context.Context, r Review) (Review, error) {
	tx, err := db.r.BeginTx(ctx, nil)
	if err != nil {
		return r, explain(db.path, err)
	}
	defer tx.Rollback()
	r, err = prepare(ctx, tx, r)
	return r, explain(db.path, err)
}

func wordsJSON(words map[string]string) string {
	if words == nil {
		words = map[string]string{}
	}
	b, err := json.Marshal(words)
	if err != nil {
		return "{}" // unreachable: words
	}
	return string(b)
}

// prepare adds to a decision what it is about.
func prepare(ctx context.Context, tx *sql.Tx, r Review) (Review, error) {
	if strings.TrimSpace(r.By) == "" {
		return r, errors.New("a decision without a name")
	}
	name := cmp.Or(r.Key, r.SHA256)
	missing := fmt.Errorf("%s: %w", name, report.ErrNotFound)
	if r.Key != "" {
		shas, err := texts(ctx, tx, `SELECT DISTINCT sha256 FROM document WHERE sha256 >= substr(?1, 1, 16) AND sha256 < substr(?1, 1, 16) || 'g'`, r.Key)
		if err != nil || len(shas) == 0 {
			return r, cmp.Or(err, missing)
		}
		r.SHA256 = shas[0] // of two with the same 64 bits the world has none
	}
	id, err := counting(ctx, tx, r.SHA256)
	if err != nil || id == 0 {
		return r, cmp.Or(err, missing)
	}
	if r.Decision == Undo {
		return lastHolding(ctx, tx, r, missing)
	}
	if r.Key == "" {
		d, err := filedAs(ctx, tx, id)
		if err != nil {
			return r, err
		}
		r.Original = map[string]string{"body": d.Body, "body_id": d.BodyID, "body_name": d.BodyName, "region": d.Region, "level": string(d.Level), "year": yearWords(d.Year)}
		return r, nil
	}
	figures, keys, err := figuresOf(ctx, tx, id)
	if err != nil {
		return r, err
	}
	n := slices.Index(keys, r.Key)
	if n < 0 {
		return r, missing
	}
	r.Original = original(&figures[n])
	return r, accepts(&figures[n], r.Accepted)
}

// lastHolding makes an undo one of the last decision that holds on the same: on
// these bytes or, of a report's body, year and region, on another edition.
func lastHolding(ctx context.Context, tx *sql.Tx, undo Review, missing error) (Review, error) {
	list, err := reviewsOf(ctx, tx, undo.SHA256)
	if err != nil || slices.ContainsFunc(list, func(o Review) bool { return o.Key == undo.Key && o.Standing == Holds }) {
		return undo, err
	}
	r, err := rulingOn(ctx, tx, undo.SHA256)
	switch {
	case err != nil:
		return undo, err
	case undo.Key != "" || r == nil || r.filed == nil:
		return undo, missing
	}
	undo.SHA256 = r.filed.SHA256
	return undo, nil
}

func yearWords(year int) string {
	if year == 0 {
		return ""
	}
	return fmt.Sprint(year)
}

// ErrNoFigure is a correction after which a figure would say what none can.
var ErrNoFigure = errors.New("a figure has a value just if its status is printed")

// accepts tells whether a correction leaves a figure that there can be.
func accepts(f *report.Figure, words map[string]string) error {
	g := *f
	corrected(&g, words)
	if v, ok := report.ParseDecimal(string(g.Value)); g.Value != "" && (!ok || v != g.Value) || (g.Status == report.Printed) != (g.Value != "") {
		return ErrNoFigure
	}
	return errors.Join(g.Role.Validate(), g.Status.Validate())
}

// corrected gives a figure what a person said of it.
func corrected(f *report.Figure, words map[string]string) {
	for field, word := range words {
		switch field {
		case FieldValue:
			f.Value = report.Decimal(word)
		case FieldUnit:
			f.Unit = word
			if m, ok := report.UnitMeasure(word); ok {
				f.Measure = m
			}
		case FieldRole:
			f.Role = report.Role(word)
		case FieldCode:
			c := report.ParseCode(word)
			f.Indicator, f.Dims = c.Indicator, c.Dims
		case FieldStatus:
			f.Status = report.ValueStatus(word)
		}
	}
}

// counting is the row of the reading of bytes that counts; 0 where there is none.
func counting(ctx context.Context, tx *sql.Tx, sha string) (id int64, err error) {
	err = tx.QueryRowContext(ctx, `SELECT id FROM document WHERE sha256 = ? ORDER BY standing DESC, id DESC LIMIT 1`, sha).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return id, err
}

// filedAs reads what decisions on a document as a whole are about.
func filedAs(ctx context.Context, tx *sql.Tx, id int64) (*report.Document, error) {
	d := &report.Document{}
	err := tx.QueryRowContext(ctx, `SELECT sha256, body, body_name, body_id, region, level, coalesce(year, 0), period, status FROM document WHERE id = ?`, id).
		Scan(&d.SHA256, &d.Body, &d.BodyName, &d.BodyID, &d.Region, &d.Level, &d.Year, &d.Period, &d.Status)
	return d, err
}

// reviewsOf gives all decisions on a document and its figures in their order,
// with what became of them.
func reviewsOf(ctx context.Context, tx *sql.Tx, sha string) ([]Review, error) {
	var list []Review
	err := eachRow(ctx, tx, `SELECT id, sha256, figure_key, decision, original, accepted, note, reviewer, reviewed_at FROM review
		WHERE sha256 = ? ORDER BY reviewed_at, id`, func(rows *sql.Rows) error {
		var r Review
		var original, accepted string
		if err := rows.Scan(&r.id, &r.SHA256, &r.Key, &r.Decision, &original, &accepted, &r.Note, &r.By, &r.At); err != nil {
			return err
		}
		list = append(list, r)
		last := &list[len(list)-1]
		return errors.Join(json.Unmarshal([]byte(original), &last.Original), json.Unmarshal([]byte(accepted), &last.Accepted))
	}, sha)
	replay(list)
	return list, err
}

// replay says of each decision on a document or its figures whether it holds.
// Of those on a report's body, year and region several hold at once: a later
// one replaces an earlier one as far as it speaks of the same.
func replay(list []Review) {
	standing := map[string][]int{} // by key: decisions not taken back
	for i := range list {
		key := list[i].Key
		before := standing[key]
		switch {
		case list[i].Decision != Undo:
			standing[key] = append(before, i)
		case len(before) > 0:
			list[before[len(before)-1]].Standing = Withdrew
			standing[key] = before[:len(before)-1]
		}
	}
	for key, held := range standing {
		for k, i := range held {
			list[i].Standing = Replaced
			if k == len(held)-1 || key == "" && adds(list, i, held[k+1:]) {
				list[i].Standing = Holds
			}
		}
	}
}

// adds tells whether a decision on a report has a word that none of the later
// ones has.
func adds(list []Review, i int, later []int) bool {
	for field := range list[i].Accepted {
		if !slices.ContainsFunc(later, func(k int) bool { _, ok := list[k].Accepted[field]; return ok }) {
			return true
		}
	}
	return false
}

// find gives the figure that a decision is on: the one of its key, unless that
// stands in other words and another one of the same code, part, place and
// printed words stands in those that the decision was on; -1 where there is
// none. A figure found anew before several alike changes which is which.
func find(r *Review, figures []report.Figure, keys []string) int {
	n := slices.Index(keys, r.Key)
	if n >= 0 && figures[n].Quote == r.Original["quote"] {
		return n
	}
	same := slices.IndexFunc(figures, func(f report.Figure) bool {
		o := original(&f)
		for _, field := range []string{FieldCode, "part", "place", "printed", "quote"} {
			if o[field] != r.Original[field] {
				return false
			}
		}
		return true
	})
	if same >= 0 {
		return same
	}
	return n
}

// Lost gives those of a document's decisions that hold and would no longer find
// their figure in another reading of it.
func Lost(list []Review, d *report.Document) []Review {
	var out []Review
	keys := Keys(d.SHA256, d.Figures)
	for i := range list {
		if r := &list[i]; r.Key != "" && r.Standing == Holds && find(r, d.Figures, keys) < 0 {
			out = append(out, *r)
		}
	}
	return out
}

// Reviews gives all decisions, those on a document together, with what became of
// them. Where sha is given, those that have a say for that document, on other
// editions too, in their order.
func (db *DB) Reviews(ctx context.Context, sha string) ([]Review, error) {
	tx, err := db.r.BeginTx(ctx, nil)
	if err != nil {
		return nil, explain(db.path, err)
	}
	defer tx.Rollback()
	shas := []string{sha}
	if sha == "" {
		if shas, err = texts(ctx, tx, `SELECT DISTINCT sha256 FROM review ORDER BY sha256`); err != nil {
			return nil, explain(db.path, err)
		}
	}
	var out []Review
	for _, s := range shas {
		r, err := rulingOn(ctx, tx, s)
		if err != nil {
			return nil, explain(db.path, err)
		}
		for i := range r.decisions() {
			if sha != "" || r.list[i].SHA256 == s {
				out = append(out, r.list[i])
			}
		}
	}
	return out, nil
}

// A Said is a decision on a figure with the report that it is on, as printed.
type Said struct {
	Review
	Body string
	Of   string // its year or other period
}

// LastReviews gives the last decisions on figures, the last one first, with what
// became of them.
func (db *DB) LastReviews(ctx context.Context, n int) (list []Said, err error) {
	tx, err := db.r.BeginTx(ctx, nil)
	if err != nil {
		return nil, explain(db.path, err)
	}
	defer tx.Rollback()
	var last []Review
	err = eachRow(ctx, tx, `SELECT id, sha256 FROM review WHERE figure_key <> '' ORDER BY id DESC LIMIT ?`, func(rows *sql.Rows) error {
		last = append(last, Review{})
		return rows.Scan(&last[len(last)-1].id, &last[len(last)-1].SHA256)
	}, n)
	rulings := map[string]*ruling{}
	for _, one := range last {
		r, known := rulings[one.SHA256]
		if !known && err == nil {
			r, err = rulingOn(ctx, tx, one.SHA256)
			rulings[one.SHA256] = r
		}
		for _, said := range r.decisions() {
			if said.id == one.id {
				s := Said{Review: said}
				err = errors.Join(err, tx.QueryRowContext(ctx, `SELECT body, CASE WHEN period <> '' THEN period ELSE coalesce(CAST(year AS TEXT), '') END FROM document WHERE id = ?`, r.id).Scan(&s.Body, &s.Of))
				list = append(list, s)
			}
		}
	}
	return list, explain(db.path, err)
}

func (r *ruling) decisions() []Review {
	if r == nil {
		return nil
	}
	return r.list
}

// A Mark is what a person decided about a figure, or about its report, that is
// shown as it was read.
type Mark struct {
	Decision Decision          `json:"decision"`
	Accepted map[string]string `json:"accepted"` // what is to stand instead
	Note     string            `json:"note"`
	By       string            `json:"by"`
	At       string            `json:"at"`
}

func markOf(r *Review) *Mark {
	if r == nil {
		return nil
	}
	return &Mark{r.Decision, r.Accepted, r.Note, r.By, r.At}
}
