package main

import (
	"bytes"
	"cmp"
	"flag"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"nianbao/crawl/frozen"
	"nianbao/synth"
)

var updateDocs = flag.Bool("update-docs", false, "write anew what the commands shown in docs/*.md print")

// TestDocs runs the commands that pages show in blocks of the language console,
// in their order and in a folder of their own with fixtures/ in it, and holds
// that they print what the page says. A command of another program than this
// one is run where it is installed.
func TestDocs(t *testing.T) {
	for _, page := range []string{"README.md", "README.zh.md", "docs/journalists.md", "docs/journalists.zh.md", "docs/researchers.md", "docs/crawling.md", "docs/crawling.zh.md"} {
		t.Run(page, func(t *testing.T) { runPage(t, filepath.Join("..", "..", page)) })
	}
}

var consoleBlock = regexp.MustCompile("(?s)```console\n(.*?)```")

func runPage(t *testing.T, path string) {
	page, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	path, err = filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	fixtures, err := filepath.Abs(filepath.Join("..", "..", "fixtures"))
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	if err := os.Symlink(fixtures, "fixtures"); err != nil {
		t.Skip("no symbolic links here: ", err)
	}
	if strings.Contains(string(page), "years.db") {
		if _, err := synth.Fill(t.Context(), "years.db", synth.NewPlan(150), func(synth.Filled) {}); err != nil {
			t.Fatal(err)
		}
	}
	if strings.Contains(string(page), "--db demo/nianbao.db") { // as make demo leaves it
		if err := os.Mkdir("demo", 0o755); err != nil {
			t.Fatal(err)
		}
		if got := call(t, "--db", "demo/nianbao.db", "ingest", "fixtures/docs"); got.code != exitOK {
			t.Fatal(got.stderr)
		}
	}
	st := &stage{cut: regexp.MustCompile(`127\.0\.0\.1:\d{1,4}…`), clock: frozen.NewStepClock(time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)), env: map[string]string{}, there: strings.NewReplacer(), back: strings.NewReplacer()}
	if strings.Contains(string(page), "make demo-sites") {
		st.demoSites(t, fixtures)
		for _, m := range exported.FindAllStringSubmatch(string(page), -1) {
			st.env[m[1]] = m[2]
		}
	}
	lang := "en"
	if strings.HasSuffix(path, ".zh.md") {
		lang = "zh"
	}
	n := 0
	got := consoleBlock.ReplaceAllStringFunc(string(page), func(block string) string {
		n++
		return "```console\n" + console(t, st, lang, consoleBlock.FindStringSubmatch(block)[1]) + "```"
	})
	if n == 0 {
		t.Errorf("%s shows no command", path)
	}
	if *updateDocs {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if got != string(page) {
		a, b := strings.Split(string(page), "\n"), strings.Split(got, "\n")
		for i := range min(len(a), len(b)) {
			if a[i] != b[i] {
				t.Errorf("%s:%d says\n%s\nbut the command prints\n%s\n(go test ./cmd/nianbao -run TestDocs -update-docs writes it)", path, i+1, a[i], b[i])
				break
			}
		}
	}
}

// A stage is what the commands of a page find beside files.
type stage struct {
	clock       *frozen.StepClock // that moves when something waits
	env         map[string]string
	web         *frozen.Net       // of make demo-sites; nil where the page has none
	cut         *regexp.Regexp    // an address whose port a narrow table cuts short
	there, back *strings.Replacer // of the addresses that the page names, and back
}

// demoPort is the port of the first site of make demo-sites; those of the others
// begin alike.
const demoPort = "18801"

// exported are the variables that a page tells its reader to set.
var exported = regexp.MustCompile(`(?m)^export (NIANBAO_\w+)=(\S+)$`)

