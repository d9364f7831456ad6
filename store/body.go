package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"strings"

	"nianbao/report"
)

// A body has one id as a document names it and one under which its reports lie.
// They differ where the name leaves open which division the body is in (a town
// named alone) and a body of the only division that it can mean is in the
// database too: then both are that one, see rejoin. Documents keep their own id.

// filedUnder is the id of a document's body under which its reports lie.
const filedUnder = `coalesce((SELECT r.body FROM report r WHERE r.id = d.report_id), d.body_id)`

// bodyOf gives the id that a document's body has here. A name that several
// divisions have (城关镇) is no body of its own: what two sites call so are two,
// as far as anyone can tell. Files of a folder have no site that would tell.
func bodyOf(d *report.Document) string {
	id := cmp.Or(d.BodyID, d.Body)
	if d.RegionBasis == report.NotSeveral && d.Region == "" {
		if u, err := url.Parse(d.Source); err == nil && u.Hostname() != "" {
			id += "@" + u.Hostname()
		}
	}
	return id
}

// putBody keeps a document's body and gives the id under which its reports lie.
// What it keeps does not depend on the order in which documents come.
func putBody(ctx context.Context, tx *sql.Tx, d *report.Document) (string, error) {
	id, apart := bodyOf(d), d.RegionBasis == report.NotHere
	was := false
	err := tx.QueryRowContext(ctx, `SELECT is_apart FROM body WHERE id = ?`, id).Scan(&was)
	known := err == nil
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", err
	}
	office := officeOf(cmp.Or(d.BodyID, d.Body), d.Region)
	_, err = tx.ExecContext(ctx, `INSERT INTO body (id, name, region, level, office, tail, is_open, is_apart) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET
			name = CASE WHEN length(excluded.name) > length(body.name) OR length(excluded.name) = length(body.name) AND excluded.name < body.name
				THEN excluded.name ELSE body.name END, -- the fullest
			region = max(body.region, excluded.region),
			level = max(body.level, excluded.level),
			is_open = max(body.is_open, excluded.is_open),
			is_apart = max(body.is_apart, excluded.is_apart)`,
		id, cmp.Or(d.Body, d.BodyID), d.Region, d.Level, office, backwards(office), len(d.MayBe) > 0, apart)
	if err != nil {
		return "", err
	}
	linked, err := putLinks(ctx, tx, id, d)
	if err != nil {
		return "", err
	}
	if !known || linked || apart && !was {
		if err := rejoinAround(ctx, tx, id); err != nil {
			return "", err
		}
	}
	var canonical string
	err = tx.QueryRowContext(ctx, `SELECT coalesce((SELECT body FROM body_alias WHERE id = ?1), ?1)`, id).Scan(&canonical)
	return canonical, err
}

// officeOf gives what stands in a body's id behind the code of its division.
func officeOf(id, region string) string {
	if region == "" {
		return id
	}
	return strings.TrimPrefix(id, region+"/")
}

func backwards(s string) string {
	r := []rune(s)
	slices.Reverse(r)
	return string(r)
}

// putLinks keeps the other ids of a body, and tells whether one is new.
func putLinks(ctx context.Context, tx *sql.Tx, id string, d *report.Document) (added bool, err error) {
	for kind, others := range links(d) {
		for n, other := range others {
			r, err := tx.ExecContext(ctx, `INSERT INTO body_link (body, kind, n, other) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`, id, kind, n, other)
			if err != nil {
				return false, err
			}
			rows, err := r.RowsAffected()
			if err != nil {
				return false, err
			}
			added = added || rows > 0
		}
	}
	return added, nil
}

// links are the other ids that a document gives its body, by kind.
func links(d *report.Document) map[string][]string {
	return map[string][]string{"may_be": d.MayBe, "was": d.Was}
}

func linksJSON(d *report.Document) string {
	list, err := json.Marshal(links(d))
	if err != nil {
		return "" // unreachable: words
	}
	return string(list)
}

// around are the bodies that a body, ?1, has a say in whether they are another:
// itself, those that may be it, and those as whose name its own ends. ?2 are
// the ends of its name.
const around = `SELECT body FROM body_link WHERE body = ?1 AND kind = 'may_be'
	UNION SELECT body FROM body_link WHERE other = ?1 AND kind = 'may_be'
	UNION SELECT b.id FROM json_each(?2) e CROSS JOIN body b WHERE b.office = e.value AND b.is_open = 1
	ORDER BY body`

// longestEnd bounds the ends of a name by which another may be it, in
// characters: what a stranger's page calls a body may have any length.
const longestEnd = 100

func rejoinAround(ctx context.Context, tx *sql.Tx, id string) error {
	open, err := bodiesAround(ctx, tx, id)
	if err != nil {
		return err
	}
	for _, b := range open {
		if err := rejoin(ctx, tx, b); err != nil {
			return err
		}
	}
	return nil
}

