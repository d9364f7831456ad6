package fetch

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"nianbao/report"
)

// Whatever an archive holds, each member is read or fails with an error, within
// the limits.
func FuzzArchive(f *testing.F) {
	f.Add([]byte(rar5(rarFile{name: "a.txt", body: "A"}, rarFile{name: "b.txt", body: "B", solid: true})))
	f.Add([]byte(rar4(rarFile{name: "a.txt", body: "A"})))
	f.Add([]byte(zipOf(f, zipFile{name: "a.txt", body: "A"}, zipFile{name: "年报.txt", body: "B", gbk: true})))
	f.Fuzz(func(t *testing.T, body []byte) {
		path := filepath.Join(t.TempDir(), "a.zip")
		if err := os.WriteFile(path, body, 0o600); err != nil {
			t.Fatal(err)
		}
		for _, item := range New(Options{MaxBytes: 1000}).Discover([]string{path}) {
			name := strings.TrimPrefix(item.Source, path)
			if !utf8.ValidString(name) || slices.Contains(strings.Split(name, "/"), "..") {
				t.Errorf("source %q", name)
			}
			c, err := item.Open(context.Background())
			if len(c.Body) > 1000 {
				t.Errorf("%q has %d bytes", name, len(c.Body))
			}
			kinds := []error{ErrArchive, ErrPassword, ErrDamaged, ErrLeftOut, report.ErrTooLarge}
			if err != nil && !slices.ContainsFunc(kinds, func(kind error) bool { return errors.Is(err, kind) }) {
				t.Errorf("%q fails with %v, which is of no kind", name, err)
			}
		}
	})
}
