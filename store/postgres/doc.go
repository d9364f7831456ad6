// Package postgres speaks to a PostgreSQL server as package store speaks to
// SQLite: [Open] gives a *sql.DB that takes the statements of package store.
//
// The tables and views are those of SQLite, by name, column and meaning
// (schema/*.sql), so that a statement is written once. What the two engines
// write differently is put right in two places: words of the language in
// statement (dialect.go), functions in the schema. Rows of a document are sent
// many at a time (rows.go).
package postgres
