// Package thirdparty has no code: it checks what lies below it.
package thirdparty

import (
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// hashLine is a line of a README's table: | sha256 | file |
var hashLine = regexp.MustCompile(`(?m)^\| ([0-9a-f]{64}) \| (\S+)`)

// TestNotices: every folder says where its files are from and under which
// licence, and the files are still those that it names.
func TestNotices(t *testing.T) {
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		dir := e.Name()
		if !e.IsDir() {
			continue
		}
		if licences, _ := filepath.Glob(filepath.Join(dir, "LICENSE*")); len(licences) == 0 {
			t.Errorf("%s has no licence", dir)
		}
		readme, err := os.ReadFile(filepath.Join(dir, "README.md"))
		if err != nil {
			t.Errorf("%s: %v", dir, err)
			continue
		}
		named := map[string]bool{}
		for _, m := range hashLine.FindAllStringSubmatch(string(readme), -1) {
			named[m[2]] = true
			if got := hash(t, filepath.Join(dir, m[2])); got != m[1] {
				t.Errorf("%s/%s has sha256 %s, README.md says %s", dir, m[2], got, m[1])
			}
		}
		files, _ := os.ReadDir(dir)
		for _, f := range files {
			if n := f.Name(); !f.IsDir() && !named[n] && n != "README.md" && !strings.HasPrefix(n, "LICENSE") && filepath.Ext(n) != ".go" {
				t.Errorf("%s/%s is not named in README.md", dir, n)
			}
		}
	}
}

// hash is that of a file, or of what is in the file's .gz.
func hash(t *testing.T, path string) string {
	t.Helper()
	f, err := os.Open(path)
	var r io.Reader = f
	if os.IsNotExist(err) {
		if f, err = os.Open(path + ".gz"); err == nil {
			r, err = gzip.NewReader(f)
		}
	}
	if err != nil {
		t.Error(err)
		return ""
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, r); err != nil {
		t.Error(err)
	}
	return hex.EncodeToString(h.Sum(nil))
}
