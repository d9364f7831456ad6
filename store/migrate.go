package store

import (
	"context"
	"database/sql"
	"embed"
	"io/fs"

	"github.com/pressly/goose/v3"
)

// schemaVersion is the number of the newest migration. What changes tables needs
// its twin in store/postgres/schema: TestConformance compares the columns.
const schemaVersion = 18

//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the schema up to date, one transaction a step.
func migrate(ctx context.Context, db *sql.DB) error {
	steps, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, db, steps,
		goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return err
	}
	_, err = p.Up(ctx)
	for try := 0; err != nil && try < 2; try++ {
		// Another process may have made the same step at the same moment: then
		// there is nothing left to do. If not, the first error tells why.
		if _, again := p.Up(ctx); again == nil {
			return nil
		}
	}
	return err
}

// versionOf is the number of the newest migration that a database has had: 0
// for an empty one, -1 for another program's.
func versionOf(ctx context.Context, db *sql.DB) (int64, error) {
	var id, tables, ours int64
	err := db.QueryRowContext(ctx, `SELECT (SELECT application_id FROM pragma_application_id),
		(SELECT count(*) FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' AND name <> 'goose_db_version'),
		(SELECT count(*) FROM sqlite_schema WHERE name = 'goose_db_version')`).Scan(&id, &tables, &ours)
	if err != nil {
		return 0, err
	}
	if id != applicationID {
		if id != 0 || tables > 0 {
			return -1, nil
		}
		return 0, nil
	}
	if ours == 0 {
		return 0, nil
	}
	var version int64
	err = db.QueryRowContext(ctx, `SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied = 1`).Scan(&version)
	return version, err
}
