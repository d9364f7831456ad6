package warc

import (
	"errors"
	"fmt"
	"net/http"

	"nianbao/report"
)

// A Replay answers from an archive what was answered before.
type Replay struct {
	dir    string
	last   map[asked]Place // the newest answer but those that nothing changed
	bodies map[string]Place
}

// asked is a request, as far as its answer hangs on it.
type asked struct{ method, url, form string }

// OpenReplay reads the index of an archive.
func OpenReplay(dir string) (*Replay, error) {
	files, err := filesOf(dir)
	if err != nil {
		return nil, err
	}
	r := &Replay{dir: dir, last: map[asked]Place{}, bodies: map[string]Place{}}
	know := func(p Place) {
		if p.Status != http.StatusNotModified {
			r.last[asked{p.Method, p.URL, p.Form}] = p
		}
		if !p.Revisit && p.SHA256 != "" {
			r.bodies[p.SHA256] = p
		}
	}
	for _, file := range files {
		_, _, missing, err := load(dir, file, know)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		for _, p := range missing {
			know(p)
		}
	}
	return r, nil
}

// Answer gives what was answered last, with the body of the record that it
// refers to. [report.ErrNotFound] for what was never asked.
func (r *Replay) Answer(method, url string, form []byte, most int64) (*Answer, error) {
	key := asked{method: method, url: url}
	if len(form) > 0 {
		key.form = digest(form)
	}
	p, ok := r.last[key]
	if !ok {
		return nil, fmt.Errorf("%s %s: %w", method, url, report.ErrNotFound)
	}
	a, err := readPlace(r.dir, p, most)
	if err != nil || !a.Revisit {
		return a, err
	}
	first, ok := r.bodies[p.SHA256]
	if !ok {
		return nil, fmt.Errorf("%s: %w", url, errors.Join(errNoBody, ErrDamaged))
	}
	full, err := readPlace(r.dir, first, most)
	if err != nil {
		return nil, err
	}
	a.Body, a.Revisit = full.Body, false
	return a, nil
}

var errNoBody = errors.New("its body is in no record")
