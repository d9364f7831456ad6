//go:build sqlite_fts5 && sqlite_math_functions

package store

const tagged = true
