package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"
)

// The search indexes keep no text: to take a row out, or to copy it, one needs
// the words that went in, and only the index has these for certain, for the
// program and its codebook change.

// An ofRows says by whose row ids an index goes.
type ofRows string

const (
	byPassage  ofRows = "passage"
	byDocument ofRows = "document"
	byTerm     ofRows = "term"
)

// searchIndexes are all there are, with their one column.
var searchIndexes = []struct {
	name, column string
	rows         ofRows
}{
	{"prose_search", "words", byPassage},
	{"table_search", "words", byPassage},
	{"text_search", "words", byPassage},
	{"label_search", "labels", byPassage},
	{"document_search", "names", byDocument},
	{"character_search", "characters", byDocument},
	{"term_search", "words", byTerm},
}

// eachIndexed calls f with the words of the rows of an index that the query
// wanted gives, in their order; rows without words are left out. schema is the
// database that the index is in.
func eachIndexed(ctx context.Context, tx *sql.Tx, schema, index, wanted string, f func(row int64, words string) error) (err error) {
	vocabulary := "vocabulary_of_" + index
	_, err = tx.ExecContext(ctx, `CREATE VIRTUAL TABLE temp.`+vocabulary+` USING fts5vocab(`+schema+`, `+index+`, instance)`)
	if err != nil {
		return err
	}
	defer func() {
		_, dropped := tx.ExecContext(ctx, `DROP TABLE temp.`+vocabulary)
		err = errors.Join(err, dropped)
	}()
	var words strings.Builder
	at := int64(-1) // the row whose words are being gathered, -1 for none
	give := func() error {
		if at < 0 {
			return nil
		}
		err := f(at, words.String())
		words.Reset()
		return err
	}
	// One look through the whole index: it is by words, not by rows.
	err = eachRow(ctx, tx, `SELECT doc, term FROM temp.`+vocabulary+` WHERE doc IN (`+wanted+`) ORDER BY doc, offset`, func(rows *sql.Rows) error {
		var row int64
		var term string
		if err := rows.Scan(&row, &term); err != nil {
			return err
		}
		if row != at {
			if err := give(); err != nil {
				return err
			}
			at = row
		} else {
			words.WriteByte(' ')
		}
		words.WriteString(term)
		return nil
	})
	if err != nil {
		return err
	}
	return give()
}

// unindex takes rows out of an index, which is then put together anew: no part
// of it has their words any longer.
func unindex(ctx context.Context, tx *sql.Tx, index, column, wanted string) error {
	type entry struct {
		row   int64
		words string
	}
	var gone []entry
	err := eachIndexed(ctx, tx, "main", index, wanted, func(row int64, words string) error {
		gone = append(gone, entry{row, words})
		return nil
	})
	if err != nil || len(gone) == 0 {
		return err
	}
	for _, e := range gone {
		_, err := tx.ExecContext(ctx, `INSERT INTO `+index+` (`+index+`, rowid, `+column+`) VALUES ('delete', ?, ?)`, e.row, e.words)
		if err != nil {
			return err
		}
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO `+index+` (`+index+`) VALUES ('optimize')`)
	return err
}
