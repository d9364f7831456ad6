package fetch

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// A zipFile is a file in a zip archive that a test writes.
type zipFile struct {
	name, body string
	gbk        bool // the name is in GBK, and the archive does not say so
	locked     bool
}

func zipOf(t testing.TB, files ...zipFile) string {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range files {
		h := &zip.FileHeader{Name: f.name, Method: zip.Deflate}
		if f.gbk {
			h.Name, h.NonUTF8 = gbk(t, f.name), true
		}
		if f.locked {
			h.Flags |= 1
		}
		to, err := w.CreateHeader(h)
		if err == nil {
			_, err = to.Write([]byte(f.body))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func gbk(t testing.TB, s string) string {
	t.Helper()
	out, err := simplifiedchinese.GB18030.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func gz(t testing.TB, s string) string {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write([]byte(s)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// lie puts another size into the directory of an archive with one file.
func lie(archive string, size uint32) string {
	b := []byte(archive)
	at := strings.LastIndex(archive, "PK\x01\x02")
	binary.LittleEndian.PutUint32(b[at+24:], size)
	return string(b)
}

func TestArchives(t *testing.T) {
	many := make([]zipFile, maxMembers+1)
	for i := range many {
		many[i].name = fmt.Sprint(i, ".txt")
	}
	zeros := strings.Repeat("\x00", 1<<20)
	for _, tt := range []struct {
		name, file, content string
		want                []string
	}{
		{"zip", "a.zip", zipOf(t, zipFile{name: "年报/2019.html", body: "A"}, zipFile{name: "年报/"}, zipFile{name: "2020.txt", body: "B"}), []string{"!年报/2019.html=A", "!2020.txt=B"}},
		{"names in GBK", "a.zip", zipOf(t, zipFile{name: "年报/附件.html", body: "A", gbk: true}, zipFile{name: "2020年.txt", body: "B", gbk: true}), []string{"!年报/附件.html=A", "!2020年.txt=B"}},
		{"a name that leads out", "a.zip", zipOf(t, zipFile{name: "../../etc/x.txt", body: "A"}, zipFile{name: `c:\年报\y.txt`, body: "B"}, zipFile{name: "z\n.txt", body: "C"}), []string{"!etc/x.txt=A", "!c:/年报/y.txt=B", "!z.txt=C"}},
		{"one name twice", "a.zip", zipOf(t, zipFile{name: "a.txt", body: "A"}, zipFile{name: "a.txt", body: "B"}), []string{"!a.txt=A", "!a.txt#2=B"}},
		{"what is no document", "a.zip", zipOf(t, zipFile{name: "a.JPG"}, zipFile{name: "b.jpg"}, zipFile{name: "Thumbs.db"}, zipFile{name: "__MACOSX/._a.txt"}, zipFile{name: ".DS_Store"}, zipFile{name: "a.txt", body: "A"}),
			[]string{"!a.txt=A", "=! 3 of 4 members of the archive are no documents (1 .db, 2 .jpg): left out"}},
		{"nothing", "a.zip", zipOf(t), []string{"=! an archive with nothing in it: left out"}},
		{"an archive within", "a.zip", zipOf(t, zipFile{name: "b.zip", body: zipOf(t, zipFile{name: "a.txt"})}, zipFile{name: "c.7z"}), []string{
			"!b.zip=! an archive within an archive, unpack it first: archives of this kind are not read", "!c.7z=! an archive within an archive, unpack it first: archives of this kind are not read"}},
		{"a password", "a.zip", zipOf(t, zipFile{name: "a.txt", body: "A", locked: true}), []string{"!a.txt=! needs a password"}},
		{"a packed member", "a.zip", zipOf(t, zipFile{name: "a.html.gz", body: gz(t, "A")}), []string{"!a.html.gz=A"}},
		{"too many members", "a.zip", zipOf(t, many...), []string{"=! an archive of more than 2000 members, unpack it first: above the size limit"}},
		{"a large member", "a.zip", zipOf(t, zipFile{name: "a.txt", body: strings.Repeat("0123456789", 200_000)}), []string{"!a.txt=! more than 1500000 bytes: above the size limit"}},
		{"a bomb", "a.zip", zipOf(t, zipFile{name: "a.txt", body: zeros}), []string{"!a.txt=! unpacks to more than 100 times its size: above the size limit"}},
		{"a size that is a lie", "a.zip", lie(zipOf(t, zipFile{name: "a.txt", body: "many more than five"}), 5), []string{"!a.txt=! zip: not a valid zip file: a damaged archive"}},
		{"sizes that are too much together", "a.zip", lie(zipOf(t, zipFile{name: "a.txt", body: "A"}), 1<<31), []string{"=! an archive that unpacks to more than 200 MB, unpack it first: above the size limit"}},
		{"damaged", "a.zip", zipOf(t, zipFile{name: "a.txt", body: "A"})[:60], []string{"=! zip: not a valid zip file: a damaged archive"}},
		{"an error page called zip", "a.zip", "<html>404", []string{"=<html>404"}},
		{"an office document called zip", "a.zip", zipOf(t, zipFile{name: "[Content_Types].xml"}), []string{"=PK"}},
		{"a zip archive called rar", "a.rar", zipOf(t, zipFile{name: "a.txt", body: "A"}), []string{"!a.txt=A"}},

		{"rar", "a.rar", rar5(rarFile{name: "年报/2019.html", body: "A"}, rarFile{name: "2020.txt", body: "B"}), []string{"!年报/2019.html=A", "!2020.txt=B"}},
		{"older rar, names in GBK", "a.rar", rar4(rarFile{name: gbk(t, "年报.html"), body: "A"}, rarFile{name: "2020.txt", body: "B"}), []string{"!年报.html=A", "!2020.txt=B"}},
		{"solid rar", "a.rar", rar5(rarFile{name: "a.txt", body: "A"}, rarFile{name: "b.txt", body: "B", solid: true}, rarFile{name: "c.txt", body: "C", solid: true}), []string{"!a.txt=A", "!b.txt=B", "!c.txt=C"}},
		{"a locked rar", "a.rar", rar5(rarFile{name: "a.txt", body: "0123456789abcdef", locked: true}), []string{"!a.txt=! needs a password"}},
		{"a rar archive cut off", "a.rar", rar5(rarFile{name: "a.txt", body: "A"})[:40], []string{"=! unexpected EOF: a damaged archive"}},
		{"rar with rubbish in it", "a.rar", "Rar!\x1a\x07\x01\x00 rubbish", []string{"=! unexpected EOF: a damaged archive"}},

		{"gzip", "a.html.gz", gz(t, "A"), []string{"=A"}},
		{"a gzip bomb", "a.html.gz", gz(t, zeros), []string{"=! unpacks to more than 100 times its size: above the size limit"}},
		{"gzip cut off", "a.html.gz", gz(t, "ABC")[:15], []string{"=! unexpected EOF: a damaged archive"}},
		{"gzip within gzip", "a.gz", gz(t, gz(t, "A")), []string{"=" + gz(t, "A")}},
		{"no gzip, whatever its first bytes", "a.gz", "\x1f\x8b A", []string{"=\x1f\x8b A"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(write(t, map[string]string{tt.file: tt.content}), tt.file)
			var got []string
			for _, item := range New(Options{MaxBytes: 1_500_000}).Discover([]string{path}) {
				o := outcome(item)
				if strings.HasPrefix(o, "PK") {
					o = "PK"
				}
				got = append(got, strings.TrimPrefix(item.Source, path)+"="+o)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// Members are read in any order, again and again, and found in folders and
// manifests with the manifest's word.
func TestMembers(t *testing.T) {
	dir := write(t, map[string]string{
		"docs/a.rar": rar5(rarFile{name: "a.txt", body: "A"}, rarFile{name: "b.txt", body: "B", solid: true}),
		"docs/b.zip": zipOf(t, zipFile{name: "c.txt", body: "C"}),
		"list.csv":   "path,year\ndocs/b.zip,2017\n",
	})
	f := New(Options{})
	items := f.Discover([]string{filepath.Join(dir, "docs")})
	for _, i := range []int{1, 0, 1, 2, 2} {
		if len(items) != 3 || outcome(items[i]) != string("ABC"[i]) {
			t.Fatalf("%d members, the %d-th is %q", len(items), i, outcome(items[i]))
		}
	}
	items = f.Discover([]string{filepath.Join(dir, "list.csv")})
	if len(items) != 1 || items[0].Hint.Year != 2017 || outcome(items[0]) != "C" {
		t.Errorf("manifest: %v", items)
	}
	if err := os.Remove(filepath.Join(dir, "docs", "b.zip")); err != nil {
		t.Fatal(err)
	}
	if got := outcome(items[0]); got != "! not found" {
		t.Errorf("a member of an archive that is gone: %s", got)
	}
}
