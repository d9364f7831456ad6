package notice

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/textproto"
	"strconv"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// A Security is how the connection to a mail server is kept from others' eyes.
type Security string

// Securities.
const (
	Auto     Security = "auto"     // implicit at port 465, else STARTTLS
	StartTLS Security = "starttls" // plain at first; no mail where the server cannot change to TLS
	Implicit Security = "tls"      // from the beginning
	Plain    Security = "none"     // for a server of this machine or of this house
)

// Securities are all there are.
func Securities() []Security { return []Security{Auto, StartTLS, Implicit, Plain} }

// A Mailer sends mail by one server. A password is sent over TLS alone: without
// it only by ways that do not show it.
type Mailer struct {
	Server   string // host:port
	Security Security
	User     string // "" for no login
	Password string
	From     string
	To       []string
	Roots    *x509.CertPool // nil for the system's
}

// Validate refuses what no mail can be sent by.
func (m Mailer) Validate() error {
	var errs []error
	if _, _, err := m.server(); err != nil {
		errs = append(errs, err)
	}
	if len(m.To) == 0 {
		errs = append(errs, errors.New("nobody to send it to"))
	}
	for _, a := range append([]string{m.From}, m.To...) {
		if at, err := mail.ParseAddress(a); err != nil || at.Address != a {
			errs = append(errs, fmt.Errorf("mail %q: want an address like name@example.org", a))
		}
	}
	if m.Password != "" && m.User == "" {
		errs = append(errs, errors.New("a password without a user"))
	}
	return errors.Join(errs...)
}

func (m Mailer) server() (host string, port int, err error) {
	host, p, err := net.SplitHostPort(m.Server)
	if err == nil {
		port, err = strconv.Atoi(p)
	}
	if err != nil || host == "" || port < 1 || port > 65535 {
		return "", 0, fmt.Errorf("mail server %q: want a form like mail.example.org:587", m.Server)
	}
	return host, port, nil
}

// Send sends plain text to all of m.To.
func (m Mailer) Send(ctx context.Context, wait Wait, at time.Time, subject, text string) error {
	message := gomail.NewMsg(gomail.WithEncoding(gomail.EncodingB64), gomail.WithNoDefaultUserAgent())
	if err := errors.Join(message.From(m.From), message.To(m.To...)); err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	message.Subject(subject)
	message.SetDateWithValue(at)
	message.SetMessageID()
	message.SetGenHeader("Auto-Submitted", "auto-generated") // so that no absence note answers it
	message.SetBodyString(gomail.TypeTextPlain, text)
	client, err := m.client()
	if err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	return try(ctx, wait, func(ctx context.Context) error {
		err := client.DialAndSendWithContext(ctx, message)
		if err == nil {
			return nil
		}
		var sending *gomail.SendError
		var answer *textproto.Error // to a login
		if errors.As(err, &sending) && sending.ErrorCode() >= 500 || errors.As(err, &answer) && answer.Code >= 500 {
			return fmt.Errorf("mail: %w: %w", errFinal, err)
		}
		return fmt.Errorf("mail: %w", err)
	})
}

func (m Mailer) client() (*gomail.Client, error) {
	host, port, err := m.server()
	if err != nil {
		return nil, err
	}
	options := []gomail.Option{gomail.WithPort(port), gomail.WithTimeout(timeout), gomail.WithTLSConfig(&tls.Config{ServerName: host, RootCAs: m.Roots, MinVersion: tls.VersionTLS12})}
	switch security := m.Security; {
	case security == Implicit, (security == Auto || security == "") && port == 465:
		options = append(options, gomail.WithSSL())
	case security == Plain:
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	if m.User != "" {
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(m.User), gomail.WithPassword(m.Password))
	}
	return gomail.NewClient(host, options...)
}
