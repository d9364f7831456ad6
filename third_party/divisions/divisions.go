// Package divisions holds the table of China's administrative divisions. The
// data is of others, see README.md; package division looks names up in it.
package divisions

import _ "embed"

// Text has a line for each name that a division had, sorted by code:
//
//	110103	崇文区		2010
//
// code, name, and where they are bounded the first and the last year in which
// it may have been in force under that name. A code has two digits a level
// down to counties, without trailing zeros, and nine for a town.
//
//go:embed divisions.txt
var Text string
