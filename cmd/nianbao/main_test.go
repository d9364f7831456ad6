package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/text/encoding/simplifiedchinese"

	"nianbao/crawl/polite"
	"nianbao/sandbox"
)

// TestMain makes the test binary the program where it is run as nianbao.
func TestMain(m *testing.M) {
	sandbox.Main()
	testscript.Main(m, map[string]func(){"nianbao": main})
}

// Tests of the program's words and exit codes. Beside each script's own files
// $WORK holds those of setUp.
func TestScripts(t *testing.T) {
	site := testSite(t)
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("SITE", site)
			env.Setenv("NIANBAO_LANG", "en")
			env.Setenv("XDG_CACHE_HOME", cacheHome())
			return setUp(env.WorkDir)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits},
	})
}

// exits CODE COMMAND... runs a command and compares its exit code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits code command...")
	}
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		if _, scanErr := fmt.Sscanf(err.Error(), "exit status %d", &got); scanErr != nil {
			ts.Fatalf("%v", err)
		}
	}
	if fmt.Sprint(got) != args[0] {
		ts.Fatalf("exit code %d, want %s", got, args[0])
	}
}

// cacheHome lets the scripts share one compiled PDF reader: making it takes
// seconds.
func cacheHome() string {
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return dir
}

// sample is a short report of our own.
const sample = `甲乙市丙丁区戊己街道办事处2017年政府信息公开工作年度报告

一、主动公开政府信息情况
2017年,街道通过政务微博发布各类信息120条,通过政府网站公开信息86条。召开政府信息公开工作会议2次。

二、依申请公开办理情况
2017年共收到政府信息公开申请3件,其中当面申请1件,网上申请2件,均已按期答复。
`

// setUp writes the files that a script cannot hold.
func setUp(dir string) error {
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(sample)
	if err != nil {
		return err
	}
	garbled, err := simplifiedchinese.GB18030.NewDecoder().String(sample) // UTF-8 taken for GB18030
	if err != nil {
		return err
	}
	files := map[string]string{
		"report.txt":  sample,
		"names":       "a.txt\x00gone.txt\x00set",
		"empty":       "",
		"gb.txt":      gb,
		"logo.pdf":    "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89",
		"empty.txt":   "",
		"utf16.txt":   utf16(sample),
		"garbled.txt": garbled,
		"set.zip":     "PK\x03\x04",
		"night.warc":  capture("2018-04-01T00:00:00Z", "120") + capture("2018-04-02T00:00:00Z", "125"),
		"torn.warc":   capture("2018-04-01T00:00:00Z", "120")[:600],
		"cut.docx":    "PK\x03\x04....[Content_Types].xml....",
	}
	pdf, err := os.ReadFile(filepath.Join("..", "..", "fixtures", "docs", "a08_bureau_2020.pdf"))
	if err != nil {
		return err
	}
	files["whole.pdf"], files["cut.pdf"] = string(pdf), string(pdf[:len(pdf)/2])
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			return err
		}
	}
	return os.Mkdir(filepath.Join(dir, "nothing"), 0o755)
}

// capture is what an archive of the web has of a page with the sample, which
// says so many posts.
func capture(date, posts string) string {
	block := "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nETag: \"x\"\r\n\r\n" + strings.Replace(sample, "120", posts, 1)
	return fmt.Sprintf("WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://www.x.gov.cn/nb/2017.html\r\nWARC-Date: %s\r\n"+
		"WARC-Protocol: tls/1.2\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n", date, len(block), block)
}

// generate writes n reports of our own, each with figures of its own.
func generate(t testing.TB, n int) string {
	t.Helper()
	dir := t.TempDir()
	for i := range n {
		name := string([]rune("甲乙丙丁戊己庚辛壬癸")[i%10]) + string([]rune("子丑寅卯辰巳午未申酉戌亥")[i/10%12])
		text := strings.NewReplacer("戊己", name, "120条", fmt.Sprintf("%d条", 100+i), "2017", fmt.Sprint(2008+i%11)).Replace(sample)
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%04d.txt", i)), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// utf16 is s in UTF-16, low byte first, with its mark; s has no character
// beyond the first 65,536.
func utf16(s string) string {
	out := []byte{0xff, 0xfe}
	for _, r := range s {
		out = append(out, byte(r), byte(r>>8))
	}
	return string(out)
}

func testSite(t *testing.T) string {
	mux := http.NewServeMux()
	mux.HandleFunc("/report", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		fmt.Fprint(w, sample)
	})
	mux.HandleFunc("/moved", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/report", http.StatusMovedPermanently)
	})
	mux.HandleFunc("/round", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/round", http.StatusFound) })
	mux.HandleFunc("/busy", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) })
	mux.HandleFunc("/big", func(w http.ResponseWriter, _ *http.Request) { w.Write(bytes.Repeat([]byte("字"), 1<<20)) })
	mux.HandleFunc("/slow", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, "begin")
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	})
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s.URL
}

// A result is what a run in this process did.
type result struct {
	code           int
	stdout, stderr string
}

// call runs the program in this process.
func call(t testing.TB, args ...string) result {
	t.Helper()
	var stdout, stderr bytes.Buffer
	e := env{
		stdin: strings.NewReader(""), stdout: &stdout, stderr: &stderr, now: time.Now, sleep: polite.Wall{}.Sleep,
		getenv:   func(name string) string { return map[string]string{"LANG": "C.UTF-8"}[name] },
		terminal: func(any) (int, bool) { return 0, false },
	}
	code := run(context.Background(), e, args)
	return result{code, stdout.String(), stderr.String()}
}
