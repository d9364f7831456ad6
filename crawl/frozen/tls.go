package frozen

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
	"sync"
	"time"
)

// silent drops what servers say of handshakes that fail: tests make them fail.
var silent = log.New(io.Discard, "", 0)

func tlsClient(roots *x509.CertPool) *tls.Config { return &tls.Config{RootCAs: roots} }

// An authority makes certificates for the sites.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	leaf *ecdsa.PrivateKey
	rsa  *rsa.PrivateKey // exchange of keys by RSA needs one

	mu   sync.Mutex
	made map[[2]string]*tls.Certificate // by name and mode
}

// certificates is the authority that all tests share: keys take long to make.
var certificates = func() func() (*authority, *x509.CertPool, error) {
	type made struct {
		a    *authority
		pool *x509.CertPool
		err  error
	}
	once := sync.OnceValue(func() made {
		a, err := newAuthority()
		if err != nil {
			return made{err: err}
		}
		pool := x509.NewCertPool()
		pool.AddCert(a.cert)
		return made{a, pool, nil}
	})
	return func() (*authority, *x509.CertPool, error) { m := once(); return m.a, m.pool, m.err }
}()

func newAuthority() (*authority, error) {
	a := &authority{made: map[[2]string]*tls.Certificate{}}
	var err error
	if a.key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
		return nil, err
	}
	if a.leaf, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
		return nil, err
	}
	if a.rsa, err = rsa.GenerateKey(rand.Reader, 2048); err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "nianbao frozen sites"},
		NotBefore: year(2000), NotAfter: year(2100),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &a.key.PublicKey, a.key)
	if err != nil {
		return nil, err
	}
	a.cert, err = x509.ParseCertificate(der)
	return a, err
}

// year is its first moment. Certificates hold for a century, for a test's clock
// may show any night.
func year(y int) time.Time { return time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC) }

// config answers handshakes as the mode of the name that is asked for says.
func (a *authority) config(mode func(host string) string) *tls.Config {
	of := func(host, mode string) (*tls.Config, error) {
		cert, err := a.certificate(host, mode)
		if err != nil {
			return nil, err
		}
		c := &tls.Config{Certificates: []tls.Certificate{*cert}, MinVersion: tls.VersionTLS12}
		switch mode {
		case "tls10":
			c.MinVersion, c.MaxVersion = tls.VersionTLS10, tls.VersionTLS10
		case "rsa-kx":
			c.MaxVersion = tls.VersionTLS12
			c.CipherSuites = []uint16{tls.TLS_RSA_WITH_AES_128_CBC_SHA, tls.TLS_RSA_WITH_AES_128_GCM_SHA256}
		}
		return c, nil
	}
	return &tls.Config{GetConfigForClient: func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		return of(hello.ServerName, mode(hello.ServerName))
	}, MinVersion: tls.VersionTLS10}
}

func (a *authority) certificate(host, mode string) (*tls.Certificate, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if c := a.made[[2]string{host, mode}]; c != nil {
		return c, nil
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(int64(len(a.made) + 2)), Subject: pkix.Name{CommonName: host}, DNSNames: []string{host},
		NotBefore: year(2000), NotAfter: year(2100),
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	if mode == "expired" {
		template.NotAfter = year(2020)
	}
	var key crypto.Signer = a.leaf
	if mode == "rsa-kx" || mode == "tls10" {
		key = a.rsa
	}
	parent, signer := a.cert, crypto.Signer(a.key)
	if mode == "self-signed" {
		parent, signer = template, key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), signer)
	if err != nil {
		return nil, err
	}
	c := &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
	a.made[[2]string{host, mode}] = c
	return c, nil
}
