package store

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"

	"nianbao/report"
)

// keys names a document's figures in words that outlive row ids and later
// readings of the same bytes: by the document's hash, code, part, place, what
// is printed, and which of several such it is. The first half of a key is the
// document's, so that the keys of one document stand together in the index.
func keys(sha string, figures []report.Figure) []string {
	out := make([]string, len(figures))
	seen := map[string]int{}
	for i := range figures {
		f := &figures[i]
		name := strings.Join([]string{f.Code().String(), f.Part, f.Place, f.Printed}, "\x00")
		seen[name]++
		sum := sha256.Sum256([]byte(name + "\x00" + strconv.Itoa(seen[name])))
		out[i] = sha[:16] + "-" + hex.EncodeToString(sum[:8])
	}
	return out
}
