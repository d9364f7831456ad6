package store

import "strings"

// replaces is the statement that writes a row in the place of the one that has
// the same first columns.
func replaces(table string, keys int, columns ...string) string {
	var set []string
	for _, c := range columns[keys:] {
		set = append(set, c+" = excluded."+c)
	}
	return "INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ") VALUES (" + strings.Repeat("?, ", len(columns)-1) + "?)" +
		" ON CONFLICT (" + strings.Join(columns[:keys], ", ") + ") DO UPDATE SET " + strings.Join(set, ", ")
}