// demoSites serves the sites of make demo-sites, at other ports than those that
// the page names: somebody may be looking at them here.
func (st *stage) demoSites(t *testing.T, fixtures string) {
	t.Helper()
	var sites []*frozen.Site
	var there, back []string
	for i, name := range frozen.Demo {
		l, err := net.Listen("tcp4", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		address := l.Addr().String()
		l.Close()
		s, err := frozen.Moved(filepath.Join(fixtures, "sites", name+".txtar"), address)
		if err != nil {
			t.Fatal(err)
		}
		sites = append(sites, s)
		shown := fmt.Sprintf("127.0.0.1:%d", 18801+i)
		there, back = append(there, shown, address), append(back, address, shown)
	}
	st.web = frozen.Serve(t, sites)
	st.there, st.back = strings.NewReplacer(there...), strings.NewReplacer(back...)
	st.env["NIANBAO_SITES"] = "1" // in the order of the file
}

// turned turns the night of the sites as make demo-sites does.
func (st *stage) turned(command string) (string, bool) {
	night, ok := strings.CutPrefix(strings.TrimSpace(command), "make demo-sites NIGHT=")
	if n, err := strconv.Atoi(night); ok && err == nil && st.web != nil {
		st.web.Night(n)
		return fmt.Sprintf("the sites that are served are in night %d now\n", n), true
	}
	return "", false
}

// console runs the commands of a block and gives it with what they print.
func console(t *testing.T, st *stage, lang, block string) string {
	t.Helper()
	var out strings.Builder
	shown := ""
	lines := strings.SplitAfter(block, "\n")
	for i := 0; i < len(lines); i++ {
		if !strings.HasPrefix(lines[i], "$ ") {
			shown += lines[i]
			continue
		}
		command := lines[i]
		for strings.HasSuffix(command, "\\\n") && i+1 < len(lines) {
			i++
			command += lines[i]
		}
		was := ""
		for i+1 < len(lines) && !strings.HasPrefix(lines[i+1], "$ ") {
			i++
			was += lines[i]
		}
		out.WriteString(command + elided(was, printed(t, st, lang, strings.ReplaceAll(strings.TrimPrefix(command, "$ "), "\\\n", ""), was)))
	}
	return shown + out.String()
}

// elided leaves out as much of what is printed as the page does with a line …
// at its end or its beginning.
func elided(was, printed string) string {
	const rest = "…\n"
	n := strings.Count(was, "\n") - 1
	lines := strings.SplitAfter(printed, "\n")
	lines = lines[:max(0, len(lines)-1)]
	switch {
	case len(lines) <= n:
		return printed
	case strings.HasSuffix(was, "\n"+rest):
		return strings.Join(lines[:n], "") + rest
	case strings.HasPrefix(was, rest):
		return rest + strings.Join(lines[len(lines)-n:], "")
	}
	return printed
}

// printed is what a command prints, or what the page says where it cannot be
// run here.
func printed(t *testing.T, st *stage, lang, command, was string) string {
	t.Helper()
	command = st.there.Replace(command)
	if out, done := st.turned(command); done {
		return out
	}
	words := shellWords(strings.TrimSpace(command))
	if words[0] != "nianbao" {
		if _, err := exec.LookPath(words[0]); err != nil {
			if os.Getenv("NIANBAO_TEST_ALL") != "" {
				t.Errorf("%s is not installed", words[0])
			}
			t.Logf("%s is not installed: its output is not checked", words[0])
			return was
		}
		cmd := exec.Command("sh", "-c", command)
		cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8")
		b, err := cmd.CombinedOutput()
		if err != nil {
			t.Errorf("%s: %v\n%s", command, err, b)
		}
		return st.back.Replace(string(b))
	}
	var stdout, stderr bytes.Buffer
	e := env{
		stdin: strings.NewReader(""), stdout: &stdout, stderr: &stderr, now: st.clock.Now, sleep: st.clock.Sleep,
		getenv: func(name string) string {
			return cmp.Or(st.env[name], map[string]string{"LANG": "C.UTF-8", "COLUMNS": "100", "NIANBAO_LANG": lang}[name])
		},
		terminal: func(any) (int, bool) { return 0, false },
	}
	if code := run(t.Context(), e, words[1:]); code != exitOK && code != exitShort {
		t.Errorf("%s: exit code %d\n%s", command, code, stderr.String())
	}
	return st.cut.ReplaceAllStringFunc(st.back.Replace(stdout.String()+stderr.String()), func(s string) string {
		host, port, _ := strings.Cut(s, ":")
		return host + ":" + demoPort[:len(port)-len("…")] + "…"
	})
}
