package warc

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestVerify holds that a sound archive is found so, with an end that a killed
// night left too, and that one byte of a body that is another is found.
func TestVerify(t *testing.T) {
	dir := t.TempDir()
	a := openArchive(t, dir)
	for _, body := range []string{"one", "two", strings.Repeat("three ", 5000), "one"} {
		put(t, a, page("http://a.gov.cn/"+body[:3], body))
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	v, err := Verify(t.Context(), dir)
	if err != nil || v.Files != 1 || v.Answers != 4 || v.Bodies != 3 || v.Unindexed != 0 {
		t.Errorf("a sound archive: %+v, %v", v, err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.warc.gz"))
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	whole, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	torn := append(bytes.Clone(whole), whole[:40]...)
	if err := os.WriteFile(files[0], torn, 0o644); err != nil {
		t.Fatal(err)
	}
	if v, err := Verify(t.Context(), dir); err != nil || v.Answers != 4 {
		t.Errorf("with a torn end: %+v, %v", v, err)
	}
	if got, _ := os.ReadFile(files[0]); !bytes.Equal(got, torn) {
		t.Error("Verify changes the archive")
	}
	found := 0
	for at := len(whole) / 4; at < len(whole); at += len(whole) / 16 {
		spoiled := bytes.Clone(whole)
		spoiled[at] ^= 0x10
		if err := os.WriteFile(files[0], spoiled, 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := Verify(t.Context(), dir); err != nil {
			found++
		}
	}
	if found < 4 {
		t.Errorf("of 12 files with one bit that is another, %d are found", found)
	}
}
