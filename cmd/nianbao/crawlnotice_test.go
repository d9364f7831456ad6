package main

import (
	"bufio"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"nianbao/crawl/notice"
)

// serveMail is a mail server that takes everything; it gives its address, and
// the messages so far.
func serveMail(t testing.TB) (address string, messages func() []string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var all sync.WaitGroup
	var got []string
	talk := func(conn net.Conn) {
		defer conn.Close()
		conn.SetDeadline(time.Now().Add(10 * time.Second))
		fmt.Fprint(conn, "220 test\r\n")
		var text *strings.Builder
		for lines := bufio.NewScanner(conn); lines.Scan(); {
			line := lines.Text()
			switch {
			case text != nil && line == ".":
				mu.Lock()
				got, text = append(got, text.String()), nil
				mu.Unlock()
				fmt.Fprint(conn, "250 ok\r\n")
			case text != nil:
				text.WriteString(line + "\r\n")
			case line == "DATA":
				text = &strings.Builder{}
				fmt.Fprint(conn, "354 go\r\n")
			case line == "QUIT":
				fmt.Fprint(conn, "221 bye\r\n")
				return
			default:
				fmt.Fprint(conn, "250 ok\r\n")
			}
		}
	}
	all.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			all.Go(func() { talk(conn) })
		}
	})
	t.Cleanup(func() { l.Close(); all.Wait() })
	return l.Addr().String(), func() []string {
		mu.Lock()
		defer mu.Unlock()
		return got
	}
}

// A webhookServer keeps what is posted.
type webhookServer struct {
	*httptest.Server
	mu      sync.Mutex
	bodies  []string
	signs   []string
	answers int // status
}

func serveWebhook(t testing.TB) *webhookServer {
	t.Helper()
	w := &webhookServer{answers: 200}
	w.Server = httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.mu.Lock()
		defer w.mu.Unlock()
		w.bodies, w.signs = append(w.bodies, string(body)), append(w.signs, r.Header.Get(notice.SignatureHeader))
		out.WriteHeader(w.answers)
	}))
	t.Cleanup(w.Close)
	return w
}

// textOf is what a person reads of a mail.
func textOf(t testing.TB, message string) string {
	t.Helper()
	m, err := mail.ReadMessage(strings.NewReader(message))
	if err != nil {
		t.Fatal(err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, m.Body))
	if err != nil {
		t.Fatal(err)
	}
	return subject + "\n" + string(body)
}

