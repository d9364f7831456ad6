package polite

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"log"
	"math/big"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"
)

// An authority signs the certificates of test servers.
type authority struct {
	cert *x509.Certificate
	key  *rsa.PrivateKey
	pool *x509.CertPool
}

func newAuthority(t testing.TB) *authority {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "an authority"}, NotBefore: evening.AddDate(-5, 0, 0),
		NotAfter: evening.AddDate(5, 0, 0), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
	a := &authority{key: key, pool: x509.NewCertPool()}
	a.cert = a.sign(t, template, template, key.Public(), key)
	a.pool.AddCert(a.cert)
	return a
}

func (a *authority) sign(t testing.TB, template, parent *x509.Certificate, public any, signer crypto.Signer) *x509.Certificate {
	t.Helper()
	der, err := x509.CreateCertificate(rand.Reader, template, parent, public, signer)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return cert
}

// config is that of a server whose certificate is of some kind.
func (a *authority) config(t testing.TB, kind string) *tls.Config {
	t.Helper()
	template := &x509.Certificate{SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "www.a.gov.cn"}, DNSNames: []string{"www.a.gov.cn"},
		NotBefore: evening.AddDate(-1, 0, 0), NotAfter: evening.AddDate(1, 0, 0), ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}
	var key crypto.Signer = a.key
	if strings.Contains(kind, "ecdsa") {
		k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		key = k
	}
	parent, signer := a.cert, crypto.Signer(a.key)
	c := &tls.Config{}
	for word := range strings.FieldsSeq(kind) {
		switch word {
		case "expired":
			template.NotAfter = evening.AddDate(0, -1, 0)
		case "unborn":
			template.NotBefore = evening.AddDate(0, 1, 0)
		case "wrong":
			template.DNSNames = []string{"www.b.gov.cn"}
		case "nameless":
			template.DNSNames = nil
		case "self":
			parent, signer = template, key
		case "unknown":
			other := newAuthority(t)
			parent, signer = other.cert, other.key
		case "tls10":
			c.MinVersion, c.MaxVersion = tls.VersionTLS10, tls.VersionTLS10
		case "tls11":
			c.MinVersion, c.MaxVersion = tls.VersionTLS11, tls.VersionTLS11
		case "rsa-kx":
			c.MaxVersion, c.CipherSuites = tls.VersionTLS12, []uint16{tls.TLS_RSA_WITH_AES_128_CBC_SHA}
		case "3des":
			c.MaxVersion, c.CipherSuites = tls.VersionTLS12, []uint16{tls.TLS_RSA_WITH_3DES_EDE_CBC_SHA}
		}
	}
	cert := a.sign(t, template, parent, key.Public(), signer)
	c.Certificates = []tls.Certificate{{Certificate: [][]byte{cert.Raw}, PrivateKey: key}}
	return c
}

func TestTLS(t *testing.T) {
	a := newAuthority(t)
	for _, tt := range []struct {
		kind  string
		want  string // outcome
		state string // of the page
	}{
		{"modern", "ok", ""},
		{"modern ecdsa", "ok", ""},
		{"expired", "ok", "TLS 1.3, expired, certificate sha256:*"},
		{"unborn", "ok", "TLS 1.3, expired, certificate sha256:*"},
		{"self", "ok", "TLS 1.3, self-signed, certificate sha256:*"},
		{"self nameless", "ok", "TLS 1.3, self-signed, certificate sha256:*"},
		{"unknown", "ok", "TLS 1.3, untrusted, certificate sha256:*"},
		{"tls10", "ok", "TLS 1.0, legacy, certificate sha256:*"},
		{"tls11", "ok", "TLS 1.1, legacy, certificate sha256:*"},
		{"rsa-kx", "ok", "TLS 1.2, legacy, certificate sha256:*"},
		{"3des", "ok", "TLS 1.2, legacy, certificate sha256:*"},
		{"tls10 expired", "ok", "TLS 1.0, legacy, expired, certificate sha256:*"},
		{"wrong", "!unreachable", ""},
		{"wrong expired", "!unreachable", ""},
		{"wrong unknown", "!unreachable", ""},
		{"nameless", "!unreachable", ""},
	} {
		t.Run(tt.kind, func(t *testing.T) {
			w := newWeb(t)
			kept := &archive{}
			home := w.serveTLS(a.config(t, tt.kind), "127.34.0.1:0", "www.a.gov.cn", map[string]page{"/": say(200, "ok")})
			away := w.serve("127.34.0.2:0", "www.b.gov.cn", "", map[string]page{"/": say(302, "", "Location: "+home+"/")})
			with := func(o *Options) { o.Roots, o.Archive = a.pool, kept.keep }
			p, err := get(t, w.visit(with), home+"/")
			if got := outcome(p, err); got != tt.want {
				t.Fatalf("%s, want %s (%v)", got, tt.want, err)
			}
			if err == nil && regexp.MustCompile("[0-9a-f]{64}$").ReplaceAllString(p.TLS, "*") != tt.state {
				t.Errorf("state %q, want %q", p.TLS, tt.state)
			}
			for _, x := range kept.kept {
				if !strings.HasPrefix(x.TLS, "TLS 1.") {
					t.Errorf("archived with %q", x.TLS)
				}
			}
			// A redirect from another host gets no second attempt.
			before := len(w.asked)
			want := "!unreachable"
			if strings.HasPrefix(tt.kind, "modern") {
				want = "ok"
			}
			w.clock.Set(w.clock.Now().Add(time.Minute))
			p, err = get(t, w.visit(with), away+"/")
			if got := outcome(p, err); got != want {
				t.Errorf("by a redirect: %s, want %s (%v)", got, want, err)
			}
			for _, asked := range w.asked[before:] {
				if want != "ok" && strings.HasPrefix(asked, "www.a.") {
					t.Errorf("by a redirect: asked %s", asked)
				}
			}
		})
	}
}

// serveTLS begins a server like serve.
func (w *web) serveTLS(c *tls.Config, address, name string, pages map[string]page) string {
	w.t.Helper()
	s := httptest.NewUnstartedServer(w.handler(name, address, pages))
	s.Listener.Close()
	s.Listener = listen(w.t, address)
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.TLS = c
	s.StartTLS()
	w.t.Cleanup(s.Close)
	return strings.Replace(w.add(name, "", s.Listener.Addr().String()), "http:", "https:", 1)
}
