package store

import (
	"crypto/sha256"
	"strconv"
	"strings"

	"nianbao/report"
)

// keys names a document's figures in words that outlive row ids and later
// readings of the same bytes: by code, part, place, what is printed, and which
// of several such it is. The view figure puts the document's hash before them.
func keys(figures []report.Figure) [][]byte {
	out := make([][]byte, len(figures))
	seen := map[string]int{}
	for i := range figures {
		f := &figures[i]
		name := strings.Join([]string{f.Code().String(), f.Part, f.Place, f.Printed}, "\x00")
		seen[name]++
		sum := sha256.Sum256([]byte(name + "\x00" + strconv.Itoa(seen[name])))
		out[i] = sum[:8]
	}
	return out
}
