package sandbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image/png"
	"time"

	"nianbao/parse"
	"nianbao/report"
)

// Bounds on the drawing of a page for people, who wait for it.
const (
	pictureCPU  = 4 * time.Second
	pictureWall = 8 * time.Second
)

// PagePicture draws a page of a PDF like [parse.Parser.PagePicture], in a child
// process. The PDF reader must be compiled: see [Parser.Prepare]. The child is
// left to its drawing where ctx ends before.
func (p *Parser) PagePicture(ctx context.Context, body []byte, page int) (parse.PagePicture, error) {
	if page < 1 || page > maxPages || !isPDF(body) {
		return parse.PagePicture{}, fmt.Errorf("page %d: %w", page, report.ErrNotFound)
	}
	type drawn struct {
		picture parse.PagePicture
		err     error
	}
	var c *child
	select {
	case c = <-p.children:
	case <-ctx.Done():
		return parse.PagePicture{}, ctx.Err()
	}
	done := make(chan drawn, 1)
	go func() {
		picture, c, err := p.draw(c, body, page)
		p.children <- c
		done <- drawn{picture, err}
	}()
	select {
	case d := <-done:
		return d.picture, d.err
	case <-ctx.Done():
		return parse.PagePicture{}, ctx.Err()
	}
}

func (p *Parser) draw(c *child, body []byte, page int) (parse.PagePicture, *child, error) {
	if c == nil {
		var err error
		if c, err = startChild(p.options, readOnly); err != nil {
			return parse.PagePicture{}, nil, err
		}
	}
	a, err := c.ask(request{CPU: pictureCPU, Page: page}, body, pictureWall)
	if err != nil {
		class, words := c.judge(err)
		return parse.PagePicture{}, nil, fmt.Errorf("draw page %d: %s: %s", page, class, words)
	}
	if a.Spent || c.served >= maxDocuments || c.gone() {
		c.close()
		c = nil
	}
	if a.Error != "" {
		return parse.PagePicture{}, c, fmt.Errorf("%w: %s", report.ErrNotFound, a.Error)
	}
	// What a child sends is not believed to be a picture.
	head, err := png.DecodeConfig(bytes.NewReader(a.Picture.PNG))
	if err != nil || head.Width <= 0 || head.Height <= 0 || a.Picture.Width <= 0 || a.Picture.Height <= 0 {
		return parse.PagePicture{}, c, errors.Join(errNoAnswer, err)
	}
	return *a.Picture, c, nil
}
