package list

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	xunicode "golang.org/x/text/encoding/unicode"
	"golang.org/x/tools/txtar"
)

// A site is a frozen one, answered from memory. Its rates, robots and TLS are
// of no concern here: those are tested where it is served.
type site struct {
	name    string
	source  Source
	reports []string
	others  []string // not_reports
	never   []string
	outcome Outcome
	counts  [2]int // stated, listed
	night2  Outcome
	answers []answer
	night   int
	asked   []string
	count   map[string]int
}

type answer struct {
	method, host, path string
	params             url.Values
	from               int // the first request that it answers
	night              int
	header             http.Header
	status             int
	body               []byte
}

var (
	headURL   = regexp.MustCompile(`url:\s*"?([^",}\s]+)"?`)
	headItem  = regexp.MustCompile(`^\s+-\s+"?([^"\s]+)"?\s*$`)
	headField = regexp.MustCompile(`^(\w+):\s*(.*)$`)
	countIn   = regexp.MustCompile(`stated:\s*(\d+).*listed:\s*(\d+)`)
)

func loadSite(t testing.TB, file string) *site {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	a := txtar.Parse(data)
	s := &site{name: strings.TrimSuffix(filepath.Base(file), ".txtar"), night: 1, count: map[string]int{}}
	s.head(string(a.Comment))
	for _, f := range a.Files {
		s.answers = append(s.answers, parseAnswer(f, s.source))
	}
	return s
}

func (s *site) head(text string) {
	at := ""
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		if m := headField.FindStringSubmatch(line); m != nil {
			at = m[1]
			value := strings.Trim(m[2], `" `)
			switch at {
			case "name":
				s.source.Name = value
			case "home":
				s.source.Home = strings.Fields(value)[0]
			case "hosts":
				for h := range strings.SplitSeq(strings.Trim(value, "[]"), ",") {
					s.source.Hosts = append(s.source.Hosts, strings.Trim(h, `" `))
				}
			case "outcome":
				s.outcome = Outcome(strings.Fields(value)[0])
			case "counts":
				if m := countIn.FindStringSubmatch(value); m != nil {
					s.counts[0], _ = strconv.Atoi(m[1])
					s.counts[1], _ = strconv.Atoi(m[2])
				}
			}
			continue
		}
		switch at {
		case "reports":
			if m := headURL.FindStringSubmatch(line); m != nil {
				s.reports = append(s.reports, m[1])
			}
		case "not_reports", "never":
			m := headItem.FindStringSubmatch(line)
			if m == nil {
				m = headURL.FindStringSubmatch(line)
			}
			if m != nil && at == "never" {
				s.never = append(s.never, strings.Trim(m[1], `"`))
			} else if m != nil {
				s.others = append(s.others, strings.Trim(m[1], `"`))
			}
		case "night2":
			if f := strings.Fields(line); len(f) > 1 && f[0] == "outcome:" {
				s.night2 = Outcome(f[1])
			}
		}
	}
}

func parseAnswer(f txtar.File, source Source) answer {
	a := answer{night: 1, from: 1, status: 200, header: http.Header{"Content-Type": {"text/html; charset=utf-8"}}}
	name := f.Name
	if rest, ok := strings.CutPrefix(name, "night2 "); ok {
		a.night, name = 2, rest
	}
	if i := strings.LastIndex(name, " #"); i > 0 {
		a.from, _ = strconv.Atoi(name[i+2:])
		name = name[:i]
	}
	method, target, _ := strings.Cut(name, " ")
	a.method = method
	if u, err := url.Parse(target); err == nil {
		a.host, a.path, a.params = u.Host, u.Path, u.Query()
	}
	if a.host == "" {
		if u, err := url.Parse(source.Home); err == nil {
			a.host = u.Host
		}
	}
	head, body, _ := strings.Cut(string(f.Data), "\n\n")
	if strings.HasPrefix(string(f.Data), "\n") {
		head, body = "", string(f.Data[1:])
	}
	enc, zip := "", false
	for line := range strings.Lines(head) {
		k, v, _ := strings.Cut(strings.TrimSpace(line), ":")
		v = strings.TrimSpace(v)
		switch strings.ToLower(k) {
		case "status":
			a.status, _ = strconv.Atoi(v)
		case "encoding":
			enc = v
		case "gzip":
			zip = true
		default:
			a.header.Set(k, v)
		}
	}
	body = expand(body)
	if n, _ := strconv.Atoi(a.header.Get("Size")); n > 0 && body != "" {
		body = strings.Repeat(body, n/len(body)+1)[:n]
	}
	a.body = encodeAs(body, enc)
	if zip { // the real Getter unpacks it
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		w.Write(a.body)
		w.Close()
	}
	return a
}

