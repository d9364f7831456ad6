// Package docs carries the pages that the program itself quotes.
package docs

import _ "embed"

// Accuracy is the page of measured error rates.
//
//go:embed accuracy.md
var Accuracy string
