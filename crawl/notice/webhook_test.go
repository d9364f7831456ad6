package notice

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestWebhook(t *testing.T) {
	body := []byte(`{"schema":1,"alarms":[{"site":"甲"}]}`)
	for _, tt := range []struct {
		name     string
		statuses []int // of the answers, the last one for good
		secret   string
		asked    int
		fails    string
	}{
		{name: "taken", statuses: []int{200}, asked: 1},
		{name: "taken, signed", statuses: []int{204}, secret: "s3cret", asked: 1},
		{name: "busy at first", statuses: []int{503, 429, 200}, secret: "s3cret", asked: 3},
		{name: "busy all the time", statuses: []int{500}, asked: 3, fails: "HTTP status 500"},
		{name: "refused", statuses: []int{403}, asked: 1, fails: "HTTP status 403"},
		{name: "led elsewhere", statuses: []int{307}, asked: 1, fails: "HTTP status 307"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			asked := 0
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				status := tt.statuses[min(asked, len(tt.statuses)-1)]
				asked++
				got, err := io.ReadAll(r.Body)
				if err != nil || string(got) != string(body) || r.Method != http.MethodPost || r.URL.RequestURI() != "/hook?x=1" {
					t.Errorf("%s %s %q %v", r.Method, r.URL, got, err)
				}
				if kind := r.Header.Get("Content-Type"); kind != "application/json; charset=utf-8" {
					t.Errorf("Content-Type %q", kind)
				}
				if sign := r.Header.Get(SignatureHeader); (sign == "") != (tt.secret == "") || tt.secret != "" && sign != Sign(tt.secret, got) {
					t.Errorf("signature %q", sign)
				}
				w.Header().Set("Location", "/elsewhere")
				w.WriteHeader(status)
			}))
			defer s.Close()
			waits := 0
			err := Webhook{URL: s.URL + "/hook?x=1", Secret: tt.secret, UserAgent: "nianbao/1"}.Send(t.Context(), noWait(&waits), body)
			if asked != tt.asked || waits != max(0, tt.asked-1) {
				t.Errorf("asked %d times, waited %d times, want %d", asked, waits, tt.asked)
			}
			if (err == nil) != (tt.fails == "") || err != nil && !strings.Contains(err.Error(), tt.fails) {
				t.Errorf("%v, want %q", err, tt.fails)
			}
		})
	}
}

// TestSign compares with what `printf abc | openssl dgst -sha256 -hmac key` says.
func TestSign(t *testing.T) {
	if got, want := Sign("key", []byte("abc")), "sha256=9c196e32dc0175f86f4b1cb89289d6619de6bee699e4c378e68309ed97a1a6ab"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// TestWebhookSecret shows nobody the address where it cannot be reached: the path
// of many a webhook is its password.
func TestWebhookSecret(t *testing.T) {
	s := httptest.NewServer(nil)
	url := s.URL + "/password"
	s.Close()
	waits := 0
	err := Webhook{URL: url}.Send(t.Context(), noWait(&waits), nil)
	if err == nil || waits != 2 || strings.Contains(err.Error(), "password") {
		t.Errorf("waited %d times, %v", waits, err)
	}
}

func TestWebhookInterrupted(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) }))
	defer s.Close()
	ctx, cancel := context.WithCancel(t.Context())
	err := Webhook{URL: s.URL}.Send(ctx, func(ctx context.Context, _ time.Duration) error { cancel(); return ctx.Err() }, nil)
	if !errors.Is(err, context.Canceled) || !strings.Contains(fmt.Sprint(err), "500") {
		t.Error(err)
	}
}

func TestWebhookValidate(t *testing.T) {
	for url, ok := range map[string]bool{"http://127.0.0.1:8080/x": true, "https://hooks.example.org/services/T0/B0": true, "": false, "hooks.example.org": false,
		"ftp://x/": false, "http://": false, "http://:80/": false} {
		if err := (Webhook{URL: url}).Validate(); (err == nil) != ok {
			t.Errorf("%q: %v", url, err)
		}
	}
}
