package fetch

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"

	"nianbao/report"
)

// write makes files below a temporary folder and gives the folder.
func write(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// outcome opens an item and gives "body" or "! error".
func outcome(item Item) string {
	c, err := item.Open(context.Background())
	if err != nil {
		return "! " + err.Error()
	}
	return string(c.Body)
}

func TestDiscover(t *testing.T) {
	dir := write(t, map[string]string{
		"b.txt": "B", "a/2.txt": "A2", "a/1.txt": "A1", ".hidden/x.txt": "no", "a/.x": "no", "big.txt": "0123456789x",
		"set.7z": "7z",
	})
	if err := os.Mkdir(filepath.Join(dir, "none"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(dir, filepath.Join(dir, "a", "loop")); err != nil {
		t.Fatal(err)
	}
	f := New(Options{MaxBytes: 10, Stdin: strings.NewReader("S")})
	tests := []struct {
		name, arg string
		want      []string // source below dir, "=", outcome
	}{
		{"file", "b.txt", []string{"b.txt=B"}},
		{"folder", "a", []string{"a/1.txt=A1", "a/2.txt=A2", "a/loop/b.txt=B", "a/loop/big.txt=! more than 10 bytes: above the size limit", "a/loop/set.7z=! archives of this kind are not read"}},
		{"whole folder", "", []string{"a/1.txt=A1", "a/2.txt=A2", "b.txt=B", "big.txt=! more than 10 bytes: above the size limit", "set.7z=! archives of this kind are not read"}},
		{"folder without files", "none", []string{"none=! a folder without any file to read"}},
		{"missing", "c.txt", []string{"c.txt=! not found"}},
		{"too large", "big.txt", []string{"big.txt=! more than 10 bytes: above the size limit"}},
		{"archive", "set.7z", []string{"set.7z=! archives of this kind are not read"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, item := range f.Discover([]string{filepath.Join(dir, test.arg)}) {
				rel, _ := filepath.Rel(dir, item.Source)
				got = append(got, rel+"="+outcome(item))
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("Discover(%q) (-want +got):\n%s", test.arg, diff)
			}
		})
	}
	twice := filepath.Join(dir, "b.txt")
	if got := f.Discover([]string{twice, twice}); len(got) != 1 {
		t.Errorf("Discover of one file named twice lists %d", len(got))
	}
	if got := f.Discover([]string{"-"}); len(got) != 1 || got[0].Source != "-" || outcome(got[0]) != "S" {
		t.Errorf("Discover(-) = %v", got)
	}
}

func TestUnreadableFile(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may read every file")
	}
	dir := write(t, map[string]string{"secret.txt": "x"})
	if err := os.Chmod(filepath.Join(dir, "secret.txt"), 0); err != nil {
		t.Fatal(err)
	}
	items := New(Options{}).Discover([]string{dir})
	if len(items) != 1 {
		t.Fatalf("%d items, want 1", len(items))
	}
	if _, err := items[0].Open(context.Background()); !errors.Is(err, report.ErrForbidden) {
		t.Errorf("Open = %v, want %v", err, report.ErrForbidden)
	}
}

func TestManifest(t *testing.T) {
	gbk, err := simplifiedchinese.GB18030.NewEncoder().String("path,body,year\n年报.txt,某某街道办事处,2017\n")
	if err != nil {
		t.Fatal(err)
	}
	dir := write(t, map[string]string{
		"docs/年报.txt": "R",
		"年报.txt":      "R",
		"full.csv":    "\ufeffPath, Body ,region,year,note\ndocs/年报.txt,某某街道办事处,110101005,2017年,x\n",
		"gbk.csv":     gbk,
		"bad.csv":     "path,year\ndocs/年报.txt,二〇一七\n,2017\ngone.txt,2016\n",
		"header.csv":  "file,year\ndocs/年报.txt,2017\n",
		"empty.csv":   "",
		"two.jsonl":   "{\"path\": \"docs/年报.txt\", \"year\": 2017}\n\n{\"path\": \"年报.txt\", \"year\": \"2018\", \"body\": \"某某街道办事处\"}\n{\"path\": \"年报.txt\", \"year\": 2019}\n{oops\n",
		"url.csv":     "url\nftp://example.org/x\n",
	})
	street := Hint{Body: "某某街道办事处", Year: 2017}
	type row struct {
		Source string
		Hint   Hint
		Got    string
	}
	tests := []struct {
		name string
		want []row
	}{
		{"full.csv", []row{{"docs/年报.txt", Hint{"某某街道办事处", "110101005", 2017}, "R"}}},
		{"gbk.csv", []row{{"年报.txt", street, "R"}}},
		{"bad.csv", []row{
			{"bad.csv:2", Hint{}, `! year "二〇一七" is not a year: malformed manifest`},
			{"bad.csv:3", Hint{}, "! neither url nor path: malformed manifest"},
			{"gone.txt", Hint{Year: 2016}, "! not found"},
		}},
		{"header.csv", []row{{"header.csv", Hint{}, `! the first line has no column url or path, but "file,year": malformed manifest`}}},
		{"empty.csv", []row{{"empty.csv", Hint{}, "! no document is named: malformed manifest"}}},
		{"two.jsonl", []row{
			{"docs/年报.txt", Hint{Year: 2017}, "R"},
			{"年报.txt", Hint{Body: "某某街道办事处", Year: 2018}, "R"},
			{"two.jsonl:5", Hint{}, "! not a JSON object: invalid character 'o' looking for beginning of object key string: malformed manifest"},
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got []row
			for _, item := range New(Options{}).Discover([]string{filepath.Join(dir, test.name)}) {
				rel, _ := filepath.Rel(dir, item.Source)
				got = append(got, row{rel, item.Hint, outcome(item)})
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	items := New(Options{}).Discover([]string{filepath.Join(dir, "url.csv")})
	if len(items) != 1 || !strings.Contains(outcome(items[0]), "only http and https") {
		t.Errorf("url.csv: %v %s", items, outcome(items[0]))
	}
}

func TestStdinCancelled(t *testing.T) {
	r, w, err := os.Pipe() // nothing is ever written
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer w.Close()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	item := New(Options{Stdin: r}).Discover([]string{"-"})[0]
	if _, err := item.Open(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Open = %v, want %v", err, context.Canceled)
	}
}
