package store

import (
	"context"
	"database/sql"
	"fmt"

	"nianbao/report"
)

// syncSeries makes the tables indicator_label and indicator_break hold where the
// forms state the codes and what became of them from form to form. It follows
// syncEntries: of indicators that the table indicator lacks, nothing stays.
func syncSeries(ctx context.Context, tx *sql.Tx, indicators []report.Indicator) error {
	label, err := tx.PrepareContext(ctx, `INSERT OR IGNORE INTO indicator_label (code, era, table_no, row, col, role, standing, indicator) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`)
	if err != nil {
		return err
	}
	defer label.Close()
	broken, err := tx.PrepareContext(ctx, `INSERT INTO indicator_break (code, from_era, to_era, kind, comparable, basis, bridge, note_zh, note_en, indicator)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
	if err != nil {
		return err
	}
	defer broken.Close()
	for _, table := range []string{"indicator_label", "indicator_break"} {
		if _, err := tx.ExecContext(ctx, `DELETE FROM `+table+` WHERE indicator NOT IN (SELECT indicator FROM indicator)`); err != nil {
			return err
		}
	}
	for i := range indicators {
		ind := &indicators[i]
		for _, table := range []string{"indicator_label", "indicator_break"} {
			if _, err := tx.ExecContext(ctx, `DELETE FROM `+table+` WHERE indicator = ?`, ind.ID); err != nil {
				return err
			}
		}
		for _, p := range ind.Places() {
			role, standing := p.Role, report.InForm
			if role == "" {
				role = report.Level
			}
			if p.Local {
				standing = report.InLocalForm
			}
			if _, err := label.ExecContext(ctx, p.Code.String(), p.Era, p.Table, p.Row, p.Col, role, standing, ind.ID); err != nil {
				return fmt.Errorf("codebook: %s, %s %s: %w", p.Code, p.Era, p.Row, err)
			}
		}
		for _, b := range ind.Series {
			for _, c := range b.Codes {
				_, err := broken.ExecContext(ctx, c.String(), b.From, b.To, b.Kind, b.Compare(), b.Basis, b.BridgeOf(c).String(), b.Note, b.NoteEN, ind.ID)
				if err != nil {
					return fmt.Errorf("codebook: %s, %s to %s: %w", c, b.From, b.To, err)
				}
			}
		}
	}
	return nil
}
