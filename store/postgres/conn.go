package postgres

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// A connector opens connections that take the statements of package store.
type connector struct {
	driver.Connector
	known *statements
}

func (c *connector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &Conn{Conn: conn.(*stdlib.Conn), known: c.known}, nil
}

// A Conn is a connection of the *sql.DB that Open gives.
type Conn struct {
	*stdlib.Conn
	known *statements
	rows  waiting // to be inserted before anything else is said
	open  *result // that has not been read to its end
}

// Tx is the connection's transaction for those who speak pgx. Whoever began the
// transaction ends it.
func (c *Conn) Tx(ctx context.Context) (pgx.Tx, error) {
	if err := c.settle(ctx); err != nil {
		return nil, err
	}
	return borrowed{c.Conn.Conn()}, nil
}

// settle makes the connection free for another statement: what waits to be
// inserted is sent, and what is left of an open result is read into memory.
func (c *Conn) settle(ctx context.Context) error {
	if err := c.open.read(); err != nil {
		return err
	}
	c.open = nil
	return c.rows.send(ctx, c.Conn.Conn())
}

// CheckNamedValue makes plain values of the arguments. SQLite has no booleans:
// they are 0 and 1 in the tables here too.
func (c *Conn) CheckNamedValue(v *driver.NamedValue) error {
	plain, err := driver.DefaultParameterConverter.ConvertValue(v.Value)
	if b, ok := plain.(bool); ok {
		plain = int64(0)
		if b {
			plain = int64(1)
		}
	}
	v.Value = plain
	return err
}

// arrange puts named arguments where their parameters stand.
func (st *statement) arrange(args []driver.NamedValue) ([]driver.NamedValue, error) {
	if len(args) != len(st.names) {
		return nil, fmt.Errorf("%d arguments for %d parameters of %s", len(args), len(st.names), st.sql)
	}
	out := make([]driver.NamedValue, len(args))
	for _, a := range args {
		at := a.Ordinal
		if a.Name != "" {
			at = st.named(a.Name)
		}
		if at > len(out) {
			return nil, fmt.Errorf("no parameter is called %s", a.Name)
		}
		out[at-1] = driver.NamedValue{Ordinal: at, Value: a.Value}
	}
	return out, nil
}

func (c *Conn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	if c.rows.take(query, args) {
		return driver.RowsAffected(1), nil
	}
	if err := c.settle(ctx); err != nil {
		return nil, err
	}
	st := c.known.of(query)
	args, err := st.arrange(args)
	if err != nil {
		return nil, err
	}
	return c.Conn.ExecContext(ctx, st.sql, args)
}

func (c *Conn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	if err := c.settle(ctx); err != nil {
		return nil, err
	}
	st := c.known.of(query)
	args, err := st.arrange(args)
	if err != nil {
		return nil, err
	}
	rows, err := c.Conn.QueryContext(ctx, st.sql, args)
	if err != nil {
		return nil, err
	}
	c.open = &result{Rows: rows}
	return c.open, nil
}

// PrepareContext leaves preparing to pgx, which keeps every statement prepared.
func (c *Conn) PrepareContext(_ context.Context, query string) (driver.Stmt, error) {
	return &prepared{c, query}, nil
}

func (c *Conn) BeginTx(ctx context.Context, o driver.TxOptions) (driver.Tx, error) {
	c.rows.drop()
	c.open = nil
	tx, err := c.Conn.BeginTx(ctx, o)
	if err != nil {
		return nil, err
	}
	return &transaction{tx, c}, nil
}

// ResetSession leaves nothing of one user of the connection to the next.
func (c *Conn) ResetSession(ctx context.Context) error {
	c.rows.drop()
	c.open = nil
	return c.Conn.ResetSession(ctx)
}

type prepared struct {
	conn  *Conn
	query string
}

func (p *prepared) Close() error  { return nil }
func (p *prepared) NumInput() int { return -1 }

func (p *prepared) Exec([]driver.Value) (driver.Result, error) { return nil, driver.ErrSkip }
func (p *prepared) Query([]driver.Value) (driver.Rows, error)  { return nil, driver.ErrSkip }

func (p *prepared) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	return p.conn.ExecContext(ctx, p.query, args)
}

func (p *prepared) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	return p.conn.QueryContext(ctx, p.query, args)
}

type transaction struct {
	driver.Tx
	conn *Conn
}

func (t *transaction) Commit() error {
	if err := t.conn.settle(context.Background()); err != nil {
		t.Rollback()
		return err
	}
	return t.Tx.Commit()
}

func (t *transaction) Rollback() error {
	t.conn.rows.drop()
	if err := t.conn.open.read(); err != nil { // the transaction ends all the same
		t.conn.open = nil
	}
	return t.Tx.Rollback()
}

// A result is read as it comes, until another statement needs the connection:
// then what is left of it is kept. SQLite has any number of results open.
type result struct {
	driver.Rows
	rest [][]driver.Value
	kept bool // rest has all that is left
	done bool
}

func (r *result) Next(dest []driver.Value) error {
	if !r.kept {
		return r.next(dest)
	}
	if len(r.rest) == 0 {
		return io.EOF
	}
	copy(dest, r.rest[0])
	r.rest = r.rest[1:]
	return nil
}

func (r *result) next(dest []driver.Value) error {
	err := r.Rows.Next(dest)
	r.done = r.done || err != nil
	return err
}

func (r *result) Close() error {
	r.done = true
	return r.Rows.Close()
}

// read keeps what is left.
func (r *result) read() error {
	if r == nil || r.done || r.kept {
		return nil
	}
	for {
		row := make([]driver.Value, len(r.Rows.Columns()))
		err := r.next(row)
		if err == io.EOF {
			r.kept = true
			return nil
		}
		if err != nil {
			return err
		}
		r.rest = append(r.rest, row)
	}
}

// borrowed is a transaction that somebody else ends.
type borrowed struct{ *pgxConn }

type pgxConn = pgx.Conn

var errBorrowed = errors.New("the transaction is of whoever began it")

func (b borrowed) Conn() *pgx.Conn                { return b.pgxConn }
func (b borrowed) Commit(context.Context) error   { return errBorrowed }
func (b borrowed) Rollback(context.Context) error { return errBorrowed }
func (b borrowed) LargeObjects() pgx.LargeObjects { return pgx.LargeObjects{} }
