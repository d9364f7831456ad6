package warc

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestOutsideReader lets libarchive read what we wrote. It knows WARC/1.0 only,
// from which 1.1 differs, for what we write, in its number and in finer dates.
func TestOutsideReader(t *testing.T) {
	bsdtar, err := exec.LookPath("bsdtar")
	if err != nil {
		t.Skip("bsdtar (libarchive-tools) is not installed")
	}
	dir := t.TempDir()
	a := openArchive(t, dir)
	bodies := map[string]string{"1": "<p>年报</p>", "nb/2.pdf": strings.Repeat("%PDF\x00", 5000)}
	var p Place
	for name, body := range bodies {
		p = put(t, a, page("http://x.gov.cn/"+name, body))
	}
	a.Close()
	packed, err := os.ReadFile(filepath.Join(dir, p.File))
	if err != nil {
		t.Fatal(err)
	}
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "older.warc")
	write(t, file, bytes.ReplaceAll(plain, []byte("WARC/1.1\r\n"), []byte("WARC/1.0\r\n")))
	list, err := exec.Command(bsdtar, "-tf", file).CombinedOutput()
	if err != nil {
		t.Fatalf("bsdtar -t: %v\n%s", err, list)
	}
	for name, body := range bodies {
		if !strings.Contains(string(list), name+"\n") {
			t.Errorf("bsdtar does not list %s, but\n%s", name, list)
		}
		out, err := exec.Command(bsdtar, "-xOf", file, name).Output()
		if err != nil || !bytes.Contains(out, []byte(body)) {
			t.Errorf("bsdtar reads %s as %.60q, %v", name, out, err)
		}
	}
}

// TestOutsideWriter reads what wget writes.
func TestOutsideWriter(t *testing.T) {
	wget, err := exec.LookPath("wget")
	if err != nil {
		t.Skip("wget is not installed")
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/moved":
			http.Redirect(w, r, "/a", http.StatusFound)
		case "/missing":
			http.NotFound(w, r)
		default:
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprint(w, "<p>年报 ")
			w.(http.Flusher).Flush() // chunked
			fmt.Fprint(w, r.URL.Path)
		}
	}))
	defer server.Close()
	for _, args := range [][]string{{"--warc-file=a"}, {"--warc-file=a", "--no-warc-compression"}} {
		dir := t.TempDir()
		cmd := exec.Command(wget, append(args, "-q", "--no-proxy", "-O", "/dev/null", server.URL+"/b", server.URL+"/moved", server.URL+"/missing")...)
		cmd.Dir = dir
		cmd.Run() // fails by the page that is missing
		files, _ := filepath.Glob(filepath.Join(dir, "a.warc*"))
		if len(files) != 1 {
			t.Fatalf("wget wrote %v", files)
		}
		b, err := os.ReadFile(files[0])
		if err != nil {
			t.Fatal(err)
		}
		got := show(string(b), 1000)
		for _, want := range []string{"200 " + server.URL + "/b <p>年报 /b", "302 " + server.URL + "/moved", "200 " + server.URL + "/a <p>年报 /a", "404 " + server.URL + "/missing"} {
			if !strings.Contains(got, want) {
				t.Errorf("%s: no %q in\n%s", args, want, got)
			}
		}
	}
}
