package notice

import (
	"context"
	"encoding/base64"
	"io"
	"mime"
	"net/mail"
	"strings"
	"testing"
	"time"
)

var night = time.Date(2026, 2, 2, 6, 0, 0, 0, time.UTC)

// noWait does not wait, and counts how often it was asked to.
func noWait(n *int) Wait {
	return func(ctx context.Context, _ time.Duration) error { *n++; return ctx.Err() }
}

func TestMail(t *testing.T) {
	for _, tt := range []struct {
		name     string
		security Security
		implicit bool // the server speaks TLS from the beginning
		login    string
		set      func(*mailServer)
		waits    int
		fails    string
		secret   bool // the mail came by TLS
	}{
		{name: "plain", security: Plain},
		{name: "STARTTLS", security: StartTLS, set: func(s *mailServer) { s.starttls = true }, secret: true},
		{name: "STARTTLS with a login", security: Auto, login: "user\x00secret", set: func(s *mailServer) { s.starttls = true }, secret: true},
		{name: "TLS", security: Implicit, implicit: true, secret: true},
		{name: "TLS with a login", security: Implicit, implicit: true, login: "user\x00secret", secret: true},
		{name: "no STARTTLS where it must be", security: Auto, fails: "STARTTLS", waits: 2},
		{name: "a certificate of nobody", security: StartTLS, set: func(s *mailServer) { s.starttls = true }, fails: "certificate", waits: 2},
		{name: "a password without TLS", security: Plain, login: "user\x00secret", fails: "auth", waits: 2},
		{name: "a wrong password", security: Implicit, implicit: true, login: "user\x00other", fails: "535"},
		{name: "busy at first", security: Plain, set: func(s *mailServer) { s.refuse["MAIL"] = 2 }, waits: 2},
		{name: "busy all the time", security: Plain, set: func(s *mailServer) { s.refuse["MAIL"] = -1 }, waits: 2, fails: "451"},
		{name: "no such person", security: Plain, set: func(s *mailServer) { s.refuse["RCPT"], s.code = -1, 550 }, fails: "550"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := serveMail(t, tt.implicit, func(s *mailServer) {
				s.login = tt.login
				if tt.set != nil {
					tt.set(s)
				}
			})
			m := Mailer{Server: s.address, Security: tt.security, From: "crawl@example.org", To: []string{"a@example.org", "b@example.org"}, Roots: s.roots}
			if strings.HasPrefix(tt.name, "a certificate") {
				m.Roots = nil
			}
			if tt.login != "" {
				m.User, m.Password = "user", "secret"
			}
			waits := 0
			text := "抓取结果: 网站 2\n" + strings.Repeat("长", 2000) + "\n.\nend\n"
			err := m.Send(t.Context(), noWait(&waits), night, "年报抓取: 需查看 1", text)
			if waits != tt.waits {
				t.Errorf("waited %d times, want %d", waits, tt.waits)
			}
			if tt.fails != "" {
				if err == nil || !strings.Contains(strings.ToLower(err.Error()), strings.ToLower(tt.fails)) {
					t.Errorf("%v, want one about %s", err, tt.fails)
				}
				if len(s.got()) > 0 || s.says("AUTH PLAIN", false) && !s.says("AUTH PLAIN", true) {
					t.Errorf("it was told too much: %q", s.told)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if s.says("DATA", true) != tt.secret {
				t.Errorf("by TLS %v, want %v", !tt.secret, tt.secret)
			}
			if !s.says("RCPT TO:<a@example.org>", tt.secret) || !s.says("RCPT TO:<b@example.org>", tt.secret) {
				t.Errorf("told %q", s.told)
			}
			if got := s.got(); len(got) != 1 {
				t.Fatalf("%d messages", len(got))
			}
			read(t, s.got()[0], text)
		})
	}
}

// read reads a message as a mail program does.
func read(t *testing.T, message, text string) {
	t.Helper()
	for _, c := range message {
		if c > 126 {
			t.Fatalf("a message of more than ASCII: %.200q", message)
		}
	}
	m, err := mail.ReadMessage(strings.NewReader(message))
	if err != nil {
		t.Fatal(err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil || subject != "年报抓取: 需查看 1" {
		t.Errorf("subject %q, %v", subject, err)
	}
	if at, err := m.Header.Date(); err != nil || !at.Equal(night) {
		t.Errorf("date %v, %v", at, err)
	}
	for key, want := range map[string]string{"From": "<crawl@example.org>", "Auto-Submitted": "auto-generated"} {
		if got := m.Header.Get(key); got != want {
			t.Errorf("%s: %q, want %q", key, got, want)
		}
	}
	if kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type")); err != nil || kind != "text/plain" || !strings.EqualFold(params["charset"], "utf-8") {
		t.Errorf("%s %v %v", kind, params, err)
	}
	body, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, m.Body))
	if got := strings.ReplaceAll(string(body), "\r\n", "\n"); err != nil || got != text {
		t.Errorf("text %.80q, %v", got, err)
	}
}

func TestMailerValidate(t *testing.T) {
	good := Mailer{Server: "mail.example.org:587", From: "a@example.org", To: []string{"b@example.org"}}
	if err := good.Validate(); err != nil {
		t.Error(err)
	}
	for name, change := range map[string]func(*Mailer){
		"no port":      func(m *Mailer) { m.Server = "mail.example.org" },
		"no host":      func(m *Mailer) { m.Server = ":25" },
		"no such port": func(m *Mailer) { m.Server = "x:99999" },
		"nobody":       func(m *Mailer) { m.To = nil },
		"a name":       func(m *Mailer) { m.To = []string{"甲 <a@example.org>"} },
		"two in one":   func(m *Mailer) { m.To = []string{"a@example.org,b@example.org"} },
		"a header":     func(m *Mailer) { m.To = []string{"a@example.org\r\nBcc: c@example.org"} },
		"no sender":    func(m *Mailer) { m.From = "" },
		"no user":      func(m *Mailer) { m.Password = "x" },
	} {
		m := good
		change(&m)
		if m.Validate() == nil {
			t.Errorf("%s is taken: %+v", name, m)
		}
	}
}
