package parse

import (
	"math"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/structs"
)

// ruleWidth is how thick a filled rectangle may be, in points, to be a line.
const ruleWidth = 3.0

// A pdfDrawing collects the drawn lines of a page, and how much of it pictures
// cover.
type pdfDrawing struct {
	in    pdfium.Pdfium
	frame pdfFrame
	page  *pdfPage
}

func (d *pdfDrawing) read(at requests.Page) {
	count, err := d.in.FPDFPage_CountObjects(&requests.FPDFPage_CountObjects{Page: at})
	if err != nil {
		return
	}
	for i := 0; i < count.Count && d.page.objects < maxPDFObjects; i++ {
		o, err := d.in.FPDFPage_GetObject(&requests.FPDFPage_GetObject{Page: at, Index: i})
		if err == nil {
			d.object(o.PageObject, pdfMatrix{1, 0, 0, 1, 0, 0}, 0)
		}
	}
}

func (d *pdfDrawing) object(o references.FPDF_PAGEOBJECT, m pdfMatrix, depth int) {
	d.page.objects++
	kind, err := d.in.FPDFPageObj_GetType(&requests.FPDFPageObj_GetType{PageObject: o})
	if err != nil || depth > maxPDFDepth || d.page.objects > maxPDFObjects {
		return
	}
	switch kind.Type {
	case enums.FPDF_PAGEOBJ_PATH:
		d.path(o, d.matrix(o).times(m))
	case enums.FPDF_PAGEOBJ_IMAGE:
		d.picture(d.matrix(o).times(m))
	case enums.FPDF_PAGEOBJ_FORM:
		m = d.matrix(o).times(m)
		count, err := d.in.FPDFFormObj_CountObjects(&requests.FPDFFormObj_CountObjects{PageObject: o})
		if err != nil {
			return
		}
		for i := 0; i < count.Count && d.page.objects < maxPDFObjects; i++ {
			child, err := d.in.FPDFFormObj_GetObject(&requests.FPDFFormObj_GetObject{PageObject: o, Index: uint64(i)})
			if err == nil {
				d.object(child.PageObject, m, depth+1)
			}
		}
	}
}

// picture adds the share of the page that a picture covers: the unit square
// under its matrix.
func (d *pdfDrawing) picture(m pdfMatrix) {
	x0, y0 := m.apply(0, 0)
	x1, y1 := m.apply(1, 1)
	if area := d.page.w * d.page.h; area > 0 {
		d.page.pictures += math.Abs((x1-x0)*(y1-y0)) / area
	}
}

type pdfPoint struct{ x, y float64 }

// path takes the straight level and upright strokes of a path, and its filled
// rectangles that are thin enough to be lines.
func (d *pdfDrawing) path(o references.FPDF_PAGEOBJECT, m pdfMatrix) {
	mode, err := d.in.FPDFPath_GetDrawMode(&requests.FPDFPath_GetDrawMode{PageObject: o})
	filled := err == nil && mode.FillMode != enums.FPDF_FILLMODE_NONE
	if err != nil || !filled && !mode.Stroke {
		return
	}
	count, err := d.in.FPDFPath_CountSegments(&requests.FPDFPath_CountSegments{PageObject: o})
	if err != nil || count.Count > maxPDFSegments {
		return
	}
	var line []pdfPoint // the current run of straight segments
	flush := func() {
		if mode.Stroke {
			d.strokes(line)
		} else {
			d.fill(line)
		}
		line = line[:0]
	}
	for i := range count.Count {
		s, err := d.in.FPDFPath_GetPathSegment(&requests.FPDFPath_GetPathSegment{PageObject: o, Index: i})
		if err != nil {
			return
		}
		kind, err := d.in.FPDFPathSegment_GetType(&requests.FPDFPathSegment_GetType{PathSegment: s.PathSegment})
		if err != nil {
			return
		}
		at, err := d.in.FPDFPathSegment_GetPoint(&requests.FPDFPathSegment_GetPoint{PathSegment: s.PathSegment})
		if err != nil {
			return
		}
		if kind.Type != enums.FPDF_SEGMENT_LINETO { // a curve is no line
			flush()
		}
		x, y := d.frame.point(m.apply(float64(at.X), float64(at.Y)))
		line = append(line, pdfPoint{x, y})
		if len(line) < 3 {
			continue
		}
		end, err := d.in.FPDFPathSegment_GetClose(&requests.FPDFPathSegment_GetClose{PathSegment: s.PathSegment})
		if err == nil && end.IsClose {
			line = append(line, line[0])
		}
	}
	flush()
}

