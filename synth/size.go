package synth

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"

	_ "github.com/mattn/go-sqlite3" // the driver

	"nianbao/report"
	"nianbao/store"
)

// A Size is how large a database is, in bytes.
type Size struct {
	Documents int
	Figures   int              // of current documents
	Text      int64            // of the documents, in UTF-8: what figures were read from
	File      int64            // all of it
	Raw       int64            // the documents' own bytes, compressed
	Of        map[string]int64 // each table and index; nil where SQLite was built without dbstat
}

// Kept is what is kept of the text beside the raw bytes: tables and indexes.
func (s Size) Kept() int64 { return s.File - s.Raw }

// Ratio is how many times the text is kept.
func (s Size) Ratio() float64 { return float64(s.Kept()) / float64(max(1, s.Text)) }

// PerFigure is how many bytes of text a figure comes from.
func (s Size) PerFigure() float64 { return float64(s.Text) / float64(max(1, s.Figures)) }

// Measure looks at a database that nobody is writing to.
func Measure(ctx context.Context, path string) (s Size, err error) {
	stats, err := count(ctx, path)
	if err != nil {
		return s, err
	}
	s.Documents, s.Figures = stats.Documents[report.OK]+stats.Documents[report.Partial]+stats.Documents[report.Unreadable], stats.Figures
	info, err := os.Stat(path)
	if err != nil {
		return s, err
	}
	s.File = info.Size()
	db, err := sql.Open("sqlite3", "file:"+path+"?mode=ro&immutable=1")
	if err != nil {
		return s, err
	}
	defer db.Close()
	err = db.QueryRowContext(ctx, `SELECT coalesce(sum(length(CAST(text AS BLOB))), 0) FROM document_text`).Scan(&s.Text)
	if err != nil {
		return s, err
	}
	rows, err := db.QueryContext(ctx, `SELECT d.name, d.name = 'raw' OR m.tbl_name IS 'raw', sum(d.pgsize)
		FROM dbstat d LEFT JOIN sqlite_master m ON m.name = d.name GROUP BY d.name`)
	if err != nil {
		return s, fmt.Errorf("%w (build with -DSQLITE_ENABLE_DBSTAT_VTAB in CGO_CFLAGS, as make does)", err)
	}
	defer rows.Close()
	s.Of = map[string]int64{}
	for rows.Next() {
		var name string
		var raw bool
		var n int64
		if err := rows.Scan(&name, &raw, &n); err != nil {
			return s, err
		}
		s.Of[name] = n
		if raw {
			s.Raw += n
		}
	}
	return s, rows.Err()
}

func count(ctx context.Context, path string) (store.Stats, error) {
	db, err := store.OpenReader(ctx, path)
	if err != nil {
		return store.Stats{}, err
	}
	stats, err := db.Stats(ctx)
	return stats, errors.Join(err, db.Close())
}

// Write prints the sizes, the largest tables and indexes first.
func (s Size) Write(out io.Writer) {
	fmt.Fprintf(out, "documents                  %13d\n", s.Documents)
	fmt.Fprintf(out, "figures, of current ones   %13d\n", s.Figures)
	fmt.Fprintf(out, "text, UTF-8 bytes          %13d  %.1f a figure\n", s.Text, s.PerFigure())
	fmt.Fprintf(out, "file, bytes                %13d\n", s.File)
	fmt.Fprintf(out, "raw bytes, compressed      %13d\n", s.Raw)
	fmt.Fprintf(out, "tables and indexes         %13d  %.2f x the text\n", s.Kept(), s.Ratio())
	names := slices.SortedFunc(maps.Keys(s.Of), func(a, b string) int { return cmp.Compare(s.Of[b], s.Of[a]) })
	for _, name := range names[:min(len(names), 16)] {
		fmt.Fprintf(out, "  %-24s %13d  %.2f x\n", name, s.Of[name], float64(s.Of[name])/float64(max(1, s.Text)))
	}
}