func encodeAs(body, name string) []byte {
	var e encoding.Encoding
	switch strings.ToLower(name) {
	case "gbk", "gb2312":
		e = simplifiedchinese.GBK
	case "gb18030":
		e = simplifiedchinese.GB18030
	case "big5":
		e = traditionalchinese.Big5
	case "utf-16le":
		e = xunicode.UTF16(xunicode.LittleEndian, xunicode.UseBOM)
	default:
		return []byte(body)
	}
	out, err := e.NewEncoder().Bytes([]byte(body))
	if err != nil {
		panic(err)
	}
	return out
}

var macro = regexp.MustCompile(`\{\{(report|prose|news|nav)([^}]*)\}\}`)

func expand(body string) string {
	return macro.ReplaceAllStringFunc(body, func(s string) string {
		m := macro.FindStringSubmatch(s)
		switch m[1] {
		case "nav":
			return `<ul class="nav"><li><a href="/news/1.html">要闻动态</a></li><li><a href="/news/2.html">部门动态</a></li></ul>`
		case "news":
			return "<p>市长到基层调研。</p>"
		}
		return "<p>一、总体情况" + m[2] + "</p><p>二、主动公开政府信息情况</p>"
	})
}

type testFailure struct {
	class Class
	text  string
}

func (f testFailure) Error() string       { return f.text }
func (f testFailure) FailureClass() Class { return f.class }

func (s *site) Get(ctx context.Context, r Request) (*Page, error) {
	method := r.Method
	if method == "" {
		method = "GET"
	}
	asked := r.URL
	for range 10 {
		s.asked = append(s.asked, method+" "+asked)
		u, err := url.Parse(asked)
		if err != nil {
			return nil, err
		}
		params := u.Query()
		for k, v := range r.Form {
			params[k] = append(params[k], v...)
		}
		if r.JSON != nil {
			var v any
			if err := json.Unmarshal(r.JSON, &v); err != nil {
				return nil, err
			}
			flatten("", v, params)
		}
		a := s.answer(method, u, params, r.Referer)
		switch {
		case a == nil:
			return nil, testFailure{ClassStatus, "404 " + asked}
		case a.status >= 300 && a.status < 400 && a.header.Get("Location") != "":
			asked = join(u, a.header.Get("Location")).String()
			if !slices.Contains(s.source.Hosts, u.Host) {
				return nil, testFailure{ClassRefused, "another host " + asked}
			}
			method = "GET"
			continue
		case a.status == 429 || a.status == 503:
			if a.header.Get("Retry-After") != "" && s.count[asked] < 3 {
				continue
			}
			return nil, testFailure{ClassRate, fmt.Sprint(a.status, " ", asked)}
		case a.status >= 400:
			return nil, testFailure{ClassStatus, fmt.Sprint(a.status, " ", asked)}
		case a.header.Get("Truncate") != "":
			return nil, testFailure{ClassTruncated, "truncated " + asked}
		}
		return &Page{URL: asked, Asked: r.URL, Status: a.status, Header: a.header, Body: a.body}, nil
	}
	return nil, testFailure{ClassLoop, "loop " + asked}
}

