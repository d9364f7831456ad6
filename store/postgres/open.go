package postgres

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/url"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
)

// Is tells whether the name of a database is the address of a PostgreSQL server.
func Is(name string) bool {
	return strings.HasPrefix(name, "postgres://") || strings.HasPrefix(name, "postgresql://")
}

// Redacted is an address as people may see it: without its password.
func Redacted(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "postgres://…"
	}
	return u.Redacted()
}

// Config is an address with the settings that every connection needs.
func Config(address string) (*pgx.ConnConfig, error) {
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, fmt.Errorf("%s is no address of a database: write postgres://user@host/name", Redacted(address))
	}
	Settle(config)
	return config, nil
}

// Settle gives a connection's settings what makes both ends notice soon that the
// other one is gone: a transaction that nobody goes on with would keep all
// writers waiting.
func Settle(config *pgx.ConnConfig) {
	for name, value := range map[string]string{
		"application_name":                    "nianbao",
		"idle_in_transaction_session_timeout": "60000",
		"tcp_keepalives_idle":                 "20",
		"tcp_keepalives_interval":             "5",
		"tcp_keepalives_count":                "3",
		"timezone":                            "UTC",
	} {
		if _, set := config.RuntimeParams[name]; !set {
			config.RuntimeParams[name] = value
		}
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = 10 * time.Second
	}
	dialer := &net.Dialer{KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 20 * time.Second, Interval: 5 * time.Second, Count: 3}}
	config.DialFunc = dialer.DialContext
}

// Open gives connections to a server, at most so many at once, that take the
// statements of package store.
func Open(address string, connections int) (*sql.DB, error) {
	config, err := Config(address)
	if err != nil {
		return nil, err
	}
	db := sql.OpenDB(&connector{stdlib.GetConnector(*config), &statements{known: map[string]statement{}}})
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	return db, nil
}

//go:embed schema/*.sql
var schema embed.FS

// ErrNewer is a database whose schema this program does not know yet.
var ErrNewer = errors.New("was written by a newer nianbao")

// oldest is the version of the server below which nothing was tried.
const oldest = 130000

// Migrate brings the schema up to date. Several processes may do so at once.
func Migrate(ctx context.Context, address string) error {
	config, err := Config(address)
	if err != nil {
		return err
	}
	db := stdlib.OpenDB(*config)
	defer db.Close()
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	var version int
	var encoding string
	err = conn.QueryRowContext(ctx, `SELECT current_setting('server_version_num')::int, current_setting('server_encoding')`).Scan(&version, &encoding)
	switch {
	case err != nil:
		return err
	case version < oldest:
		return fmt.Errorf("PostgreSQL %d is too old: 13 or later is needed", version/10000)
	case encoding != "UTF8":
		return fmt.Errorf("the database is in %s: make it with ENCODING 'UTF8'", encoding)
	}
	if _, err := conn.ExecContext(ctx, `SELECT pg_advisory_lock(`+lockKey+`, 0)`); err != nil {
		return err
	}
	defer conn.ExecContext(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock(`+lockKey+`, 0)`)
	steps, err := fs.Sub(schema, "schema")
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(goose.DialectPostgres, db, steps, goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		return err
	}
	has, err := p.GetDBVersion(ctx)
	if sources := p.ListSources(); err == nil && has > sources[len(sources)-1].Version {
		err = fmt.Errorf("%s: %w", Redacted(address), ErrNewer)
	}
	return err
}

// lockKey is the first part of the numbers of this program's advisory locks: its
// application_id in SQLite.
const lockKey = `1852399982`

// WriteLock makes a transaction the only one that writes documents, until it
// ends: one after another they see the database as SQLite's writers do.
const WriteLock = `SELECT pg_advisory_xact_lock(` + lockKey + `, hashtext(current_schema()))`
