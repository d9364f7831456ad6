package parse

import (
	"bytes"
	"context"
	"fmt"
	"image/png"

	"github.com/klippa-app/go-pdfium"
)

// A PagePicture is a page of a PDF as it looks, for people.
type PagePicture struct {
	PNG []byte // in shades of grey
	// The page's size in points, in which the boxes of figures are.
	Width, Height float64
}

// shownDPI is the resolution of a picture that people look at.
const shownDPI = 110

// PagePicture draws a page of a PDF, counted from 1.
func (p *Parser) PagePicture(body []byte, page int) (PagePicture, error) {
	return inPDFium(p.pdf.engine, maxPDFTime, func(_ context.Context, in pdfium.Pdfium) (PagePicture, error) {
		drawn, err := drawPDFPage(in, body, page-1, shownDPI)
		if err != nil {
			return PagePicture{}, fmt.Errorf("page %d cannot be drawn: %w", page, err)
		}
		var b bytes.Buffer
		if err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, drawn.Gray); err != nil {
			return PagePicture{}, err
		}
		points := func(pixels int) float64 { return float64(pixels) * pointsPerInch / float64(drawn.dpi) }
		return PagePicture{b.Bytes(), points(drawn.Rect.Dx()), points(drawn.Rect.Dy())}, nil
	})
}