func flatten(prefix string, v any, into url.Values) {
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			flatten(strings.TrimPrefix(prefix+"."+k, "."), x, into)
		}
	case []any:
		for i, x := range v {
			flatten(fmt.Sprint(prefix, ".", i), x, into)
		}
	default:
		into.Add(prefix, fmt.Sprint(v))
	}
}

func (s *site) answer(method string, u *url.URL, params url.Values, referer string) *answer {
	s.count[u.String()]++
	var best *answer
	rank := func(a *answer) int { return a.night*10000 + len(a.params)*100 + a.from }
	for i := range s.answers {
		a := &s.answers[i]
		if a.method != method || a.night > s.night || a.host != u.Host || a.from > s.count[u.String()] {
			continue
		}
		if a.path != "/*" && a.path != u.Path || a.header.Get("Need-Referer") != "" && referer == "" {
			continue
		}
		if a.header.Get("Need-Cookie") != "" {
			continue
		}
		ok := true
		for k, v := range a.params {
			ok = ok && slices.Contains(params[k], v[0])
		}
		if a.path == "/*" && best != nil {
			continue
		}
		if ok && (best == nil || best.path == "/*" || rank(a) > rank(best)) {
			best = a
		}
	}
	return best
}

// sites are the frozen ones: of the repository, or where NIANBAO_SITES says.
func sites(t testing.TB) []string {
	dir := os.Getenv("NIANBAO_SITES")
	if dir == "" {
		dir = "../../fixtures/sites"
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Skip("no frozen sites")
	}
	return files
}

// TestSites finds the reports of every frozen site, and no request that a site
// says is never to be made.
func TestSites(t *testing.T) {
	for _, file := range sites(t) {
		s := loadSite(t, file)
		switch s.outcome {
		case Declined, Unreachable, Blocked:
			continue // the Getter's to say: this one has no robots and knows no firewall
		}
		t.Run(s.name, func(t *testing.T) {
			l, err := Find(t.Context(), s, s.source, Hint{Year: 2026})
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]bool{}
			for _, e := range l.Entries {
				got[bare(e.URL)] = true
			}
			var missed, wrong []string
			for _, r := range s.reports {
				if !got[bare(r)] {
					missed = append(missed, r)
				}
			}
			for _, r := range s.others {
				if got[bare(r)] {
					wrong = append(wrong, r)
				}
			}
			if s.counts[1] > 0 && (l.Stated != s.counts[0] || l.Listed != s.counts[1]) {
				t.Errorf("stated %d, listed %d, want %v", l.Stated, l.Listed, s.counts)
			}
			t.Logf("SCORE %s found %d/%d, wrong %d/%d, entries %d, outcome %s want %s, stated/listed %d/%d want %d/%d, family %s, column %s, requests %d; why %s; stopped %s; notes %q",
				s.name, len(s.reports)-len(missed), len(s.reports), len(wrong), len(s.others), len(l.Entries), l.Outcome, s.outcome, l.Stated, l.Listed, s.counts[0], s.counts[1], l.Family, l.Column, len(s.asked), l.Why, l.Stopped, l.Notes)
			for _, r := range missed {
				t.Errorf("missed %s", r)
			}
			for _, r := range wrong {
				t.Logf("left to what it holds: %s", r)
			}
			for _, n := range s.never {
				for _, a := range s.asked {
					if _, asked, _ := strings.Cut(a, " "); Key(asked) == Key(n) {
						t.Errorf("asked for %s", n)
					}
				}
			}
			if l.Outcome != s.outcome {
				t.Errorf("outcome %s, want %s", l.Outcome, s.outcome)
			}
		})
	}
}

// bare is an address's key without its scheme: lists mix http and https.
func bare(raw string) string {
	_, rest, _ := strings.Cut(Key(raw), ":")
	return rest
}

var _ Failure = testFailure{}
