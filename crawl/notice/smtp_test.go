package notice

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"math/big"
	"net"
	"strings"
	"sync"
	"testing"
	"time"
)

// A mailServer is a real one on loopback, which keeps what it is told.
type mailServer struct {
	t        testing.TB
	address  string
	roots    *x509.CertPool
	tls      *tls.Config
	starttls bool           // it offers STARTTLS
	login    string         // user NUL password; "" for none
	refuse   map[string]int // answers instead of 250, by command, so many times; below zero for always
	code     int            // of refusals

	mu       sync.Mutex
	told     []string // commands, as they came
	secret   []string // those that came by TLS
	messages []string
	conns    []net.Conn
}

func (s *mailServer) hangUp() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.conns {
		c.Close()
	}
}

// serveMail begins a server; change may set it up before.
func serveMail(t testing.TB, implicit bool, change func(*mailServer)) *mailServer {
	t.Helper()
	s := &mailServer{t: t, refuse: map[string]int{}, code: 451, roots: x509.NewCertPool()}
	s.tls = certificate(t, s.roots)
	if change != nil {
		change(s)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.address = l.Addr().String()
	var all sync.WaitGroup
	t.Cleanup(func() {
		l.Close()
		s.hangUp()
		all.Wait()
	})
	all.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			s.mu.Lock()
			s.conns = append(s.conns, conn)
			s.mu.Unlock()
			if implicit {
				conn = tls.Server(conn, s.tls)
			}
			all.Go(func() { s.talk(conn) })
		}
	})
	return s
}

// certificate makes one of 127.0.0.1's and adds it to roots.
func certificate(t testing.TB, roots *x509.CertPool) *tls.Config {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots.AddCert(leaf)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
}

func (s *mailServer) talk(conn net.Conn) {
	defer func() { conn.Close() }()
	conn.SetDeadline(time.Now().Add(20 * time.Second))
	in := bufio.NewReader(conn)
	say := func(text string) { fmt.Fprintf(conn, "%s\r\n", text) }
	say("220 test")
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		_, secret := conn.(*tls.Conn)
		s.note(line, secret)
		command, rest, _ := strings.Cut(line, " ")
		command = strings.ToUpper(command)
		if s.refuses(command) {
			say(fmt.Sprint(s.code, " no"))
			continue
		}
		switch command {
		case "EHLO":
			say("250-test")
			if s.starttls && !secret {
				say("250-STARTTLS")
			}
			if s.login != "" {
				say("250-AUTH PLAIN LOGIN")
			}
			say("250 8BITMIME")
		case "STARTTLS":
			say("220 go")
			conn = tls.Server(conn, s.tls)
			in = bufio.NewReader(conn)
		case "AUTH":
			how, given, _ := strings.Cut(rest, " ")
			b, _ := base64.StdEncoding.DecodeString(given)
			if how != "PLAIN" || string(b) != "\x00"+s.login {
				say("535 no")
				continue
			}
			say("235 ok")
		case "DATA":
			say("354 go")
			var message strings.Builder
			for {
				line, err := in.ReadString('\n')
				if err != nil {
					return
				}
				if line == ".\r\n" {
					break
				}
				message.WriteString(line)
			}
			s.mu.Lock()
			s.messages = append(s.messages, message.String())
			s.mu.Unlock()
			say("250 ok")
		case "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

func (s *mailServer) note(line string, secret bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.told = append(s.told, line)
	if secret {
		s.secret = append(s.secret, line)
	}
}

func (s *mailServer) refuses(command string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.refuse[command]
	s.refuse[command] = n - min(1, max(n, 0))
	return n != 0
}

// says tells whether a command that begins so came, by TLS if secret.
func (s *mailServer) says(begin string, secret bool) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := s.told
	if secret {
		list = s.secret
	}
	for _, line := range list {
		if strings.HasPrefix(line, begin) {
			return true
		}
	}
	return false
}

func (s *mailServer) got() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.messages
}
