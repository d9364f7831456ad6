package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"slices"

	"nianbao/report"
)

// A decision is made on bytes, and a source may show others the next day: the
// same report, corrected or laid out anew. So it holds for all editions of a
// report at a source, whichever of them counts; one on a figure, for those that
// say the same in the same words.

// An edition is one of the different bytes that a source has held, as the
// reading of them that counts has it.
type edition struct {
	sha     string
	id      int64 // of the document
	report  int64 // 0 where it is of none
	bodyID  string
	year    int
	period  string
	current bool
	shown   bool // by a source, now
}

// counts tells whether a database without decisions has an edition's figures.
func (e edition) counts() bool { return e.current || e.shown }

func editionOf(ctx context.Context, tx *sql.Tx, sha string) (e edition, found bool, err error) {
	e.sha = sha
	err = tx.QueryRowContext(ctx, `SELECT d.id, coalesce(d.report_id, 0), d.body_id, coalesce(d.year, 0), d.period, d.is_current,
		EXISTS (SELECT 1 FROM source s WHERE s.sha256 = d.sha256)
		FROM document d WHERE d.sha256 = ? ORDER BY d.standing DESC, d.id DESC LIMIT 1`, sha).
		Scan(&e.id, &e.report, &e.bodyID, &e.year, &e.period, &e.current, &e.shown)
	if errors.Is(err, sql.ErrNoRows) {
		return e, false, nil
	}
	return e, err == nil, err
}

// same tells whether an edition is of the report that decisions on another one
// are on: as it is read now, or as it was when they were made.
func (e edition) same(decided edition, list []Review) bool {
	if e.sha == decided.sha {
		return true
	}
	if e.report != 0 || decided.report != 0 {
		if e.report == decided.report {
			return true
		}
	} else if e.bodyID == decided.bodyID && e.year == decided.year && e.period == decided.period {
		return true
	}
	return slices.ContainsFunc(list, func(r Review) bool {
		return r.Decision == OfReport && r.Standing == Holds && r.Original["body_id"] == e.bodyID && r.Original["year"] == yearWords(e.year)
	})
}

// besides are the other bytes that the sources of some have held.
const besides = `SELECT DISTINCT o.sha256 FROM source_version v JOIN source_version o ON o.source_id = v.source_id WHERE v.sha256 = ?1 AND o.sha256 <> ?1`

// A ruling is what persons decided that has a say for one edition.
type ruling struct {
	edition
	list     []Review          // on it and on other editions, in their order
	on       map[int]*Review   // those that hold on its figures, by these
	accepted map[string]string // what is to stand instead of its body, year and region
	filed    *Review           // the last decision on these
}

// rulingOn gives what was decided of bytes, as the reading of them that counts
// has it; nil where nothing was, or nobody has read them.
func rulingOn(ctx context.Context, tx *sql.Tx, sha string) (*ruling, error) {
	return rulingOnReading(ctx, tx, sha, 0)
}

// rulingOnReading gives the same for another reading, unless document is 0.
func rulingOnReading(ctx context.Context, tx *sql.Tx, sha string, document int64) (*ruling, error) {
	r, err := gather(ctx, tx, sha, document)
	if err != nil || r == nil {
		return nil, err
	}
	_, err = r.find(ctx, tx)
	return r, err
}

// gather puts a ruling together, but for the figures that it is on.
func gather(ctx context.Context, tx *sql.Tx, sha string, document int64) (*ruling, error) {
	decided, err := texts(ctx, tx, `SELECT DISTINCT sha256 FROM review WHERE sha256 = ?1 OR sha256 IN (`+besides+`)`, sha)
	if err != nil || len(decided) == 0 {
		return nil, err
	}
	me, found, err := editionOf(ctx, tx, sha)
	if err != nil || !found {
		return nil, err
	}
	me.id = cmp.Or(document, me.id)
	r := &ruling{edition: me, on: map[int]*Review{}}
	for _, other := range decided {
		list, err := reviewsOf(ctx, tx, other)
		if err != nil {
			return nil, err
		}
		e, found, err := editionOf(ctx, tx, other)
		if err != nil {
			return nil, err
		}
		if found && me.same(e, list) {
			r.list = append(r.list, list...)
		}
	}
	if len(r.list) == 0 {
		return nil, nil
	}
	slices.SortStableFunc(r.list, func(a, b Review) int { return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.id, b.id)) })
	return r, r.file(ctx, tx)
}

// about tells whether a ruling has a say for figures of some codes, or for what
// the document is filed under.
func (r *ruling) about(codes []string) bool {
	return len(r.accepted) > 0 || slices.ContainsFunc(r.list, func(v Review) bool {
		return v.Key != "" && v.Standing == Holds && (codes == nil || slices.Contains(codes, v.Original[FieldCode]) || slices.Contains(codes, v.Accepted[FieldCode]))
	})
}

