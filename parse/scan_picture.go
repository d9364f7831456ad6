package parse

import (
	"bytes"
	be "encoding/binary"
	"fmt"
	"image"
	"image/color"
	_ "image/gif" // registers a format
	_ "image/jpeg"
	_ "image/png"

	"golang.org/x/image/draw"
	_ "golang.org/x/image/tiff"

	"nianbao/report"
)

// readPicture reads a picture file, the pages of one of several pages.
func readPicture(d *report.Document, body []byte, recognize Recognizer) {
	if recognize == nil {
		d.Fail(report.NeedsOCR, scan.detail)
		return
	}
	s := scanReader{recognize: recognize}
	var file pdfFile
	var scanErr error
	for i, page := range picturesOf(body) {
		g, err := decodePicture(page)
		if err != nil {
			file.pages = append(file.pages, pdfPage{num: i + 1, err: err})
			scanErr = err
			continue
		}
		p, err := s.page(g.Gray, g.dpi)
		if err != nil {
			d.Fail(report.NeedsOCR, scan.detail+"; "+err.Error())
			return
		}
		p.num = i + 1
		file.pages = append(file.pages, p)
	}
	file.count = len(file.pages)
	d.Reader = report.ReadOCR
	w := pdfWriter{d: d}
	w.write(flow(arrange(file.pages)))
	judgePages(d, &file, false)
	if scanErr != nil {
		d.Detail += "; " + scanErr.Error()
	}
	if d.Status != report.Unreadable {
		w.noteLost()
	}
}

// picturesOf gives each page of a TIFF file as a file that begins with it, and
// any other file as it is.
func picturesOf(body []byte) [][]byte {
	var order be.ByteOrder = be.LittleEndian
	switch {
	case len(body) < 8 || body[0] != 'I' && body[0] != 'M' || body[0] != body[1]:
		return [][]byte{body}
	case body[0] == 'M':
		order = be.BigEndian
	}
	var pages [][]byte
	at := order.Uint32(body[4:])
	for at != 0 && len(pages) < maxScanPages && int64(at)+2 <= int64(len(body)) {
		page := bytes.Clone(body)
		order.PutUint32(page[4:], at)
		pages = append(pages, page)
		const entry = 12
		next := int64(at) + 2 + entry*int64(order.Uint16(body[at:]))
		if next+4 > int64(len(body)) {
			break
		}
		at = order.Uint32(body[next:])
	}
	if len(pages) == 0 {
		return [][]byte{body}
	}
	return pages
}

// decodePicture decodes a picture, if it is not too large. Its resolution is
// taken from its width, which is that of A4 paper; a small one is enlarged.
func decodePicture(body []byte) (pageScan, error) {
	config, _, err := image.DecodeConfig(bytes.NewReader(body))
	if err != nil {
		return pageScan{}, fmt.Errorf("the picture cannot be opened: %w", err)
	}
	if config.Width < 1 || config.Height < 1 || config.Width > maxScanPixels/config.Height {
		return pageScan{}, fmt.Errorf("the picture has %d x %d pixels, the limit is %d: make it smaller", config.Width, config.Height, maxScanPixels)
	}
	decoded, _, err := image.Decode(bytes.NewReader(body))
	if err != nil {
		return pageScan{}, fmt.Errorf("the picture cannot be opened: %w", err)
	}
	size := decoded.Bounds()
	const a4Width, a4Length = 8.27, 11.69
	dpi := int(float64(size.Dx()) / a4Width)
	if size.Dx() > size.Dy() {
		dpi = int(float64(size.Dx()) / a4Length)
	}
	times := 1
	if dpi < scanDPI*2/3 && 4*size.Dx()*size.Dy() <= maxScanPixels {
		times = 2
	}
	g := paper(image.Rect(0, 0, times*size.Dx(), times*size.Dy()))
	draw.Draw(g, g.Rect, image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.BiLinear.Scale(g, g.Rect, decoded, size, draw.Over, nil)
	return pageScan{g, max(dpi*times, 1)}, nil
}
