package fetch

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"nianbao/fetch/guard"
	"nianbao/report"
)

// file is the item of a file.
func (f *Fetcher) file(path string) Item {
	return Item{Source: path, Open: func(context.Context) (Content, error) {
		body, err := f.readFile(path)
		return Content{Body: body}, err
	}}
}

// stdin is the item of standard input. Reading it cannot be broken off, only
// left alone: someone may be typing.
func (f *Fetcher) stdin() Item {
	return Item{Source: "-", Open: func(ctx context.Context) (Content, error) {
		var content Content
		var err error
		done := make(chan struct{})
		go func() {
			content.Body, err = f.readAll(f.opts.Stdin)
			close(done)
		}()
		select {
		case <-done:
			return content, err
		case <-ctx.Done():
			return Content{}, ctx.Err()
		}
	}}
}

// open opens a file or folder. What is neither is not touched: a pipe waits for
// a writer, for ever and deaf to Ctrl-C, and a device may have no end.
func open(path string) (*os.File, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() && !info.IsDir() {
		return nil, ErrNotFile
	}
	return os.Open(path)
}

func (f *Fetcher) readFile(path string) ([]byte, error) {
	file, err := open(path)
	if err != nil {
		return nil, pathError(err)
	}
	defer file.Close()
	info, err := file.Stat()
	switch {
	case err != nil:
		return nil, err
	case info.IsDir():
		return nil, fmt.Errorf("a folder where a file is expected: %w", report.ErrNotFound)
	case info.Size() > f.opts.MaxBytes:
		return nil, f.tooLarge()
	case isArchive(path) && !isBundle(path):
		return nil, ErrArchive
	}
	return f.readAll(file)
}

// readAll reads up to the size limit: what a file or a server says of its size
// is not believed.
func (f *Fetcher) readAll(r io.Reader) ([]byte, error) {
	var buf bytes.Buffer
	n, err := buf.ReadFrom(io.LimitReader(r, f.opts.MaxBytes+1))
	if err != nil {
		return nil, pathError(err)
	}
	if n > f.opts.MaxBytes {
		return nil, f.tooLarge()
	}
	return f.ungzip(buf.Bytes())
}

// ungzip unpacks a document that was packed by itself (.html.gz).
func (f *Fetcher) ungzip(body []byte) ([]byte, error) {
	in := bytes.NewReader(body)
	z, err := gzip.NewReader(in)
	if err != nil {
		return body, nil // none: its bytes tell what it is
	}
	var buf bytes.Buffer
	n, err := buf.ReadFrom(io.LimitReader(&guard.Ratio{Unpacked: z, Packed: func() int64 { return int64(len(body)) }}, f.opts.MaxBytes+1))
	if err == nil && n > f.opts.MaxBytes {
		err = f.tooLarge()
	}
	if err != nil {
		return nil, archiveError(err)
	}
	return buf.Bytes(), nil
}

func (f *Fetcher) tooLarge() error {
	return fmt.Errorf("more than %d bytes: %w", f.opts.MaxBytes, report.ErrTooLarge)
}

// isArchive tells a file of many documents by its name.
func isArchive(path string) bool {
	name := strings.ToLower(filepath.Base(path))
	for _, ext := range []string{".zip", ".warc", ".warc.gz", ".tar", ".tar.gz", ".tgz", ".rar", ".7z"} {
		if strings.HasSuffix(name, ext) {
			return true
		}
	}
	return false
}