// TestNotices makes three nights: the second over a report whose figures were
// revised and one whose bytes alone were, the third over a site that is down.
// Everybody is told of each what there is to tell, in the same words.
func TestNotices(t *testing.T) {
	b, other := serveBody(t, "127.51.12.1"), serveBody(t, "127.51.12.2")
	p := newPlace(t, b, other)
	smtp, messages := serveMail(t)
	hook := serveWebhook(t)
	file, metrics := filepath.Join(p.dir, "night.json"), filepath.Join(p.dir, "night.prom")
	p.env["NIANBAO_WEBHOOK_SECRET"] = "secret"
	args := []string{"--once", "--summary", file, "--webhook", hook.URL, "--mail", "a@example.org", "--smtp", smtp, "--smtp-tls", "none", "--metrics-file", metrics, "--source", "站1"}
	night := func(code int, more ...string) (nightRecord, result) {
		t.Helper()
		r := p.crawl(append(args, more...)...)
		r.want(t, code)
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		hook.mu.Lock()
		defer hook.mu.Unlock()
		if last := len(hook.bodies) - 1; hook.bodies[last] != string(body) || hook.signs[last] != notice.Sign("secret", body) {
			t.Errorf("the webhook was told %s, signed %s; the file says %s", hook.bodies[last], hook.signs[last], body)
		}
		var record nightRecord
		if err := json.Unmarshal(body, &record); err != nil {
			t.Fatal(err)
		}
		if a := record.Account; a.Discovered != a.Fetched+a.Unchanged+addUp(a.Failed)+addUp(a.Blocked)+addUp(a.Skipped) {
			t.Errorf("the account does not add up: %+v", a)
		}
		return record, r
	}

	first, _ := night(exitOK)
	if first.Schema != 1 || first.Ending != "whole" || len(first.New) != 2 || first.Sites.Outcomes["ok"] != 1 || first.New[0].Body == "" || first.New[0].Year != 2016 {
		t.Errorf("first night: %+v", first)
	}
	if n := len(messages()); n != 0 {
		t.Errorf("%d mails of a night without anything to say", n)
	}

	b.set("/nb/2017.html", reportOn(2017, 125))
	b.set("/nb/2016.html", strings.Replace(reportOn(2016, 100), "<body>", `<body class="new">`, 1))
	p.clock.Sleep(t.Context(), 21*time.Hour)
	second, said := night(exitOK)
	if len(second.New) != 0 || len(second.Revised) != 2 || len(second.Revised[0].Figures) != 0 || len(second.Revised[1].Figures) != 1 {
		t.Fatalf("second night: %+v", second)
	}
	change := second.Revised[1].Figures[0]
	if change.Change != "changed" || change.Old.Value != "120" || change.New.Value != "125" || change.Old.Code == "" || change.Old.Code != change.New.Code || second.Revised[1].Year != 2017 {
		t.Errorf("revised: %+v %+v", change, second.Revised[1])
	}
	line := fmt.Sprintf("%s %s: 120条 → 125条", change.New.Code, change.New.Label)
	said.want(t, exitOK, "figures that differ: 1: "+b.URL+"/nb/2017.html", line, "other bytes, the same figures: "+b.URL+"/nb/2016.html")
	if got := messages(); len(got) != 1 {
		t.Fatalf("%d mails", len(got))
	} else if text := textOf(t, got[0]); !strings.HasPrefix(text, "Crawl 2026-02-02: to be looked at 0, new 0, revised 2, not read 0\nthe night is done\n") ||
		!strings.Contains(text, line) || !strings.Contains(text, "the same figures") {
		t.Errorf("mail:\n%s", text)
	}
	prom, err := os.ReadFile(metrics)
	if err != nil || !strings.Contains(string(prom), "nianbao_crawl_last_night_figures_changed 1\n") || !strings.Contains(string(prom), `reports{kind="revised"} 2`) {
		t.Errorf("metrics %v:\n%s", err, prom)
	}

	other.Close()
	args = args[:len(args)-2] // all sites
	p.clock.Sleep(t.Context(), 21*time.Hour)
	third, _ := night(exitShort, "--lang", "zh")
	if len(third.Alarms) != 1 || third.Alarms[0].Site != "站2" || third.Alarms[0].Outcome != "unreachable" || third.Exit != exitShort || len(third.Revised) != 0 {
		t.Errorf("third night: %+v", third)
	}
	if got := messages(); len(got) != 2 {
		t.Fatalf("%d mails", len(got))
	} else if text := textOf(t, got[1]); !strings.HasPrefix(text, "年报抓取 2026-02-03: 需查看 1, ") || !strings.Contains(text, "站2: 从此处访问不到") {
		t.Errorf("mail:\n%s", text)
	}

	args = append(args, "--source", "站1")
	p.clock.Sleep(t.Context(), 21*time.Hour)
	night(exitOK)
	if n := len(messages()); n != 2 {
		t.Errorf("%d mails of nights without anything to say", n)
	}
	night(exitOK, "--mail-when", "always")
	if got := messages(); len(got) != 3 || !strings.HasPrefix(textOf(t, got[2]), "Crawl 2026-02-04: to be looked at 0, new 0, revised 0, not read 0\n") {
		t.Errorf("%d mails: %q", len(got), got)
	}
}

// TestNoticesFail cannot deliver: the night is as good as ever.
func TestNoticesFail(t *testing.T) {
	b := serveBody(t, "127.51.13.1")
	p := newPlace(t, b)
	hook := serveWebhook(t)
	hook.answers = http.StatusForbidden
	r := p.crawl("--once", "--webhook", hook.URL+"/password", "--mail", "a@example.org,b@example.org", "--mail-when", "always", "--smtp", "127.0.0.1:1", "--smtp-tls", "none",
		"--summary", filepath.Join(p.dir, "no", "such.json"), "--metrics-file", filepath.Join(p.dir, "no", "such.prom"))
	r.want(t, exitOK, "new 2", "--webhook could not be delivered: webhook: HTTP status 403", "--mail could not be delivered: mail: ", "--summary could not be delivered", "--metrics-file could not be delivered")
	if strings.Contains(r.stderr, "password") {
		t.Errorf("the webhook's address is shown:\n%s", r.stderr)
	}
}

