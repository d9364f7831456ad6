package notice

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
)

// SignatureHeader has the HMAC-SHA256 of a webhook's body by the secret that both
// ends know, as "sha256=" and hexadecimal digits. It is left out where there is
// no secret.
const SignatureHeader = "X-Nianbao-Signature-256"

// A Webhook gets JSON by POST.
type Webhook struct {
	URL       string
	Secret    string // "" for no signature
	UserAgent string
}

// Validate refuses an address that nothing can be sent to.
func (w Webhook) Validate() error {
	u, err := url.Parse(w.URL)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
		return fmt.Errorf("%q: want an address beginning with http", w.URL)
	}
	return nil
}

// Sign gives the value of SignatureHeader.
func Sign(secret string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}

// Send posts a body. What answers 2xx has it; what leads elsewhere has not, for
// a redirect would carry the summary to somebody who was not named.
func (w Webhook) Send(ctx context.Context, wait Wait, body []byte) error {
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	defer client.CloseIdleConnections()
	return try(ctx, wait, func(ctx context.Context) error {
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, w.URL, bytes.NewReader(body))
		if err != nil {
			return errors.Join(errFinal, err)
		}
		req.Header.Set("Content-Type", "application/json; charset=utf-8")
		req.Header.Set("User-Agent", w.UserAgent)
		if w.Secret != "" {
			req.Header.Set(SignatureHeader, Sign(w.Secret, body))
		}
		resp, err := client.Do(req)
		if err != nil {
			return w.hide(err)
		}
		defer resp.Body.Close()
		io.Copy(io.Discard, io.LimitReader(resp.Body, 1<<16))
		switch {
		case resp.StatusCode >= 200 && resp.StatusCode < 300:
			return nil
		case resp.StatusCode >= 500, resp.StatusCode == http.StatusTooManyRequests, resp.StatusCode == http.StatusRequestTimeout:
			return fmt.Errorf("webhook: HTTP status %d", resp.StatusCode)
		}
		return fmt.Errorf("webhook: HTTP status %d: %w", resp.StatusCode, errFinal)
	})
}

// hide takes the address out of an error: many a webhook's path is its password.
func (w Webhook) hide(err error) error {
	var e *url.Error
	if errors.As(err, &e) {
		err = e.Err
	}
	return fmt.Errorf("webhook: %w", err)
}
