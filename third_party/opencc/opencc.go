// Package opencc holds dictionaries of the OpenCC project: which traditional
// phrases and characters are which simplified ones. The data is theirs, see
// README.md; package normalize has the converter.
package opencc

import "embed"

// Files has one dictionary a file. A line is a phrase, a tab, and what it
// becomes; of several renderings, parted by blanks, the first is the usual one.
//
//go:embed *.txt
var Files embed.FS
