package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path"
	"slices"
	"strings"
	"sync"

	"nianbao/crawl/warc"
)

// isWARC tells an archive of the web by its name.
func isWARC(name string) bool {
	name = strings.ToLower(name)
	return strings.HasSuffix(name, ".warc") || strings.HasSuffix(name, ".warc.gz")
}

// A captured answer is one in an archive, without its body.
type captured struct {
	n      int   // of the record in the file, from 0
	offset int64 // in the file; -1 where it is read from its beginning
	answer *warc.Answer
}

// answers lists the documents in an archive of the web. Their sources are the
// addresses that they came from.
func (f *Fetcher) answers(name string) []Item {
	list, malformed, err := listWARC(name)
	all := &tape{name: name, most: f.opts.MaxBytes}
	out := map[string]int{} // left out, by what they are
	bodies := map[string]captured{}
	var items []Item
	listed := map[string]bool{}
	short := malformed > 0
	if short {
		out["malformed"] = malformed
	}
	for _, c := range list {
		kind, missed := noDocument(c.answer)
		at := c
		if c.answer.Revisit && kind == "" {
			var here bool
			if at, here = bodies[c.answer.Digest]; !here {
				kind, missed = "unchanged since another archive", true
			}
		} else if kind == "" && c.answer.Digest != "" {
			bodies[c.answer.Digest] = c
		}
		if kind != "" {
			out[kind]++
			short = short || missed
			continue
		}
		if again := c.answer.URL + "\n" + c.answer.Digest; c.answer.Digest != "" {
			if listed[again] && c.answer.Revisit {
				continue // the same bytes at the same place
			}
			listed[again] = true
		}
		all.wanted = append(all.wanted, at.n)
		items = append(items, f.answer(all, c, at))
	}
	slices.Sort(all.wanted)
	if err != nil {
		items = append(items, failing(name, err))
	}
	if short || len(items) == 0 {
		items = append(items, failing(name, leftOutAnswers(out, len(items))))
	}
	return items
}

// noDocument says what an answer is that is no document, and whether it may
// have been one for a reader who is not here: pictures, answers with errors.
func noDocument(a *warc.Answer) (kind string, missed bool) {
	media, _, _ := strings.Cut(strings.ToLower(a.Header.Get("Content-Type")), ";")
	media = strings.TrimSpace(media)
	u, err := url.Parse(a.URL)
	switch {
	case a.Status != http.StatusOK && a.Status != http.StatusNonAuthoritativeInfo:
		return fmt.Sprintf("HTTP %d", a.Status), a.Status >= 400
	case err == nil && u.Path == "/robots.txt":
		return "robots.txt", false
	case strings.HasPrefix(media, "image/"):
		return media, !strings.Contains(media, "icon")
	case slices.Contains(furniture, media), strings.HasPrefix(media, "font/"), strings.HasPrefix(media, "audio/"), strings.HasPrefix(media, "video/"):
		return media, false
	case err == nil && media == "" && slices.Contains(noDocuments, strings.ToLower(path.Ext(u.Path))):
		return path.Ext(u.Path), false
	}
	return "", false
}

// furniture are types of what pages are made of, and of lists.
var furniture = strings.Fields(`text/css text/javascript application/javascript application/x-javascript application/ecmascript
	application/json application/xml text/xml application/rss+xml application/atom+xml application/x-shockwave-flash
	application/font-woff application/vnd.ms-fontobject application/manifest+json`)

func leftOutAnswers(out map[string]int, read int) error {
	var list []string
	n := 0
	for kind, count := range out {
		n += count
		list = append(list, fmt.Sprintf("%d %s", count, clip(kind)))
	}
	slices.Sort(list)
	if n == 0 {
		return fmt.Errorf("an archive with no answers in it: %w", ErrLeftOut)
	}
	return fmt.Errorf("%d of %d answers in the archive are no documents (%s): %w", n, n+read, strings.Join(list, ", "), ErrLeftOut)
}

