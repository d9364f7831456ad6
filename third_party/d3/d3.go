// Package d3 holds the script that the pages' live charts are drawn with. It is
// of others, see README.md.
package d3

import _ "embed"

// Script gives a page that runs it the name d3.
//
//go:embed d3.min.js
var Script []byte
