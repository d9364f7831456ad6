package main

import (
	"errors"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"nianbao/extract"
	"nianbao/fetch"
	"nianbao/normalize"
	"nianbao/parse"
	"nianbao/pipeline"
	"nianbao/report"
	"nianbao/sandbox"
)

// sources are the flags of every command that reads documents.
type sources struct {
	workers int
	contact string
	maxSize size
	timeout time.Duration
	allow   []string
}

func (c *cli) sourceFlags(cmd *cobra.Command) *sources {
	s := &sources{maxSize: fetch.DefaultMaxBytes}
	flags := cmd.Flags()
	c.workersFlag(cmd, &s.workers)
	flags.StringVar(&s.contact, "contact", "", c.say("flag.contact"))
	flags.Var(&s.maxSize, "max-size", c.say("flag.max_size"))
	flags.DurationVar(&s.timeout, "timeout", fetch.DefaultTimeout, c.say("flag.timeout"))
	flags.StringSliceVar(&s.allow, "allow-address", nil, c.say("flag.allow_address"))
	return s
}

func (c *cli) workersFlag(cmd *cobra.Command, workers *int) {
	cmd.Flags().IntVarP(workers, "workers", "j", runtime.NumCPU(), c.say("flag.workers"))
}

func (c *cli) fetcher(s *sources) (*fetch.Fetcher, error) {
	o := fetch.Options{MaxBytes: int64(s.maxSize), Timeout: s.timeout, Version: version, Contact: s.contact, Stdin: c.stdin}
	for _, a := range s.allow {
		prefix, err := netip.ParsePrefix(a)
		if err != nil {
			addr, addrErr := netip.ParseAddr(a)
			if addrErr != nil {
				return nil, c.usage(c.say("usage.bad_value", c.flagWords("allow-address"), a))
			}
			prefix = netip.PrefixFrom(addr, addr.BitLen())
		}
		o.AllowAddress = append(o.AllowAddress, prefix)
	}
	if s.workers < 1 {
		return nil, c.usage(c.say("usage.bad_value", c.flagWords("workers"), strconv.Itoa(s.workers)))
	}
	return fetch.New(o), nil
}

// reader builds the stages around an extractor. The returned function closes what was opened.
func (c *cli) reader(workers int, extractor *extract.Extractor) (*pipeline.Reader, func() error, error) {
	parser, err := sandbox.Open(sandbox.Options{Workers: workers, Parse: parse.Options{CacheDir: cacheDir()}})
	if err != nil {
		return nil, nil, err
	}
	segmenter, err := normalize.OpenSegmenter()
	if err != nil {
		return nil, nil, errors.Join(err, parser.Close())
	}
	closeAll := func() error { return errors.Join(parser.Close(), segmenter.Close()) }
	return &pipeline.Reader{Parser: parser, Extractor: extractor, Segmenter: segmenter, Convert: sandbox.Convert}, closeAll, nil
}

// cacheDir is where the PDF reader keeps its compiled form, "" where the
// system names no such place: then each start takes longer.
func cacheDir() string {
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "nianbao")
}

// complain writes the line of a document that was not read, or not whole.
func (c *cli) complain(d *report.Document) {
	text := c.say("document."+string(d.Status), d.Source, c.reasonWords(d))
	if hint := c.hint(d); hint != "" {
		text += c.say("document.hint", hint)
	}
	c.log.warn(text, slog.String("source", d.Source), slog.String("status", string(d.Status)),
		slog.String("reason", string(d.Reason)), slog.String("detail", d.Detail))
}

// telling are the reasons whose detail says what their words do not.
var telling = []report.Reason{report.Missing, report.Forbidden, report.FetchFailed, report.TooLarge, report.TimedOut,
	report.Unsupported, report.Malformed, report.Crashed, report.OutOfMemory, report.Untried, report.NotAReport}

// reasonWords are a reason in the user's language, with its detail where that
// tells more.
func (c *cli) reasonWords(d *report.Document) string {
	words := c.say("reason." + string(d.Reason))
	detail := c.detailWords(d)
	if detail == "" || d.Status == report.Unreadable && !slices.Contains(telling, d.Reason) {
		return words
	}
	return c.say("document.detail", words, detail)
}

// A size is a number of bytes, written 500000, 64MB, 64MiB or 64M; all units
// are powers of 1024.
type size int64

func (s *size) String() string {
	n := int64(*s)
	for _, unit := range []string{"", "K", "M"} {
		if n%1024 != 0 || n == 0 {
			return strconv.FormatInt(n, 10) + unit
		}
		n /= 1024
	}
	return strconv.FormatInt(n, 10) + "G"
}

func (s *size) Type() string { return "SIZE" }

func (s *size) Set(text string) error {
	digits := strings.TrimRight(strings.ToUpper(text), "IB")
	shift := 0
	if i := strings.IndexAny(digits, "KMG"); i >= 0 && i == len(digits)-1 {
		shift = 10 * (1 + strings.Index("KMG", digits[i:]))
		digits = digits[:i]
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || n <= 0 || n<<shift>>shift != n {
		return errors.New("not a size")
	}
	*s = size(n << shift)
	return nil
}