// answer is the item of an answer, whose body is at another record's where it
// is the same.
func (f *Fetcher) answer(all *tape, c, at captured) Item {
	a := c.answer
	return Item{Source: a.URL, At: a.At, Open: func(context.Context) (Content, error) {
		content := Content{Response: response(a)}
		full, err := all.read(at)
		switch {
		case err != nil:
			return content, warcError(err)
		case full.Truncated != "":
			return content, fmt.Errorf("cut off when it was archived (%s): %w", clip(full.Truncated), ErrTruncated)
		}
		content.Body, err = f.ungzip(full.Body)
		return content, err
	}}
}

func response(a *warc.Answer) *Response {
	return &Response{URL: a.URL, Status: a.Status, Type: a.Header.Get("Content-Type"), ETag: a.Header.Get("ETag"),
		Modified: a.Header.Get("Last-Modified"), TLS: a.TLS, At: a.At}
}

// warcError gives an error of package warc one of this package's kinds.
func warcError(err error) error {
	if errors.Is(err, warc.ErrDamaged) || errors.Is(err, warc.ErrNoAnswer) {
		return fmt.Errorf("%s: %w", strings.TrimSuffix(err.Error(), ": "+warc.ErrDamaged.Error()), ErrDamaged)
	}
	return archiveError(err)
}

// listWARC lists the answers of a file up to its end, or to where it is damaged,
// and counts those that cannot be read.
func listWARC(name string) (list []captured, malformed int, err error) {
	file, err := open(name)
	if err != nil {
		return nil, 0, pathError(err)
	}
	defer file.Close()
	r := warc.NewReader(file)
	for n := 0; ; n++ {
		rec, err := r.Next()
		if errors.Is(err, io.EOF) {
			return list, malformed, nil
		}
		if err != nil {
			return list, malformed, warcError(err)
		}
		if !rec.IsAnswer() {
			continue
		}
		a, err := rec.Head()
		if err != nil {
			malformed++
			continue
		}
		list = append(list, captured{n, rec.Offset, a})
	}
}

// A tape reads answers of one file. Where each record is packed by itself it
// goes there; a file that is packed whole it reads forward, and keeps a few
// answers that it passed, because items are opened a little out of order.
type tape struct {
	name   string
	most   int64
	wanted []int // records that will be asked for, in their order

	mu     sync.Mutex
	file   *os.File
	r      *warc.Reader
	n      int // records read
	passed []passed
}

type passed struct {
	n      int
	answer *warc.Answer
	err    error
}

const maxPassed = 16

func (t *tape) read(c captured) (*warc.Answer, error) {
	if c.offset < 0 {
		return t.forward(c.n)
	}
	file, err := open(t.name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	if _, err := file.Seek(c.offset, io.SeekStart); err != nil {
		return nil, err
	}
	rec, err := warc.NewReader(file).Next()
	if err != nil {
		return nil, unexpectedEnd(err)
	}
	return rec.Answer(t.most)
}

func (t *tape) forward(n int) (*warc.Answer, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, p := range t.passed {
		if p.n == n {
			return p.answer, p.err
		}
	}
	if t.file == nil || n < t.n {
		if err := t.rewind(); err != nil {
			return nil, err
		}
	}
	for {
		rec, err := t.r.Next()
		if err != nil {
			return nil, unexpectedEnd(err)
		}
		i := t.n
		t.n++
		if _, asked := slices.BinarySearch(t.wanted, i); !asked && i != n {
			continue
		}
		answer, err := rec.Answer(t.most)
		if i == n {
			return answer, err
		}
		t.passed = append(t.passed, passed{i, answer, err})
		t.passed = t.passed[max(0, len(t.passed)-maxPassed):]
	}
}

// rewind begins again. The file is closed when nothing refers to it any more.
func (t *tape) rewind() (err error) {
	if t.file != nil {
		t.file.Close()
	}
	if t.file, err = open(t.name); err != nil {
		t.file = nil
		return err
	}
	t.r, t.n = warc.NewReader(t.file), 0
	return nil
}

// unexpectedEnd is that of a file which was longer when it was listed.
func unexpectedEnd(err error) error {
	if errors.Is(err, io.EOF) {
		return fmt.Errorf("the archive has changed: %w", ErrDamaged)
	}
	return err
}
