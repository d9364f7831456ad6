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
	"iter"

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
	for page := range picturesOf(body) {
		file.count++
		i := file.count
		if i > maxScanPages {
			break
		}
		g, err := decodePicture(page)
		if err != nil {
			file.pages = append(file.pages, pdfPage{num: i, err: err})
			scanErr = err
			continue
		}
		p, err := s.page(g.Gray, g.dpi)
		if err != nil {
			d.Fail(report.NeedsOCR, scan.detail+"; "+err.Error())
			return
		}
		p.num = i
		file.pages = append(file.pages, p)
	}
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
func picturesOf(body []byte) iter.Seq[[]byte] {
	order, ok := tiffOrder(body)
	if !ok {
		return func(yield func([]byte) bool) { yield(body) }
	}
	return func(yield func([]byte) bool) {
		seen := map[uint32]bool{} // pages that name one another as the next
		at := order.Uint32(body[4:])
		for len(seen) <= maxScanPages {
			page := bytes.Clone(body)
			order.PutUint32(page[4:], at)
			seen[at] = true
			if !yield(page) {
				return
			}
			if at = nextTIFF(body, at, order); at == 0 || seen[at] {
				return
			}
		}
	}
}

// tiffOrder is the order of the bytes in a TIFF file; false for any other file.
func tiffOrder(body []byte) (be.ByteOrder, bool) {
	switch {
	case len(body) < 8:
	case bytes.HasPrefix(body, []byte("II*\x00")):
		return be.LittleEndian, true
	case bytes.HasPrefix(body, []byte("MM\x00*")):
		return be.BigEndian, true
	}
	return nil, false
}

// nextTIFF gives where the page after the one at a place is described; 0 for none.
func nextTIFF(body []byte, at uint32, order be.ByteOrder) uint32 {
	const count, entry = 2, 12 // bytes
	if int64(at)+count > int64(len(body)) {
		return 0
	}
	next := int64(at) + count + entry*int64(order.Uint16(body[at:]))
	if next+4 > int64(len(body)) {
		return 0
	}
	return order.Uint32(body[next:])
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
