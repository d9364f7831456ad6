package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"
)

// TestDeterminism reads the same documents twice and in another order: the
// databases say the same, byte for byte.
func TestDeterminism(t *testing.T) {
	dir := t.TempDir()
	generated := generate(t, 150)
	var files []string
	for _, pattern := range []string{filepath.Join(generated, "*"), "../../fixtures/docs/*", "../../fixtures/heldout/docs/*"} {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) == 0 {
			t.Fatal(found, err)
		}
		files = append(files, found...)
	}
	var want string
	for i, order := range []string{"as they are", "again", "backwards"} {
		if order == "backwards" {
			slices.Reverse(files)
		}
		db := filepath.Join(dir, fmt.Sprint(i, ".db"))
		got := call(t, append([]string{"ingest", "--db", db}, files...)...)
		if got.code != exitOK && got.code != exitShort {
			t.Fatalf("%+v", got)
		}
		content := dump(t, db)
		if want == "" {
			want = content
		}
		if content != want {
			t.Errorf("%s: the database says something else", order)
		}
	}
	t.Logf("%d documents, three times the same database of %d bytes of content", len(files), len(want))
}