func (d *pdfDrawing) strokes(line []pdfPoint) {
	for i := 1; i < len(line); i++ {
		d.add(line[i-1], line[i])
	}
}

// fill takes a filled outline as a line if it is thin.
func (d *pdfDrawing) fill(outline []pdfPoint) {
	if len(outline) < 3 {
		return
	}
	lo, hi := outline[0], outline[0]
	for _, p := range outline {
		lo = pdfPoint{min(lo.x, p.x), min(lo.y, p.y)}
		hi = pdfPoint{max(hi.x, p.x), max(hi.y, p.y)}
	}
	w, h := hi.x-lo.x, hi.y-lo.y
	switch {
	case h <= ruleWidth && w > 2*h:
		y := (lo.y + hi.y) / 2
		d.add(pdfPoint{lo.x, y}, pdfPoint{hi.x, y})
	case w <= ruleWidth && h > 2*w:
		x := (lo.x + hi.x) / 2
		d.add(pdfPoint{x, lo.y}, pdfPoint{x, hi.y})
	}
}

// add takes a line if it is level or upright, as far as it is on the page.
func (d *pdfDrawing) add(a, b pdfPoint) {
	const level = 0.7 // points by which a level line may slope
	var r pdfRule
	along, across := d.page.w, d.page.h
	switch dx, dy := math.Abs(a.x-b.x), math.Abs(a.y-b.y); {
	case dy <= level && dx > level:
		r = pdfRule{false, (a.y + b.y) / 2, max(0, min(a.x, b.x)), min(along, max(a.x, b.x))}
	case dx <= level && dy > level:
		along, across = across, along
		r = pdfRule{true, (a.x + b.x) / 2, max(0, min(a.y, b.y)), min(along, max(a.y, b.y))}
	}
	if r.lo < r.hi && r.at >= 0 && r.at <= across {
		d.page.rules = append(d.page.rules, r)
	}
}

// A pdfMatrix is a PDF transformation: x' = a·x + c·y + e, y' = b·x + d·y + f.
type pdfMatrix [6]float64

func (d *pdfDrawing) matrix(o references.FPDF_PAGEOBJECT) pdfMatrix {
	m, err := d.in.FPDFPageObj_GetMatrix(&requests.FPDFPageObj_GetMatrix{PageObject: o})
	if err != nil {
		return pdfMatrix{1, 0, 0, 1, 0, 0}
	}
	return matrixOf(m.Matrix)
}

func matrixOf(m structs.FPDF_FS_MATRIX) pdfMatrix {
	return pdfMatrix{float64(m.A), float64(m.B), float64(m.C), float64(m.D), float64(m.E), float64(m.F)}
}

func (m pdfMatrix) apply(x, y float64) (float64, float64) {
	return m[0]*x + m[2]*y + m[4], m[1]*x + m[3]*y + m[5]
}

// times gives the matrix that applies m first and n after it.
func (m pdfMatrix) times(n pdfMatrix) pdfMatrix {
	return pdfMatrix{
		m[0]*n[0] + m[1]*n[2], m[0]*n[1] + m[1]*n[3],
		m[2]*n[0] + m[3]*n[2], m[2]*n[1] + m[3]*n[3],
		m[4]*n[0] + m[5]*n[2] + n[4], m[4]*n[1] + m[5]*n[3] + n[5],
	}
}
