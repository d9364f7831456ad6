package polite

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strconv"
	"sync/atomic"
	"time"

	"nianbao/crawl/list"
	"nianbao/fetch/guard"
	"nianbao/report"
)

const (
	dialTimeout      = 10 * time.Second
	handshakeTimeout = 10 * time.Second
	headerTimeout    = 20 * time.Second
	idleTimeout      = 20 * time.Second // of a body
	keepAlive        = 40 * time.Second // longer than the longest usual delay
	maxHeader        = 64 << 10
	maxAddresses     = 3 // of a host that are tried
)

// A destination is where a request's connection leads; it goes to the dialer
// with the request's context.
type destination struct {
	addr    netip.AddrPort
	allowed []netip.Prefix
	sent    *atomic.Bool // the request had a connection already
}

type destinationKey struct{}

// addresses resolves a host and leaves those that may be connected to, IPv4
// first: many sites announce IPv6 and do not answer there.
func (c *Client) addresses(ctx context.Context, host, port string, allowed []netip.Prefix) ([]netip.AddrPort, error) {
	number, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		return nil, fmt.Errorf("port %q: %w", port, report.ErrRefused)
	}
	ctx, cancel := context.WithTimeout(ctx, dialTimeout)
	defer cancel()
	found := []netip.Addr{}
	if addr, err := netip.ParseAddr(host); err == nil {
		found = append(found, addr)
	} else if found, err = c.o.Lookup(ctx, host); err != nil {
		return nil, err
	}
	var out []netip.AddrPort
	refused := error(&net.DNSError{Err: "no address", Name: host, IsNotFound: true})
	for _, addr := range found {
		ap := netip.AddrPortFrom(addr.Unmap(), uint16(number))
		if err := guard.Address(ap, allowed); err != nil {
			refused = err
			continue
		}
		out = append(out, ap)
	}
	if len(out) == 0 {
		return nil, refused
	}
	slices.SortFunc(out, func(a, b netip.AddrPort) int {
		if a.Addr().Is4() != b.Addr().Is4() {
			if a.Addr().Is4() {
				return -1
			}
			return 1
		}
		return a.Compare(b)
	})
	return out[:min(len(out), maxAddresses)], nil
}

// transport gives one that connects to the destination of the context and to
// nothing else: no proxy of the environment gets between it and the guard. The
// lenient one speaks the TLS of older servers and looks at certificates later.
func (c *Client) transport(lenient bool) *http.Transport {
	return &http.Transport{
		Proxy:       nil,
		DialContext: c.dial,
		DialTLSContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := c.dial(ctx, network, address)
			if err != nil {
				return nil, err
			}
			name, _, err := net.SplitHostPort(address)
			if err != nil {
				return nil, err // untested: the transport made it
			}
			ctx, cancel := context.WithTimeout(ctx, handshakeTimeout)
			defer cancel()
			secure := tls.Client(conn, c.tls(name, lenient))
			if err := secure.HandshakeContext(ctx); err != nil {
				conn.Close()
				return nil, &handshakeError{err}
			}
			return secure, nil
		},
		DisableCompression:     true, // unpacked here, under the guard
		ResponseHeaderTimeout:  headerTimeout,
		MaxResponseHeaderBytes: maxHeader,
		MaxConnsPerHost:        1,
		MaxIdleConns:           1,
		IdleConnTimeout:        keepAlive,
	}
}

func (c *Client) dial(ctx context.Context, network, _ string) (net.Conn, error) {
	to, ok := ctx.Value(destinationKey{}).(destination)
	if !ok {
		return nil, report.ErrRefused // untested: every request has one
	}
	if to.sent.Load() {
		return nil, errBroke
	}
	ctx, cancel := context.WithTimeout(ctx, dialTimeout)
	defer cancel()
	dial := c.o.Dial
	if dial == nil {
		dial = (&net.Dialer{Control: guard.Control(to.allowed)}).DialContext
	}
	conn, err := dial(ctx, network, to.addr.String())
	if err != nil {
		return nil, &dialError{err}
	}
	return conn, nil
}

// errBroke ends a request whose connection broke: the transport would send it
// again at once on a new one, where the server may have read it before.
var errBroke = errors.New("the connection broke before an answer")

// A dialError is one of connecting, a handshakeError one of TLS.
type (
	dialError      struct{ err error }
	handshakeError struct{ err error }
)

func (e *dialError) Error() string      { return e.err.Error() }
func (e *dialError) Unwrap() error      { return e.err }
func (e *handshakeError) Error() string { return e.err.Error() }
func (e *handshakeError) Unwrap() error { return e.err }