// TestSummaryToStdout writes one line for each night, and nothing else there.
func TestSummaryToStdout(t *testing.T) {
	p := newPlace(t, serveBody(t, "127.51.14.1"))
	r := p.crawl("--once", "--summary", "-", "--window", "01:00-02:00")
	r.want(t, exitTime)
	var record nightRecord
	if err := json.Unmarshal([]byte(r.stdout), &record); err != nil || strings.Count(r.stdout, "\n") != 1 {
		t.Fatalf("%v: %s", err, r.stdout)
	}
	if record.Ending != "window" || record.Exit != exitTime || len(record.Sites.Left) != 1 || record.Sites.Left[0] != "站1" {
		t.Errorf("%+v", record)
	}
}

func TestNoticeSettings(t *testing.T) {
	p := newPlace(t, serveBody(t, "127.51.15.1"))
	for _, tt := range []struct {
		code int
		says string
		args []string
	}{
		{exitConfig, "want an address beginning with http", []string{"--webhook", "hooks.example.org"}},
		{exitConfig, "want a form like mail.example.org:587", []string{"--mail", "a@example.org"}},
		{exitConfig, "want an address like name@example.org", []string{"--mail", "a", "--smtp", "x:25"}},
		{exitUsage, "alarms, always", []string{"--mail-when", "never"}},
		{exitUsage, "auto, starttls, tls, none", []string{"--smtp-tls", "ssl"}},
		{exitUsage, "--metrics-file", []string{"--metrics", "127.0.0.1:0"}},
	} {
		p.crawl(append([]string{"--once"}, tt.args...)...).want(t, tt.code, tt.says)
	}
	p.env["NIANBAO_SMTP_PASSWORD"] = "x"
	p.crawl("--once", "--mail", "a@example.org", "--smtp", "x:25").want(t, exitConfig, "without a user")
	p.crawl("--every", "24h", "--metrics", "127.0.0.1:99999").want(t, exitConfig, "metrics cannot be served")
}

// TestMetrics asks for them while nights go on and between them.
func TestMetrics(t *testing.T) {
	b := serveBody(t, "127.51.16.1")
	p := newPlace(t, b)
	l, err := net.Listen("tcp", "127.51.16.2:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	l.Close()
	metrics := func() string {
		resp, err := http.Get("http://" + address + "/metrics")
		if err != nil {
			t.Error(err)
			return ""
		}
		defer resp.Body.Close()
		text, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Error(err)
		}
		return string(text)
	}
	var during, between string
	b.answerBy(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/nb/2016.html" {
			during = metrics()
		}
		b.page(w, r)
	})
	ctx, cancel := context.WithCancel(t.Context())
	p.ctx = ctx
	p.slept = func() {
		if between == "" && strings.Contains(p.stderr.String(), "the next night begins") {
			between = metrics()
			cancel()
		}
	}
	p.crawl("--every", "24h", "--metrics", address).want(t, exitOK, "ended between two nights")
	for _, want := range []string{"nianbao_crawl_night_running 1\n", `nianbao_crawl_responses_total{code="2xx"} 2`} {
		if !strings.Contains(during, want) {
			t.Errorf("during the night %s is not said:\n%s", want, during)
		}
	}
	for _, want := range []string{"nianbao_crawl_night_running 0\n", `nianbao_crawl_nights_total{ending="whole"} 1`, `nianbao_crawl_last_night_reports{kind="new"} 2`,
		"nianbao_crawl_progress_timestamp_seconds 0\n", `nianbao_crawl_responses_total{code="4xx"} 1`} {
		if !strings.Contains(between, want) {
			t.Errorf("between nights %s is not said:\n%s", want, between)
		}
	}
}
