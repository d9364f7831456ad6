package main

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"net"
	"net/url"
	"os"
	"runtime"
	"strconv"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"nianbao/division"
	"nianbao/extract/indicator"
	"nianbao/store"
	"nianbao/web"
	"nianbao/web/api"
)

// serveFlags are the flags of serve as they were given.
type serveFlags struct {
	addr, publicURL string
	tokenFile       string // of the review desk
}

func (c *cli) serveCommand() *cobra.Command {
	o := serveFlags{}
	cmd := &cobra.Command{
		Use:     "serve [flags]",
		Short:   c.say("serve.short"),
		Long:    c.say("serve.long"),
		Example: "  nianbao serve\n  nianbao serve --db demo/nianbao.db --addr 127.0.0.1:9000\n  nianbao serve --addr :8080 --public-url https://nianbao.example.org\n  nianbao serve --review-token-file token.txt",
		Args:    c.between(0, 0),
		RunE:    func(cmd *cobra.Command, _ []string) error { return c.serve(cmd.Context(), o) },
	}
	flags := cmd.Flags()
	flags.StringVar(&o.addr, "addr", "127.0.0.1:8080", c.say("flag.addr"))
	flags.StringVar(&o.tokenFile, "review-token-file", "", c.say("flag.review_token"))
	flags.StringVar(&o.publicURL, "public-url", "", c.say("flag.public_url"))
	return cmd
}

func (c *cli) serve(ctx context.Context, o serveFlags) (err error) {
	if o.publicURL != "" && !publicURL(o.publicURL) {
		return c.blame("public-url", c.usage(c.say("usage.bad_value", c.flagWords("public-url"), o.publicURL), c.say("hint.public_url")))
	}
	if _, port, err := net.SplitHostPort(o.addr); err != nil || !isPort(port) {
		return c.blame("addr", c.usage(c.say("usage.bad_value", c.flagWords("addr"), o.addr), c.say("hint.addr")))
	}
	shelf, err := c.openShelf(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, shelf.Close()) }()
	s, err := c.webServer(shelf, o)
	if err != nil {
		return err
	}
	shelf.begin()
	var config net.ListenConfig
	l, err := config.Listen(ctx, "tcp", o.addr)
	if err != nil {
		return c.notListening(o.addr, err)
	}
	c.log.info(c.say("serve.at", "http://"+reachable(l.Addr().String())+"/"))
	if err := s.Run(ctx, l); err != nil {
		return err
	}
	c.log.info(c.say("serve.ended"))
	return nil
}

// publicURL tells an address that others may be sent to: of the web, and without
// anything behind its path.
func publicURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Hostname() != "" && u.User == nil && u.RawQuery == "" && !strings.ContainsAny(s, "?#") && strings.Trim(u.Path, "/") == ""
}

func isPort(s string) bool {
	n, err := strconv.ParseUint(s, 10, 16)
	return err == nil && strconv.FormatUint(n, 10) == s
}

// notListening says why nothing can be heard at an address.
func (c *cli) notListening(addr string, err error) error {
	hint := "hint.serve_listen"
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return c.fault(c.say("serve.taken", addr), c.say(hint))
	case errors.Is(err, fs.ErrPermission):
		return c.fault(c.say("serve.forbidden", addr), c.say("hint.serve_forbidden"))
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return c.fault(c.say("serve.elsewhere", addr), c.say("hint.addr"))
	}
	return c.fault(c.say("serve.listen", addr, err), c.say(hint))
}

// webServer puts the pages together.
func (c *cli) webServer(shelf *shelf, o serveFlags) (*web.Server, error) {
	public := strings.TrimSuffix(o.publicURL, "/")
	token, err := c.reviewToken(o.tokenFile)
	if err != nil {
		return nil, err
	}
	answers := &api.API{Source: shelf, PublicURL: public, Log: slog.New(serveLog{c})}
	return web.New(web.Options{Source: shelf, API: answers.Handler(), Terms: listedWord, ReviewToken: token, PublicURL: public, Version: version, Now: c.now,
		Log: slog.New(serveLog{c})})
}

