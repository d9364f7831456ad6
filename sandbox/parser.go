package sandbox

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"
	"sync"
	"time"

	"nianbao/parse"
	"nianbao/report"
)

// Options of a [Parser].
type Options struct {
	Parse   parse.Options
	Workers int // children, each reading one document at a time; 0 for 1
}

// Bounds on the reading of one document.
const (
	baseCPU      = 5 * time.Second
	pageCPU      = 200 * time.Millisecond // for each page of a PDF
	maxPages     = 500                    // as many as are read
	parserWall   = 20 * time.Second
	maxAnswer    = 64 << 20
	maxDocuments = 200 // of one child
)

// A Parser reads documents like [parse.Parser], in child processes. It is safe
// for concurrent use.
type Parser struct {
	options  parse.Options
	wall     time.Duration
	children chan *child // as many as workers; nil where one is to be started
	temp     string      // a folder for the compiled PDF reader where there is no other
	prepare  sync.Once
	prepared error
}

// Open makes a parser. Its children start when they are needed.
func Open(o Options) (*Parser, error) {
	if err := armedOrError(); err != nil {
		return nil, err
	}
	p := &Parser{options: o.Parse, wall: parserWall, children: make(chan *child, max(o.Workers, 1))}
	if !writable(o.Parse.CacheDir) {
		dir, err := os.MkdirTemp("", "nianbao-cache-")
		if err != nil {
			return nil, err
		}
		p.temp, p.options.CacheDir = dir, dir
	}
	for range cap(p.children) {
		p.children <- nil
	}
	return p, nil
}

// writable tells whether files can be made in a folder, which is made if need be.
func writable(dir string) bool {
	if dir == "" || os.MkdirAll(dir, 0o700) != nil {
		return false
	}
	f, err := os.CreateTemp(dir, "try-")
	if err != nil {
		return false
	}
	return errors.Join(f.Close(), os.Remove(f.Name())) == nil
}

// Close waits for the readings in hand and ends the children. The parser must
// not be used afterwards.
func (p *Parser) Close() error {
	for range cap(p.children) {
		if c := <-p.children; c != nil {
			c.close()
		}
	}
	if p.temp == "" {
		return nil
	}
	return os.RemoveAll(p.temp)
}

// Document reads body like [parse.Parser.Document]. Where the child that reads
// it ends, the document is unreadable: the reason is that of its [Class], the
// detail ends with the child's last words. Where no child can be started, which
// is no fault of the document, the reason is [report.Untried].
func (p *Parser) Document(source string, body []byte, declared string) *report.Document {
	if isPDF(body) {
		_ = p.Prepare() // where it fails, each PDF says so
	}
	c := <-p.children
	d, c := p.read(c, request{Source: source, Declared: declared, CPU: processorTime(body)}, body)
	if text, by := otherwise(d, body); text != nil {
		d, c = p.asText(c, d, text, by)
	}
	p.children <- c
	sum := sha256.Sum256(body)
	d.Source, d.SHA256, d.Size = source, hex.EncodeToString(sum[:]), int64(len(body))
	return d
}

// read reads a document in c, or in a child that it starts, and gives the child
// to read the next one in, or nil.
func (p *Parser) read(c *child, r request, body []byte) (*report.Document, *child) {
	deadline := time.Now().Add(p.wall)
	for attempt := 1; ; attempt++ {
		if c == nil {
			var err error
			if c, err = startChild(p.options, readOnly); err != nil {
				return untried(err), nil
			}
		}
		used := c.served > 0
		a, err := c.ask(r, body, time.Until(deadline))
		if err == nil {
			if a.Spent || c.served >= maxDocuments || c.gone() {
				c.close()
				c = nil
			}
			return a.Document, c
		}
		class, words := c.judge(err)
		c = nil
		// What the child read before may have brought it down, or somebody else.
		again := class == Killed || used && (class == Panic || class == Memory)
		if again && attempt == 1 {
			continue
		}
		return p.failed(class, r.CPU, words), nil
	}
}

func untried(err error) *report.Document {
	d := &report.Document{Format: report.Unknown}
	d.Fail(report.Untried, "no process can be started to read it: "+err.Error())
	return d
}

func (p *Parser) failed(class Class, cpu time.Duration, words string) *report.Document {
	limits := Limits{CPU: cpu, Wall: p.wall, Output: maxAnswer}
	d := &report.Document{Format: report.Unknown}
	d.Fail(class.Reason(), strings.TrimSpace(fmt.Sprintf("its reading was ended: %s\n%s", class.words(limits), words)))
	return d
}

// Prepare lets a child that reads no document compile the PDF reader into the
// cache folder, which the others only read. It does so once, at the latest when
// the first PDF is read.
func (p *Parser) Prepare() error {
	p.prepare.Do(func() { p.prepared = p.compile() })
	return p.prepared
}

func (p *Parser) compile() error {
	c, err := startChild(p.options, writeCache)
	if err != nil {
		return err
	}
	a, err := c.ask(request{CPU: compileTime}, []byte(emptyPDF), compileTime)
	if err != nil {
		class, words := c.judge(err)
		return fmt.Errorf("compile the PDF reader: %s: %s", class, words)
	}
	c.close()
	if a.Document.Reason != report.Empty {
		return fmt.Errorf("compile the PDF reader: %s", a.Document.Detail)
	}
	return nil
}

const compileTime = 60 * time.Second

// emptyPDF is a PDF of one empty page.
const emptyPDF = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n" +
	"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"

// isPDF tells what may be read as a PDF.
func isPDF(body []byte) bool { return bytes.Contains(body[:min(len(body), 1024)], []byte("%PDF-")) }

var pageObject = regexp.MustCompile(`/Type\s*/Page\b`)

// processorTime is the processor time that a document may take. The pages of a PDF
// are counted as they stand, or by its length where they are compressed: what
// the file says of their number is not believed.
func processorTime(body []byte) time.Duration {
	allowed := baseCPU
	if isPDF(body) {
		const pageBytes = 16 << 10
		pages := max(len(pageObject.FindAllIndex(body, maxPages)), len(body)/pageBytes)
		allowed += time.Duration(min(pages, maxPages)) * pageCPU
	}
	return allowed
}
