package parse

import (
	"context"
	"fmt"
	"image"
	"math"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/requests"
)

const (
	scanDPI       = 200
	maxScanPages  = 100        // of one document
	maxScanPixels = 25_000_000 // of one page: A3 at 400 dpi
)

// readScans reads the pages that are pictures, or whose characters the file
// does not name, by their looks. An error says why pages are left unread.
func (r *pdfReader) readScans(body []byte, f *pdfFile) error {
	if r.recognize == nil {
		return nil
	}
	s := scanReader{recognize: r.recognize}
	read := 0
	for i := range f.pages {
		p := &f.pages[i]
		if state := p.state(); state != pagePicture && state != pageGarbled {
			continue
		}
		if read++; read > maxScanPages {
			return fmt.Errorf("no more than %d pages of a document are recognised", maxScanPages)
		}
		g, err := r.engine.picture(body, i)
		if err != nil {
			return fmt.Errorf("page %d cannot be drawn: %w", p.num, err)
		}
		scanned, err := s.page(g.Gray, g.dpi)
		if err != nil {
			return err
		}
		scanned.num = p.num
		*p = scanned
	}
	return nil
}

// A pageScan is the picture of a page.
type pageScan struct {
	*image.Gray
	dpi int // pixels an inch
}

// picture draws a page, counted from 0.
func (e *pdfEngine) picture(body []byte, page int) (pageScan, error) {
	return inPDFium(e, maxPDFTime, func(_ context.Context, in pdfium.Pdfium) (pageScan, error) {
		return drawPDFPage(in, body, page, scanDPI)
	})
}

// drawPDFPage draws a page in shades of grey: at most dots an inch, or less where
// it is very large.
func drawPDFPage(in pdfium.Pdfium, body []byte, page, most int) (pageScan, error) {
	open, err := in.OpenDocument(&requests.OpenDocument{File: &body})
	if err != nil {
		return pageScan{}, err
	}
	at := pageOf(open.Document, page)
	size, err := in.GetPageSize(&requests.GetPageSize{Page: at})
	if err != nil {
		return pageScan{}, err
	}
	dpi := min(most, dpiWithin(size.Width/pointsPerInch, size.Height/pointsPerInch))
	drawn, err := in.RenderPageInDPI(&requests.RenderPageInDPI{
		Page: at, DPI: dpi, ImageFormat: requests.RenderImageFormatGrayscale, RenderFlags: enums.FPDF_RENDER_FLAG_ANNOT,
	})
	if err != nil {
		return pageScan{}, err
	}
	defer drawn.Cleanup()
	g, ok := drawn.Result.RenderedImage.(*image.Gray)
	if !ok {
		return pageScan{}, fmt.Errorf("PDFium gave a picture of type %T", drawn.Result.RenderedImage) // unreachable: grey was asked for
	}
	own := image.NewGray(image.Rect(0, 0, g.Rect.Dx(), g.Rect.Dy()))
	for y := range own.Rect.Dy() {
		copy(own.Pix[y*own.Stride:(y+1)*own.Stride], g.Pix[y*g.Stride:])
	}
	return pageScan{own, dpi}, nil
}

// dpiWithin is the resolution at which a page of this size, in inches, has no
// more than maxScanPixels.
func dpiWithin(width, height float64) int {
	area := max(width*height, 0.01)
	return max(min(scanDPI, int(math.Sqrt(maxScanPixels/area))), 1)
}

// scanned tells a file of which nothing was read but by its looks.
func (f *pdfFile) scanned() bool {
	read := 0
	for i := range f.pages {
		if len(f.pages[i].glyphs) == 0 {
			continue
		}
		if !f.pages[i].scanned {
			return false
		}
		read++
	}
	return read > 0
}
