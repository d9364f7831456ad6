package main

import (
	"context"
	"sync"

	"nianbao/parse"
	"nianbao/report"
	"nianbao/sandbox"
	"nianbao/web"
)

// pictures draw pages of PDFs in a child under limits, and keep the last ones.
type pictures struct {
	once   sync.Once
	parser *sandbox.Parser
	failed error
	ready  chan struct{} // closed when the child can be asked

	mu    sync.Mutex
	kept  map[pictureKey]web.Picture
	order []pictureKey // the oldest first
	bytes int
}

type pictureKey struct {
	sha  string
	page int
}

// keptPictures is how many bytes of pictures are kept.
const keptPictures = 24 << 20

// start lets a child compile what it draws with, once: it takes seconds where no
// other run has done so.
func (p *pictures) start() {
	p.once.Do(func() {
		p.ready, p.kept = make(chan struct{}), map[pictureKey]web.Picture{}
		if p.parser, p.failed = sandbox.Open(sandbox.Options{Parse: parse.Options{CacheDir: cacheDir()}}); p.failed != nil {
			close(p.ready)
			return
		}
		go func() {
			p.failed = p.parser.Prepare()
			close(p.ready)
		}()
	})
}

// close ends the child. One that still compiles is not waited for: it ends with
// this process.
func (p *pictures) close() error {
	if p.parser == nil {
		return nil
	}
	select {
	case <-p.ready:
		return p.parser.Close()
	default:
		return nil
	}
}

// Page draws a page of a document.
func (s *shelf) Page(ctx context.Context, sha string, page int) (web.Picture, error) {
	p := &s.pictures
	p.start()
	select {
	case <-p.ready:
	case <-ctx.Done():
		return web.Picture{}, ctx.Err()
	}
	if p.failed != nil {
		return web.Picture{}, p.failed
	}
	key := pictureKey{sha, page}
	p.mu.Lock()
	picture, ok := p.kept[key]
	p.mu.Unlock()
	if ok {
		return picture, nil
	}
	d, err := s.db.Named(ctx, sha)
	if err != nil {
		return web.Picture{}, err
	}
	if d.Format != report.PDF {
		return web.Picture{}, report.ErrNotFound
	}
	body, err := s.db.Raw(ctx, sha)
	if err != nil {
		return web.Picture{}, err
	}
	drawn, err := p.parser.PagePicture(ctx, body, page)
	if err != nil {
		return web.Picture{}, err
	}
	picture = web.Picture{PNG: drawn.PNG, Width: drawn.Width, Height: drawn.Height}
	p.keep(key, picture)
	return picture, nil
}

func (p *pictures) keep(key pictureKey, picture web.Picture) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, twice := p.kept[key]; twice {
		return
	}
	p.kept[key], p.order = picture, append(p.order, key)
	p.bytes += len(picture.PNG)
	for p.bytes > keptPictures && len(p.order) > 1 {
		p.bytes -= len(p.kept[p.order[0]].PNG)
		delete(p.kept, p.order[0])
		p.order = p.order[1:]
	}
}
