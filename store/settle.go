package store

import (
	"context"
	"database/sql"
)

// settle chooses the current documents anew where bytes of these hashes have a
// say: a reading of them was added, or a source began or ceased to show them.
func settle(ctx context.Context, tx *sql.Tx, sha, before string) error {
	_, err := tx.ExecContext(ctx, `UPDATE document SET is_current = CASE WHEN
			EXISTS (SELECT 1 FROM source s WHERE s.sha256 = document.sha256)
			AND NOT EXISTS (SELECT 1 FROM document n WHERE n.sha256 = document.sha256 AND (n.standing, n.id) > (document.standing, document.id))
			THEN 1 ELSE 0 END
		WHERE coalesce(report_id, 0) = 0 AND sha256 IN (?, ?)`, sha, before) // coalesce: or all without a report are looked at
	if err != nil {
		return err
	}
	reports, err := ids(ctx, tx, `SELECT DISTINCT report_id FROM document WHERE sha256 IN (?, ?) AND report_id IS NOT NULL ORDER BY report_id`,
		sha, before)
	if err != nil {
		return err
	}
	for _, id := range reports {
		if err := settleReport(ctx, tx, id); err != nil {
			return err
		}
	}
	return nil
}

// best is the order of doc.go. Row ids stand for the order in which documents
// were put; times do not, for a run that was killed and resumed has others.
const best = `SELECT d.id FROM document d
	WHERE d.report_id = ? AND NOT EXISTS (SELECT 1 FROM document n WHERE n.sha256 = d.sha256 AND (n.standing, n.id) > (d.standing, d.id))
	ORDER BY
		CASE d.status WHEN 'unreadable' THEN 1 ELSE 0 END,
		EXISTS (SELECT 1 FROM source s WHERE s.sha256 = d.sha256) DESC,
		CASE d.status WHEN 'ok' THEN 0 ELSE 1 END,
		(SELECT count(*) FROM figure_row f JOIN code c ON c.id = f.code_id WHERE f.document_id = d.id AND c.indicator <> '') DESC,
		d.id DESC
	LIMIT 1`

func settleReport(ctx context.Context, tx *sql.Tx, id int64) error {
	chosen, err := ids(ctx, tx, best, id)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE document SET is_current = 0 WHERE report_id = ? AND is_current = 1`, id); err != nil {
		return err
	}
	for _, d := range chosen { // none, where a later reading gave all its documents to other reports
		if _, err := tx.ExecContext(ctx, `UPDATE document SET is_current = 1 WHERE id = ?`, d); err != nil {
			return err
		}
	}
	return nil
}

func ids(ctx context.Context, tx *sql.Tx, query string, args ...any) ([]int64, error) {
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []int64
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		out = append(out, id)
	}
	return out, rows.Err()
}
