package parse

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/klippa-app/go-pdfium"
	pdferrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
)

// Bounds on one file, so that a hostile one costs no more than a large honest one.
const (
	maxPDFPages    = 500
	maxPDFRunes    = 5_000_000
	maxPDFGlyphs   = 50_000 // of one page
	maxPDFObjects  = 50_000 // of one page, those within forms included
	maxPDFSegments = 2_000  // of one path; more is a drawing
	maxPDFDepth    = 8      // of forms within forms
	maxPDFMemory   = 768 << 20
	maxPDFTime     = 60 * time.Second
)

// pdfFont is the one font that PDFium finds where a file does not embed its
// own. Without any, PDFium loses each character that is drawn alone, since it
// takes up no room.
//
//go:embed pdffont
var pdfFont embed.FS

// A pdfEngine opens PDF files with PDFium, which runs as WebAssembly: a file
// that breaks it breaks an instance that no other file ever sees, and it sees
// nothing of the machine, so that the same bytes read the same everywhere.
type pdfEngine struct {
	cacheDir string
	slots    chan struct{} // one for each file read at a time
	hung     atomic.Int32  // readings that were given up and still run

	mu     sync.Mutex
	pool   pdfium.Pool
	cache  wazero.CompilationCache
	err    error // why there is no pool
	closed bool
}

func newPDFEngine(cacheDir string) *pdfEngine {
	n := min(max(runtime.GOMAXPROCS(0), 2), 4)
	return &pdfEngine{cacheDir: cacheDir, slots: make(chan struct{}, n)}
}

var (
	errPDFEngine = errors.New("the PDF reader does not start")
	errPDFClosed = fmt.Errorf("%w: it is closed", errPDFEngine)
)

// start compiles PDFium when the first file asks for it: 2 seconds, or 0.1
// where an earlier run left its result in the cache directory.
func (e *pdfEngine) start() (pdfium.Pool, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return nil, errPDFClosed
	}
	if e.pool != nil || e.err != nil {
		return e.pool, e.err
	}
	const pageBytes = 64 << 10
	config := wazero.NewRuntimeConfig().WithMemoryLimitPages(maxPDFMemory / pageBytes)
	if e.cacheDir != "" {
		// Without the cache everything works, only later.
		if cache, err := wazero.NewCompilationCacheWithDir(e.cacheDir); err == nil {
			e.cache = cache
			config = config.WithCompilationCache(cache)
		}
	}
	files, err := fs.Sub(pdfFont, "pdffont")
	if err != nil {
		return nil, err // unreachable: the name is a constant
	}
	pool, err := webassembly.Init(webassembly.Config{
		Context:       context.Background(),
		MaxTotal:      -1, // slots are the bound: an instance that hangs is left behind
		RuntimeConfig: config,
		FSConfig:      wazero.NewFSConfig().WithFSMount(files, "/"),
		Stdout:        io.Discard,
		Stderr:        io.Discard,
	})
	if err != nil {
		e.err = fmt.Errorf("%w: %v", errPDFEngine, err)
	}
	e.pool = pool
	return e.pool, e.err
}

func (e *pdfEngine) close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.closed = true
	if e.pool == nil || e.hung.Load() > 0 { // closing would wait for them
		return nil
	}
	err := e.pool.Close()
	e.pool = nil
	if e.cache != nil {
		err = errors.Join(err, e.cache.Close(context.Background()))
		e.cache = nil
	}
	return err
}

// A pdfFile is what PDFium gave for one file.
type pdfFile struct {
	pages []pdfPage
	count int    // pages that the file says it has
	title string // of its information dictionary
	cut   bool   // the limit on text was reached: pages is not all
	err   error  // why there are no pages
}

// read reads all pages of a file, or gives up after limit.
func (e *pdfEngine) read(body []byte, limit time.Duration) pdfFile {
	f, err := inPDFium(e, limit, func(ctx context.Context, in pdfium.Pdfium) (pdfFile, error) {
		return readPDFFile(ctx, in, body), nil
	})
	if err != nil {
		return pdfFile{err: err}
	}
	return f
}

// inPDFium lets use work with an instance of PDFium, or gives up after limit.
// PDFium cannot be interrupted (checking for it triples its time), so that a
// file on which it hangs leaves a goroutine behind.
func inPDFium[T any](e *pdfEngine, limit time.Duration, use func(context.Context, pdfium.Pdfium) (T, error)) (T, error) {
	e.slots <- struct{}{}
	defer func() { <-e.slots }()
	var none T
	pool, err := e.start()
	if err != nil {
		return none, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	type outcome struct {
		value T
		err   error
	}
	result := make(chan outcome, 1)
	go func() {
		defer func() {
			if x := recover(); x != nil {
				result <- outcome{err: fmt.Errorf("%w: %v", errPDFEngine, x)}
			}
		}()
		instance, err := pool.GetInstance(maxPDFTime)
		if err != nil {
			result <- outcome{err: fmt.Errorf("%w: %v", errPDFEngine, err)}
			return
		}
		defer instance.Close()
		keepFunctions(instance)
		value, err := use(ctx, instance)
		result <- outcome{value, err}
	}()
	select {
	case o := <-result:
		return o.value, o.err
	case <-ctx.Done():
		e.hung.Add(1)
		go func() {
			<-result
			e.hung.Add(-1)
		}()
		return none, ctx.Err()
	}
}

func readPDFFile(ctx context.Context, in pdfium.Pdfium, body []byte) (f pdfFile) {
	open, err := in.OpenDocument(&requests.OpenDocument{File: &body})
	if err != nil {
		return pdfFile{err: err}
	}
	count, err := in.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: open.Document})
	if err != nil {
		return pdfFile{err: err}
	}
	f.count = count.PageCount
	if t, err := in.FPDF_GetMetaText(&requests.FPDF_GetMetaText{Document: open.Document, Tag: "Title"}); err == nil {
		f.title = t.Value
	}
	runes := 0
	for i := range min(f.count, maxPDFPages) {
		if err := ctx.Err(); err != nil {
			return pdfFile{err: err}
		}
		p := readPDFPage(ctx, in, pageOf(open.Document, i))
		p.num = i + 1
		runes += len(p.glyphs)
		if runes > maxPDFRunes {
			f.cut = true
			break
		}
		f.pages = append(f.pages, p)
	}
	return f
}

func pageOf(doc references.FPDF_DOCUMENT, i int) requests.Page {
	return requests.Page{ByIndex: &requests.PageByIndex{Document: doc, Index: i}}
}

// needsPassword tells whether a file is closed to us rather than broken.
func needsPassword(err error) bool {
	return errors.Is(err, pdferrors.ErrPassword) || errors.Is(err, pdferrors.ErrSecurity)
}
