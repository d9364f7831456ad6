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
// wanted gives, in their order. schema is the database that the index is in.
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
	all, err := ids(ctx, tx, `SELECT id FROM `+schema+`.`+index+`_docsize WHERE id IN (`+wanted+`) ORDER BY id`)
	if err != nil {
		return err
	}
	var words strings.Builder
	next := 0 // of all, the row whose words are being gathered
	give := func() error {
		err := f(all[next], words.String())
		words.Reset()
		next++
		return err
	}
	// One look through the whole index: it is by words, not by rows.
	err = eachRow(ctx, tx, `SELECT doc, term FROM temp.`+vocabulary+` WHERE doc IN (`+wanted+`) ORDER BY doc, offset`, func(rows *sql.Rows) error {
		var row int64
		var term string
		if err := rows.Scan(&row, &term); err != nil {
			return err
		}
		for next < len(all) && all[next] < row { // that one is done, or never had any words
			if err := give(); err != nil {
				return err
			}
		}
		if next == len(all) || all[next] != row {
			return nil // unreachable: every row has a size
		}
		if words.Len() > 0 {
			words.WriteByte(' ')
		}
		words.WriteString(term)
		return nil
	})
	for err == nil && next < len(all) {
		err = give()
	}
	return err
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
