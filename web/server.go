// Package web is the pages of `nianbao serve`: search, a report with its figures
// marked, and what else people look at in a browser.
//
// New a Server with a Source, which answers from the database, and Run it. What
// must hold:
//
//   - Every view is a GET whose whole state stands in its address: it can be sent
//     to somebody else. Nothing is changed by a GET.
//   - All pages work without a script. Scripts make them better.
//   - Text from outside reaches a page through html/template alone; nothing is
//     loaded from anywhere else; no script or style stands in a page.
//   - A request ends within a time limit, and says so where it did not get done.
//
// A page is a file: its handler, the part of Source that it needs, and its
// template of the same name. What it says is in words.go, in both languages.
package web

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"time"
)

// Limits are what a request may take.
type Limits struct {
	Time     time.Duration // of a page; 0 for the usual
	Searches int           // at once; more are told to come back
	Rate     float64       // requests a second of one client, over Burst of them; 0 for no bound
	Burst    int
	Query    int // runes of a search
}

// usual limits: the page of a journalist takes some ten requests.
var usual = Limits{Time: 3 * time.Second, Searches: 32, Rate: 20, Burst: 120, Query: 200}

// Options are what a server is made of.
type Options struct {
	Source Source
	// Terms gives the words for those of closed lists, by language and key:
	// role.level; "" for one that it does not know.
	Terms func(lang, key string) string
	API   http.Handler // what stands under /api/; nil for nothing
	// ReviewToken lets people in at the review desk; "" for no desk.
	ReviewToken string
	// PublicURL is the address at which people see the server, for permalinks in
	// what they take along; "" where that is how they asked.
	PublicURL string
	Version   string // of the program, shown at the foot of pages
	Now       func() time.Time
	Log       *slog.Logger
	Limits    *Limits // nil for the usual
}

// A Server answers with pages.
type Server struct {
	Options
	limits   Limits
	pages    pages
	searches chan struct{}
	clients  *clients
	handler  http.Handler
	patience time.Duration // with a client's header, and
	hearing  time.Duration // with all that it sends
	desk     *desk         // nil where there is none
}

// New makes a server. It fails only where its own templates are broken.
func New(o Options) (*Server, error) {
	if _, err := url.Parse(o.PublicURL); err != nil {
		return nil, err
	}
	s := &Server{Options: o, limits: *cmp.Or(o.Limits, &usual), patience: headerTimeout, hearing: readTimeout}
	if s.Now == nil {
		s.Now = time.Now
	}
	if s.Log == nil {
		s.Log = slog.New(slog.DiscardHandler)
	}
	s.searches = make(chan struct{}, s.limits.Searches)
	s.desk = newDesk(o.ReviewToken, s.Now)
	s.clients = newClients(s.limits.Rate, s.limits.Burst, s.Now)
	var err error
	if s.pages, err = parsePages(); err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	for _, r := range s.routes() {
		mux.Handle(r.pattern, s.page(r))
	}
	mux.Handle("GET /static/{name}", http.HandlerFunc(s.static))
	// Pages name their picture; readers of feeds and old browsers ask here.
	mux.Handle("GET /favicon.ico", http.RedirectHandler("/static/icon.svg", http.StatusFound))
	if o.API != nil {
		mux.Handle("/api/", o.API)
	}
	mux.Handle("/", s.page(route{handle: notThere}))
	s.handler = s.around(mux)
	return s, nil
}

// A route is an address and what answers there.
type route struct {
	pattern string
	handle  handler
	heavy   bool // one of so many at once
}

// A handler answers a request with a page, or says why it cannot: see
// [Server.fail].
type handler func(s *Server, w http.ResponseWriter, r *Request) error

// routes are all pages: a new one is added here.
func (s *Server) routes() []route {
	return []route{
		{"GET /{$}", (*Server).start, false},
		{"GET /search", (*Server).search, true},
		{"GET /suggest", (*Server).suggest, false},
		{"GET /report/{id}", (*Server).report, true},
		{"GET /report/{id}/page/{page}", (*Server).picturePage, true},
		{"GET /page/{sha}/{page}", (*Server).picture, true},
		{"GET /original/{sha}", (*Server).original, true},
		{"GET /review", (*Server).review, true},
		{"POST /review/enter", (*Server).enter, false},
		{"POST /review/leave", (*Server).leave, false},
		{"POST /review/decide", (*Server).decide, false},
		{"GET /compare", (*Server).compare, true},
		{"GET /district", (*Server).district, false},
		{"GET /district/{code}", (*Server).district, true},
		{"GET /coverage", (*Server).coverage, false},
		{"GET /accuracy", (*Server).accuracy, false},
		{"GET /codebook", (*Server).codebook, false},
		{"GET /codebook/{code}", (*Server).indicator, false},
	}
}

// nav are the pages that every page leads to: key of the words, address.
var nav = []struct{ Key, Path string }{
	{"search", "/search"},
	{"compare", "/compare"},
	{"district", "/district"},
	{"codebook", "/codebook"},
	{"coverage", "/coverage"},
}

func notThere(*Server, http.ResponseWriter, *Request) error {
	return &Failure{Status: http.StatusNotFound}
}

// Handler answers requests, within the limits.
func (s *Server) Handler() http.Handler { return s.handler }

// The timeouts of the server: a client that sends or takes its bytes one by one
// is let go.
const (
	headerTimeout = 5 * time.Second
	readTimeout   = 10 * time.Second
	writeTimeout  = 60 * time.Second
	idleTimeout   = 2 * time.Minute
	stopTimeout   = 10 * time.Second
	maxHeader     = 16 << 10
	maxBody       = 64 << 10
)

// Run answers at a listener until ctx ends. Requests in hand are finished then.
func (s *Server) Run(ctx context.Context, l net.Listener) error {
	server := &http.Server{
		Handler:           s.handler,
		ReadHeaderTimeout: s.patience, ReadTimeout: s.hearing, WriteTimeout: writeTimeout, IdleTimeout: idleTimeout,
		MaxHeaderBytes: maxHeader,
		ErrorLog:       slog.NewLogLogger(s.Log.Handler(), slog.LevelDebug),
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(l) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	err := server.Shutdown(stopping)
	if errors.Is(err, context.DeadlineExceeded) {
		return server.Close()
	}
	return err
}
