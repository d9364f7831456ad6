package frozen

import (
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

// An Answer is a section of a site's file: to which request, and what.
type Answer struct {
	Name   string // as in the file
	Night  int    // 2 where it stands for the second night only
	Method string
	Scheme string
	Bare   bool // named by its path alone: it answers at the home host by any scheme that is served
	Host   string
	Path   string // "/*" answers what nothing else does
	Params []Param
	Nth    int // 1, or 2 where it answers from the second such request on

	NeedCookie  string // name=value
	NeedReferer bool

	Status   int
	Header   [][2]string // sent as they are written
	Encoding string      // "" for UTF-8
	Made     string      // the file made of Body: pdf, docx, xlsx, png, zip; "" for none
	Gzip     bool
	Delay    time.Duration
	Truncate int // bytes sent; 0 for all
	Size     int // bytes that Body is repeated to; 0 for once
	Body     string

	once sync.Once
	sent []byte
	err  error
}

// A Param is a parameter that a request must have.
type Param struct{ Name, Value string }

var sectionName = regexp.MustCompile(`^(night2 )?(GET|POST) (\S+?)(?: #(\d+))?$`)

func parseAnswer(name, text string, home *url.URL) (*Answer, error) {
	m := sectionName.FindStringSubmatch(name)
	if m == nil {
		return nil, fmt.Errorf("no request")
	}
	a := &Answer{Name: name, Method: m[2], Nth: 1, Status: 200}
	if m[1] != "" {
		a.Night = 2
	}
	if m[4] != "" {
		a.Nth, _ = strconv.Atoi(m[4])
	}
	u, err := url.Parse(m[3])
	if err != nil {
		return nil, err
	}
	a.Scheme, a.Host, a.Path = u.Scheme, u.Host, u.Path
	if a.Host == "" {
		a.Scheme, a.Host, a.Bare = home.Scheme, home.Host, true
	}
	if a.Path == "" {
		a.Path = "/"
	}
	for pair := range strings.SplitSeq(u.RawQuery, "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		n, err1 := url.QueryUnescape(name)
		v, err2 := url.QueryUnescape(value)
		if err1 != nil || err2 != nil {
			return nil, fmt.Errorf("parameter %q", pair)
		}
		a.Params = append(a.Params, Param{n, v})
	}
	head, body, _ := strings.Cut("\n"+text, "\n\n") // the header may be empty
	for line := range strings.SplitSeq(strings.TrimSpace(head), "\n") {
		if line == "" {
			continue
		}
		key, value, ok := strings.Cut(line, ": ")
		if !ok {
			return nil, fmt.Errorf("header %q", line)
		}
		if err := a.header(key, value); err != nil {
			return nil, fmt.Errorf("header %q: %w", line, err)
		}
	}
	a.Body = strings.TrimRight(body, "\n")
	return a, nil
}

func (a *Answer) header(key, value string) (err error) {
	switch key {
	case "Status":
		a.Status, err = strconv.Atoi(value)
	case "Encoding":
		if encodings[value] == nil {
			return fmt.Errorf("unknown encoding")
		}
		a.Encoding = value
	case "Body":
		if makers[value] == nil {
			return fmt.Errorf("unknown kind of file")
		}
		a.Made = value
	case "Gzip":
		a.Gzip, err = yes(value)
	case "Need-Referer":
		a.NeedReferer, err = yes(value)
	case "Need-Cookie":
		a.NeedCookie = value
	case "Delay":
		a.Delay, err = time.ParseDuration(value)
	case "Truncate":
		a.Truncate, err = strconv.Atoi(value)
	case "Size":
		a.Size, err = strconv.Atoi(value)
	case "Content-Type", "ETag", "Last-Modified", "Location", "Set-Cookie", "Retry-After":
		a.Header = append(a.Header, [2]string{key, value})
	default:
		if !strings.HasPrefix(key, "X-") {
			return fmt.Errorf("unknown header")
		}
		a.Header = append(a.Header, [2]string{key, value})
	}
	return err
}

func yes(value string) (bool, error) {
	if value != "yes" {
		return false, fmt.Errorf("yes is all it may be")
	}
	return true, nil
}

// header1 is the first header of a name, "" where there is none.
func (a *Answer) header1(key string) string {
	for _, h := range a.Header {
		if h[0] == key {
			return h[1]
		}
	}
	return ""
}
