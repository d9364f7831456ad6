package postgres

import (
	"context"
	"database/sql/driver"
	"fmt"
	"regexp"
	"strings"

	"github.com/jackc/pgx/v5"
)

// A document is hundreds of rows. SQLite takes them one by one; over a network
// each would wait for an answer. Those of the tables here wait instead, until
// anything else is said on the connection, and are sent together: many rows a
// statement, all statements at once. Nobody asks what became of one such row.
var ofDocument = regexp.MustCompile(`^INSERT INTO (document_text|figure_row|table_cell_row|passage|check_result|proposal|issue|reject|link|` +
	`prose_search|table_search|text_search|label_search|document_search|character_search|term_search) \(([^()]*)\)\s+VALUES \([?, ]*\)$`)

// chunks are how many rows a statement has: few kinds of statements, for each is
// prepared once.
var chunks = []int{64, 8, 1}

// mostWaiting bounds the rows in memory.
const mostWaiting = 4096

// waiting are rows that are still to be sent, in the order of their tables.
type waiting struct {
	tables []*tableRows
	n      int
}

type tableRows struct {
	query   string
	columns int
	values  []any
}

// take keeps a row, if it is of such a table.
func (w *waiting) take(query string, args []driver.NamedValue) bool {
	if w.n >= mostWaiting {
		return false // sent with those before it
	}
	for _, t := range w.tables {
		if t.query == query {
			w.add(t, args)
			return true
		}
	}
	if !strings.HasPrefix(query, "INSERT INTO ") || !ofDocument.MatchString(query) {
		return false
	}
	t := &tableRows{query: query, columns: len(args)}
	w.tables = append(w.tables, t)
	w.add(t, args)
	return true
}

func (w *waiting) add(t *tableRows, args []driver.NamedValue) {
	for _, a := range args {
		t.values = append(t.values, a.Value)
	}
	w.n++
}

func (w *waiting) drop() { *w = waiting{} }

// send inserts what waits.
func (w *waiting) send(ctx context.Context, conn *pgx.Conn) error {
	if w.n == 0 {
		return nil
	}
	defer w.drop()
	var batch pgx.Batch
	for _, t := range w.tables {
		values := t.values
		for _, size := range chunks {
			for len(values) >= size*t.columns {
				batch.Queue(t.insert(size), values[:size*t.columns]...)
				values = values[size*t.columns:]
			}
		}
	}
	return conn.SendBatch(ctx, &batch).Close()
}

// insert is the statement for so many rows.
func (t *tableRows) insert(rows int) string {
	head := t.query[:strings.LastIndex(t.query, "VALUES")]
	var b strings.Builder
	b.WriteString(head + "VALUES ")
	for i := range rows * t.columns {
		switch {
		case i == 0:
			b.WriteByte('(')
		case i%t.columns == 0:
			b.WriteString("), (")
		default:
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "$%d", i+1)
	}
	b.WriteByte(')')
	return b.String()
}