// reviewToken reads the token of the review desk.
func (c *cli) reviewToken(file string) (string, error) {
	if file == "" {
		return "", nil
	}
	b, err := os.ReadFile(file)
	var why *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", c.fault(c.say("serve.token_missing", file), c.say("hint.token"))
	case errors.As(err, &why):
		return "", c.fault(c.say("serve.token_unread", file, why.Err))
	case err != nil:
		return "", c.fault(c.say("serve.token_unread", file, err))
	}
	if i, err := os.Stat(file); err == nil && runtime.GOOS != "windows" && i.Mode().Perm()&0o007 != 0 {
		return "", c.fault(c.say("serve.token_open", file), c.say("hint.token_open", file))
	}
	token := strings.TrimSpace(string(b))
	if !web.CheckToken(token) {
		return "", c.blame("review-token-file", c.usage(c.say("usage.token", file), c.say("hint.token")))
	}
	return token, nil
}

// listedWord gives the program's words for closed lists to the pages.
func listedWord(lang, key string) string { return catalogue[lang][key] }

// reachable is an address that a browser on this machine can open.
func reachable(addr string) string {
	host, port, err := net.SplitHostPort(addr)
	if ip := net.ParseIP(host); err == nil && ip != nil && ip.IsUnspecified() {
		return net.JoinHostPort("localhost", port)
	}
	return addr
}

// serveLog writes what the server logs: each request where the log is JSON, for
// programs, and only what went wrong where people read it.
type serveLog struct{ c *cli }

func (l serveLog) Enabled(_ context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn || l.c.log.json && level >= slog.LevelInfo
}

func (l serveLog) Handle(_ context.Context, r slog.Record) error {
	var facts []slog.Attr
	text := r.Message
	r.Attrs(func(a slog.Attr) bool {
		facts = append(facts, a)
		if !l.c.log.json {
			text += " " + a.String()
		}
		return true
	})
	l.c.log.line(r.Level, text, facts)
	return nil
}

func (l serveLog) WithAttrs([]slog.Attr) slog.Handler { return l }
func (l serveLog) WithGroup(string) slog.Handler      { return l }

// A shelf is a database as the pages ask it: it implements web.Source, a page a
// file.
type shelf struct {
	db        *store.DB
	in        map[string]*cli // the program's words by language
	divisions *division.Table
	counts    *kept[counted] // reports by division
	book      *indicator.Book
	sums      *kept[web.Start]
	pictures  pictures
	compares  *recalled
	coverage  *kept[web.Coverage]
	told      changesSaid
}

var _ web.Source = (*shelf)(nil)

func (c *cli) openShelf(ctx context.Context) (*shelf, error) {
	book, err := indicator.Load()
	if err != nil {
		return nil, err
	}
	db, err := store.OpenReader(ctx, c.db)
	if err != nil {
		return nil, err
	}
	s := &shelf{db: db, in: map[string]*cli{}, divisions: divisions(), book: book}
	for lang, words := range catalogue {
		in := *c
		in.lang, in.words = lang, words
		s.in[lang] = &in
	}
	s.compares = recall(ctx)
	s.sums = keep(ctx, c.now, db.Stamp, s.sumUp)
	s.coverage = keep(ctx, c.now, db.Stamp, s.cover)
	s.counts = keep(ctx, c.now, db.Stamp, func(ctx context.Context) (counted, error) { return db.ReportsByRegion(ctx) })
	return s, nil
}

// begin has made what costs the whole database, before the first one asks for it.
func (s *shelf) begin() {
	s.sums.get()
	s.counts.get()
	s.coverage.get()
}

func (s *shelf) Close() error {
	s.compares.end()
	s.sums.end()
	s.counts.end()
	s.coverage.end()
	return errors.Join(s.pictures.close(), s.db.Close())
}