// file puts together what is to stand instead of body, year and region: the
// last word on each, whichever edition it was on.
func (r *ruling) file(ctx context.Context, tx *sql.Tx) error {
	var held []int
	for i := range r.list {
		if r.list[i].Key == "" && r.list[i].Standing == Holds {
			held = append(held, i)
		}
	}
	if len(held) == 0 {
		return nil
	}
	counts, err := r.anyCounts(ctx, tx)
	if err != nil {
		return err
	}
	r.accepted = map[string]string{}
	for k, i := range held {
		v := &r.list[i]
		switch {
		case !counts:
			v.Standing = Orphan
		case !adds(r.list, i, held[k+1:]):
			v.Standing = Replaced
		default:
			r.filed = v
			for field, word := range v.Accepted {
				r.accepted[field] = word
			}
		}
	}
	return nil
}

// anyCounts tells whether this edition's figures or those of another one do.
func (r *ruling) anyCounts(ctx context.Context, tx *sql.Tx) (bool, error) {
	if r.counts() {
		return true, nil
	}
	all, err := r.others(ctx, tx)
	return slices.ContainsFunc(all, edition.counts), err
}

// others are the other editions.
func (r *ruling) others(ctx context.Context, tx *sql.Tx) ([]edition, error) {
	shas, err := texts(ctx, tx, besides, r.sha)
	if err != nil {
		return nil, err
	}
	var out []edition
	for _, sha := range shas {
		e, found, err := editionOf(ctx, tx, sha)
		if err != nil {
			return nil, err
		}
		if found && e.same(r.edition, r.list) {
			out = append(out, e)
		}
	}
	return out, nil
}

// find gives the figures the decisions that hold on them, its own before those
// that were made on other editions. One of its own that finds nothing here is an
// orphan, unless another edition that counts has what it is on. It gives the
// figures too, where it looked at them.
func (r *ruling) find(ctx context.Context, tx *sql.Tx) ([]report.Figure, error) {
	var own, others []*Review
	for i := range r.list {
		v := &r.list[i]
		switch {
		case v.Key == "" || v.Standing != Holds:
		case v.SHA256 == r.sha:
			own = append(own, v)
		default:
			others = append(others, v)
		}
	}
	if len(own)+len(others) == 0 {
		return nil, nil
	}
	figures, keys, err := figuresOf(ctx, tx, r.id)
	if err != nil {
		return nil, err
	}
	for _, v := range slices.Concat(others, own) { // of others the last one
		if n := find(v, figures, keys); n >= 0 {
			r.on[n] = v
		} else if v.SHA256 == r.sha {
			v.Standing = Orphan
		}
	}
	if r.counts() || len(own) == 0 {
		return figures, nil
	}
	editions, err := r.others(ctx, tx)
	if err != nil {
		return nil, err
	}
	found := map[*Review]bool{}
	live := false
	for _, e := range editions {
		if !e.counts() {
			continue
		}
		live = true
		theirs, keys, err := figuresOf(ctx, tx, e.id)
		if err != nil {
			return nil, err
		}
		for _, v := range own {
			found[v] = found[v] || find(v, theirs, keys) >= 0
		}
	}
	for _, v := range own {
		if live && found[v] {
			v.Standing = Holds
		} else if live {
			v.Standing = Orphan
		}
	}
	return figures, nil
}

// figuresOf reads the figures of a document, with their keys.
func figuresOf(ctx context.Context, tx *sql.Tx, id int64) ([]report.Figure, []string, error) {
	d := &report.Document{}
	err := tx.QueryRowContext(ctx, `SELECT coalesce((SELECT text FROM document_text WHERE document_id = ?), '')`, id).Scan(&d.Text)
	if err == nil {
		err = readFigures(ctx, tx, id, d)
	}
	if err != nil {
		return nil, nil, err
	}
	keys, err := texts(ctx, tx, `SELECT key FROM figure WHERE document_id = ? ORDER BY n`, id)
	return d.Figures, keys, err
}

// rulings gives the rulings for all editions that decisions have a say for,
// without the figures that they are on.
func rulings(ctx context.Context, tx *sql.Tx) ([]*ruling, error) {
	shas, err := texts(ctx, tx, `SELECT sha256 FROM review UNION
		SELECT o.sha256 FROM review r JOIN source_version v ON v.sha256 = r.sha256 JOIN source_version o ON o.source_id = v.source_id ORDER BY 1`)
	if err != nil {
		return nil, err
	}
	var out []*ruling
	for _, sha := range shas {
		r, err := gather(ctx, tx, sha, 0)
		if err != nil {
			return nil, err
		}
		if r != nil {
			out = append(out, r)
		}
	}
	return out, nil
}
