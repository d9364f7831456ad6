// Package polite sends every request of the crawl, under its rules: it says who
// asks, keeps to robots.txt, asks a host and an address one thing at a time and
// slowly, waits when it is told to, believes nothing that a server says of
// sizes, connects to no private address, and never solves what keeps robots out.
//
// A [Client] holds what is shared by all sites: the turns of hosts and
// addresses, and what is known of them. [Client.Visit] begins a site's night; a
// [Visit] is the list.Getter that the parts above ask through, with the site's
// scope, cookies and budget. What came of every single request goes to
// Options.Archive; what must survive a restart is read from and written to
// Options.Memory. Errors are of type [*Error] where the site, a rule or a limit
// is the cause.
package polite

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"regexp"
	"sync"
	"sync/atomic"
	"time"

	"nianbao/crawl/list"
	"nianbao/crawl/robots"
	"nianbao/crawl/warc"
)

// Options are what a Client needs. Only Contact must be given.
type Options struct {
	Contact Contact
	Window  Window // of the night in which requests are sent; zero for always
	Clock   Clock  // nil for the machine's
	Random  func() float64
	Pages   Pages                                                        // nil: every page whose body is needed is asked for whole
	Memory  Memory                                                       // nil: nothing survives the client
	Archive func(*warc.Exchange) error                                   // gets every request and its answer; nil where nobody wants them
	Lookup  func(ctx context.Context, host string) ([]netip.Addr, error) // nil for the system's resolver
	// Dial connects to an address that the guard has let pass; nil for the
	// system's network, where the guard looks at it once more.
	Dial  func(ctx context.Context, network, address string) (net.Conn, error)
	Roots *x509.CertPool // nil for the system's
}

// A Contact says who crawls, to whoever reads the logs of a site. All of it must
// be set.
type Contact struct {
	Name    string // of the crawler: the User-Agent begins with it
	Version string
	URL     string // of a page that says what it does
	Mail    string // of a person
}

var product = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9._-]*$`)

// Validate refuses a contact that reaches nobody.
func (c Contact) Validate() error {
	var errs []error
	if !product.MatchString(c.Name) {
		errs = append(errs, fmt.Errorf("name %q: want letters and digits", c.Name))
	}
	if c.Version != "" && !product.MatchString("v"+c.Version) {
		errs = append(errs, fmt.Errorf("version %q: want letters and digits", c.Version))
	}
	u, err := url.Parse(c.URL)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || unsafe.MatchString(c.URL) {
		errs = append(errs, fmt.Errorf("page %q: want an address beginning with http", c.URL))
	}
	if a, err := mail.ParseAddress(c.Mail); err != nil || a.Address != c.Mail || unsafe.MatchString(c.Mail) {
		errs = append(errs, fmt.Errorf("mail %q: want an address like name@example.org", c.Mail))
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("%w: %w", ErrContact, err)
	}
	return nil
}

// unsafe are characters that would end the User-Agent's comment or its line.
var unsafe = regexp.MustCompile(`[^\x21-\x7e]|[();]`)

// ErrContact says that nobody could be reached who answers for the crawl.
var ErrContact = errors.New("a crawl needs a name, a page and a mail address of whoever runs it")

// userAgent is "nianbao/1.0 (+https://example.org/about; crawl@example.org)".
func (c Contact) userAgent() string {
	name := c.Name
	if c.Version != "" {
		name += "/" + c.Version
	}
	return fmt.Sprintf("%s (+%s; %s)", name, c.URL, c.Mail)
}

// A Memory keeps what must survive a restart. It may be asked by several
// goroutines at once.
type Memory interface {
	Host(name string) (HostState, bool, error)
	Robots(origin string) (robots.State, bool, error)
	Validators(url string) (Validators, bool, error) // of the last good copy
	PutHost(HostState) error
	PutRobots(robots.State) error
	Turn(kind TurnKind, name string) (Turn, bool, error)
	PutTurns(...Turn) error // all of them or none
}

// A Turn is when a host or an address was asked last.
type Turn struct {
	Kind  TurnKind
	Name  string
	Ended time.Time // the last request; while one goes on, when it began
	Next  time.Time // no request before it
}

// A TurnKind says what a turn is of.
type TurnKind string

// Kinds of turns.
const (
	OfHost    TurnKind = "host"
	OfAddress TurnKind = "address"
)

// A HostState is what is known of a host but its robots file.
type HostState struct {
	Host     string
	Until    time.Time  // no request before it
	Class    list.Class // why: rate or unreachable
	Why      string
	Failures int       // since the last answer
	Failing  time.Time // when the first of them was
}

// Validators make a request conditional. They are sent back as they came.
type Validators struct {
	ETag     string
	Modified string // Last-Modified
	Encoding string // the Accept-Encoding of the request that they answered
}

// A Client sends requests for all sites. It is safe for concurrent use.
type Client struct {
	o     Options
	agent string

	mu      sync.Mutex
	hosts   map[string]*host
	lanes   map[netip.Addr]*lane
	origins map[string]*origin
	answers atomic.Int64
}

// Answers counts what servers answered so far, whatever it was. None of many
// requests mean that this machine reaches nobody.
func (c *Client) Answers() int64 { return c.answers.Load() }

// New gives a client, or an error where the contact is not set.
func New(o Options) (*Client, error) {
	if err := o.Contact.Validate(); err != nil {
		return nil, err
	}
	if o.Clock == nil {
		o.Clock = Wall{}
	}
	if o.Random == nil {
		o.Random = rand.Float64
	}
	if o.Memory == nil {
		o.Memory = forgetful{}
	}
	if o.Pages == nil {
		o.Pages = forgotten{}
	}
	if o.Archive == nil {
		o.Archive = func(*warc.Exchange) error { return nil }
	}
	if o.Lookup == nil {
		o.Lookup = func(ctx context.Context, host string) ([]netip.Addr, error) {
			return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
		}
	}
	return &Client{o: o, agent: o.Contact.userAgent(), hosts: map[string]*host{}, lanes: map[netip.Addr]*lane{}, origins: map[string]*origin{}}, nil
}

// Close ends the connections that are kept open.
func (c *Client) Close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, l := range c.lanes {
		l.hangUp()
	}
}

// forgetful is the memory of a client that was given none.
type forgetful struct{}

func (forgetful) Host(string) (HostState, bool, error)        { return HostState{}, false, nil }
func (forgetful) Robots(string) (robots.State, bool, error)   { return robots.State{}, false, nil }
func (forgetful) Validators(string) (Validators, bool, error) { return Validators{}, false, nil }
func (forgetful) PutHost(HostState) error                     { return nil }
func (forgetful) PutRobots(robots.State) error                { return nil }
func (forgetful) Turn(TurnKind, string) (Turn, bool, error)   { return Turn{}, false, nil }
func (forgetful) PutTurns(...Turn) error                      { return nil }
