package main

import "strings"

// cell guards text against being read as a formula by a spreadsheet. Numbers
// are written without it, so that they stay numbers.
func cell(s string) string {
	first := strings.TrimLeft(s, "\ufeff")
	for _, prefix := range []string{"=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"} {
		if strings.HasPrefix(first, prefix) {
			return "'" + s
		}
	}
	return s
}
