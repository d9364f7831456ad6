package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	slash "path"
	"regexp"
	"slices"
	"strings"
)

// Publish takes out of a copy of a database what is nobody else's business: files
// are called by their paths from what was ingested, not by where they lie on
// this machine; what the crawl needs to go on, the arguments of commands, and
// sources that were taken down are gone. What the bodies owe stays.
func Publish(ctx context.Context, path string) (err error) {
	db := pool(path, "?mode=rw&_busy_timeout=5000&_foreign_keys=1", nil, 1)
	defer func() { err = errors.Join(err, db.Close()) }()
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return explain(path, err)
	}
	defer tx.Rollback()
	for _, step := range []func(context.Context, *sql.Tx) error{nameFromRoots, emptyCrawl} {
		if err := step(ctx, tx); err != nil {
			return explain(path, err)
		}
	}
	return explain(path, tx.Commit())
}

// emptyCrawl empties what only this machine needs.
func emptyCrawl(ctx context.Context, tx *sql.Tx) error {
	tables, err := texts(ctx, tx, `SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE 'crawl\_%' ESCAPE '\' ORDER BY name`)
	if err != nil {
		return err
	}
	for _, table := range append(tables, "tombstone") {
		if _, err := tx.ExecContext(ctx, `DELETE FROM `+table); err != nil {
			return err
		}
	}
	// Of a command its name: "ingest /home/…".
	_, err = tx.ExecContext(ctx, `UPDATE run SET command = substr(command || ' ', 1, instr(command || ' ', ' ') - 1)`)
	return err
}

// outside are paths that tell where things lie on a machine: from its root, from
// above the folder in which the program ran, from a home.
var outside = regexp.MustCompile(`^(?:/|~|\.\./|[A-Za-z]:[\\/]|\\\\)`)

// nameFromRoots calls files by their paths from the folders that were ingested.
func nameFromRoots(ctx context.Context, tx *sql.Tx) error {
	commands, err := texts(ctx, tx, `SELECT DISTINCT command FROM run ORDER BY command`)
	if err != nil {
		return err
	}
	type source struct {
		id   int64
		name string
	}
	var all []source
	taken := map[string]bool{}
	err = eachRow(ctx, tx, `SELECT id, name FROM source ORDER BY name`, func(rows *sql.Rows) error {
		var s source
		err := rows.Scan(&s.id, &s.name)
		if outside.MatchString(s.name) {
			all = append(all, s)
		} else {
			taken[s.name] = true
		}
		return err
	})
	if err != nil {
		return err
	}
	roots := &roots{commands: commands, of: map[string]string{}}
	for _, s := range all {
		name := roots.from(s.name)
		for n := 2; taken[name]; n++ { // two folders with files of one name
			name = fmt.Sprintf("%s~%d", roots.from(s.name), n)
		}
		taken[name] = true
		if _, err := tx.ExecContext(ctx, `UPDATE source SET name = ? WHERE id = ?`, name, s.id); err != nil {
			return err
		}
	}
	return roots.forget(ctx, tx)
}

// roots are the folders that commands named.
type roots struct {
	commands []string
	of       map[string]string // of folders; "" where none is known
}

// from is a file's path from the root that it lies in: the deepest folder above
// it that a command names, or that a file which a command names lies in. Where
// none is known nothing but its name is left.
func (r *roots) from(name string) string {
	slashed := strings.ReplaceAll(name, `\`, "/")
	if root := r.above(slash.Dir(slashed)); root != "" {
		return strings.TrimPrefix(slashed[len(root):], "/")
	}
	return slash.Base(slashed)
}

func (r *roots) above(dir string) string {
	if root, known := r.of[dir]; known {
		return root
	}
	root := ""
	named := func(command string) bool {
		before, after, found := strings.Cut(strings.ReplaceAll(command, `\`, "/"), " "+dir)
		return found && before != "" && (after == "" || after[0] == '/' || after[0] == ' ')
	}
	switch parent := slash.Dir(dir); {
	case dir == "/", dir == ".", dir == "..":
	case slices.ContainsFunc(r.commands, named):
		root = dir
	case parent != dir:
		root = r.above(parent)
	}
	r.of[dir] = root
	return root
}

// forget takes the roots out of words about what went wrong.
func (r *roots) forget(ctx context.Context, tx *sql.Tx) error {
	var list []string
	for _, root := range r.of {
		if root != "" && !slices.Contains(list, root) {
			list = append(list, root)
		}
	}
	slices.SortFunc(list, func(a, b string) int { return len(b) - len(a) })
	for _, root := range list {
		for _, column := range []struct{ table, name string }{{"source", "detail"}, {"document", "detail"}, {"run", "error"}, {"fetch", "error"}} {
			_, err := tx.ExecContext(ctx, `UPDATE `+column.table+` SET `+column.name+` = replace(replace(`+column.name+`, ?1 || '/', ''), ?1, '') WHERE instr(`+column.name+`, ?1) > 0`, root)
			if err != nil {
				return err
			}
		}
	}
	return nil
}