// tls is how a server is spoken to. The lenient way takes what older servers
// have and any certificate that is at least for the name: what is wrong with it
// is recorded (see tlsState).
func (c *Client) tls(name string, lenient bool) *tls.Config {
	o := &tls.Config{ServerName: name, RootCAs: c.o.Roots, Time: c.o.Clock.Now, MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"}}
	if !lenient {
		return o
	}
	o.MinVersion = tls.VersionTLS10
	o.Renegotiation = tls.RenegotiateOnceAsClient
	for _, suite := range slices.Concat(tls.CipherSuites(), tls.InsecureCipherSuites()) {
		o.CipherSuites = append(o.CipherSuites, suite.ID)
	}
	o.InsecureSkipVerify = true
	o.VerifyConnection = func(s tls.ConnectionState) error {
		if len(s.PeerCertificates) > 0 && !selfSigned(s.PeerCertificates[0]) {
			return s.PeerCertificates[0].VerifyHostname(name)
		}
		return nil
	}
	return o
}

// verify is what crypto/tls does of itself where it is not told to skip it.
func (c *Client) verify(s tls.ConnectionState, name string) error {
	if len(s.PeerCertificates) == 0 {
		return errors.New("no certificate") // untested: TLS servers have one
	}
	o := x509.VerifyOptions{Roots: c.o.Roots, DNSName: name, CurrentTime: c.o.Clock.Now(), Intermediates: x509.NewCertPool()}
	for _, cert := range s.PeerCertificates[1:] {
		o.Intermediates.AddCert(cert)
	}
	_, err := s.PeerCertificates[0].Verify(o)
	return err
}

// tlsState says how a connection was made, "TLS 1.3", and what of it is not as
// it should be: "TLS 1.0, legacy, expired, certificate sha256:ab…".
func (c *Client) tlsState(s *tls.ConnectionState, name string) (state string, sound bool) {
	if s == nil {
		return "", true
	}
	state = tls.VersionName(s.Version)
	var wrong []string
	if s.Version < tls.VersionTLS12 || slices.ContainsFunc(tls.InsecureCipherSuites(), func(i *tls.CipherSuite) bool { return i.ID == s.CipherSuite }) {
		wrong = append(wrong, "legacy")
	}
	if err := c.verify(*s, name); err != nil && len(s.PeerCertificates) > 0 {
		wrong = append(wrong, certificateFault(err, s.PeerCertificates))
	}
	if len(wrong) == 0 {
		return state, true
	}
	for _, w := range wrong {
		state += ", " + w
	}
	if len(s.PeerCertificates) > 0 {
		sum := sha256.Sum256(s.PeerCertificates[0].Raw)
		state += ", certificate sha256:" + hex.EncodeToString(sum[:])
	}
	return state, false
}

func certificateFault(err error, chain []*x509.Certificate) string {
	var invalid x509.CertificateInvalidError
	switch {
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "expired"
	case selfSigned(chain[0]):
		return "self-signed"
	}
	return "untrusted"
}

func selfSigned(c *x509.Certificate) bool {
	return bytes.Equal(c.RawIssuer, c.RawSubject) && c.CheckSignature(c.SignatureAlgorithm, c.RawTBSCertificate, c.Signature) == nil
}

// mayBeLenient tells whether a failed handshake is tried again with what older
// servers speak. A certificate for another name is another site's,
// unless nobody but the site itself has signed it.
func mayBeLenient(err error) bool {
	var failed *handshakeError
	var other x509.HostnameError
	return errors.As(err, &failed) && (!errors.As(err, &other) || selfSigned(other.Certificate))
}

// connectionError gives a failed request its class.
func connectionError(err error) *Error {
	var (
		dial      *dialError
		handshake *handshakeError
		dns       *net.DNSError
		timeout   net.Error
	)
	e := &Error{Class: list.ClassUnreachable, Err: err}
	switch {
	case errors.Is(err, report.ErrRefused):
		e.Class = list.ClassRefused
	case errors.As(err, &dns):
		e.Why, e.lost = "DNS: "+dns.Err, true
		e.next = !dns.IsNotFound
	case errors.As(err, &handshake):
		e.Why, e.lost = "TLS: "+err.Error(), true
	case errors.As(err, &dial):
		e.lost, e.next = true, true
	case errors.As(err, &timeout) && timeout.Timeout(), errors.Is(err, errIdle), errors.Is(err, context.DeadlineExceeded):
		e.Class, e.next = list.ClassTimeout, true
	default:
		e.lost, e.next = true, true
	}
	return e
}