func bodiesAround(ctx context.Context, tx *sql.Tx, id string) ([]string, error) {
	var office string
	if err := tx.QueryRowContext(ctx, `SELECT office FROM body WHERE id = ?`, id).Scan(&office); err != nil {
		return nil, err
	}
	ends := []string{}
	runes := []rune(office)
	for i := max(0, len(runes)-longestEnd); i < len(runes); i++ {
		ends = append(ends, string(runes[i:]))
	}
	list, err := json.Marshal(ends)
	if err != nil {
		return nil, err // unreachable: words
	}
	return texts(ctx, tx, around, id, string(list))
}

// lastCharacter comes behind every other: what begins with some words is below
// these and it.
const lastCharacter = "\U0010FFFF"

// target is the body that the body ?1 is, if any: the newest of those that it
// may be, unless a report of it speaks of another place or another body, which
// is none of these, has a name that ends as its own and could be it.
const target = `SELECT t.id
	FROM body b
	JOIN body_link l ON l.body = b.id AND l.kind = 'may_be'
	JOIN body t ON t.id = l.other
	WHERE b.id = ?1 AND b.is_apart = 0 AND NOT EXISTS (
		SELECT 1 FROM body v
		WHERE v.tail >= b.tail AND v.tail < b.tail || '` + lastCharacter + `' AND v.id <> b.id
			AND (substr(v.region, 1, length(b.region)) = b.region OR substr(b.region, 1, length(v.region)) = v.region)
			AND v.id NOT IN (SELECT other FROM body_link WHERE body = b.id AND kind = 'may_be')
			AND NOT EXISTS (SELECT 1 FROM body_link k JOIN body_link own ON own.other = k.other AND own.kind = k.kind
				WHERE k.body = v.id AND k.kind = 'may_be' AND own.body = b.id))
	ORDER BY l.n DESC LIMIT 1`

// rejoin says anew whether a body is another, by all that the database has, and
// files its reports there.
func rejoin(ctx context.Context, tx *sql.Tx, id string) error {
	want, err := texts(ctx, tx, target, id)
	if err != nil {
		return err
	}
	have, err := texts(ctx, tx, `SELECT body FROM body_alias WHERE id = ?`, id)
	if err != nil || strings.Join(want, "") == strings.Join(have, "") {
		return err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM body_alias WHERE id = ?`, id); err != nil {
		return err
	}
	to := id
	if len(want) > 0 {
		to = want[0]
		if _, err := tx.ExecContext(ctx, `INSERT INTO body_alias (id, body) VALUES (?, ?)`, id, to); err != nil {
			return err
		}
	}
	return refile(ctx, tx, id, to)
}

// refile puts the documents of a body into the reports of another.
func refile(ctx context.Context, tx *sql.Tx, id, to string) error {
	old, err := ids(ctx, tx, `SELECT DISTINCT report_id FROM document WHERE body_id = ? AND report_id IS NOT NULL ORDER BY report_id`, id)
	if err != nil {
		return err
	}
	for _, step := range []string{
		`INSERT INTO report (body, year, kind) SELECT DISTINCT ?2, r.year, r.kind FROM document d JOIN report r ON r.id = d.report_id
			WHERE d.body_id = ?1 ORDER BY r.year, r.kind ON CONFLICT DO NOTHING`,
		`UPDATE document SET is_current = 0, report_id = (SELECT n.id FROM report r JOIN report n ON n.body = ?2 AND n.year = r.year AND n.kind = r.kind
			WHERE r.id = document.report_id) WHERE body_id = ?1 AND report_id IS NOT NULL`,
	} {
		if _, err := tx.ExecContext(ctx, step, id, to); err != nil {
			return err
		}
	}
	now, err := ids(ctx, tx, `SELECT DISTINCT report_id FROM document WHERE body_id = ? AND report_id IS NOT NULL ORDER BY report_id`, id)
	if err != nil {
		return err
	}
	for _, r := range append(old, now...) {
		if err := settleReport(ctx, tx, r); err != nil {
			return err
		}
	}
	for _, r := range old {
		_, err := tx.ExecContext(ctx, `DELETE FROM report WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM document WHERE report_id = ?1)`, r)
		if err != nil {
			return err
		}
	}
	return nil
}

// kin are the ids of bodies that are, were or became one that the query's words
// for a body stand in the name of: those that the words alone do not find.
func (q *Query) kin(ctx context.Context, tx *sql.Tx) ([]string, error) {
	words, err := json.Marshal(strings.Fields(q.simplify(q.Body)))
	if err != nil {
		return nil, err // unreachable: words
	}
	const named = `NOT EXISTS (SELECT 1 FROM json_each(?1) w WHERE instr(b.name, w.value) = 0)`
	return texts(ctx, tx, `SELECT a.id FROM body_alias a JOIN body b ON b.id = a.body WHERE `+named+`
		UNION SELECT l.other FROM body_link l JOIN body b ON b.id = l.body WHERE l.kind = 'was' AND `+named+`
		UNION SELECT l.body FROM body_link l JOIN body b ON b.id = l.other WHERE l.kind = 'was' AND `+named, string(words))
}

// texts gives the first column of a query.
func texts(ctx context.Context, tx *sql.Tx, query string, args ...any) ([]string, error) {
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}
