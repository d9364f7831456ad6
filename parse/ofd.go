package parse

import (
	"encoding/xml"
	"path"
	"strconv"
	"strings"

	"nianbao/report"
)

// readOFD fills d from the bytes of an OFD file (GB/T 33190), which says like a
// PDF where each character stands on its page: lines, paragraphs and ruled
// tables are put together in the same way.
func readOFD(d *report.Document, body []byte) {
	d.Reader = report.ReadOFD
	parts, err := openZip(body)
	if err != nil {
		d.Fail(err.reason, err.detail)
		return
	}
	r := ofdReader{parts: parts}
	r.read()
	if r.err != nil && len(r.file.pages) == 0 {
		d.Fail(r.err.reason, r.err.detail)
		return
	}
	d.Meta.Title = saneTitle(r.file.title)
	w := pdfWriter{d: d}
	w.write(flow(arrange(r.file.pages)))
	judgePages(d, &r.file, false)
	if r.err != nil {
		endEarly(d, r.err)
	}
}

// An ofdReader reads the pages of the documents in an OFD file.
type ofdReader struct {
	parts  *zipParts
	file   pdfFile
	runes  int
	err    *readError        // why something could not be read
	sheets map[string]string // parts of the pages that lie under others, by id
	drawn  map[ofdSheet]*ofdPage
}

// An ofdSheet is a page that lies under others of one size.
type ofdSheet struct {
	id   string
	size report.Box
}

func (r *ofdReader) read() {
	var roots []string
	x := r.open("OFD.xml")
	for x.next() {
		switch {
		case x.start == nil:
		case x.start.Name.Local == "DocRoot":
			roots = append(roots, strings.TrimSpace(x.words()))
		case x.start.Name.Local == "Title" && r.file.title == "":
			r.file.title = x.words()
		}
	}
	if len(roots) == 0 && r.err == nil {
		r.err = &readError{report.Malformed, "the file names no document in it"}
	}
	for _, root := range roots {
		r.document(root)
	}
}

// open opens a part; of a damaged one what stands before the damage.
func (r *ofdReader) open(name string) *xmlReader {
	body, err := r.parts.part(name)
	if err == nil && body == nil {
		err = &readError{report.Malformed, "the file lacks its part " + excerpt(name)}
	}
	if err != nil && r.err == nil {
		r.err = err
	}
	return newXML(body)
}

// document reads the pages of one document.
func (r *ofdReader) document(root string) {
	dir := path.Dir("/" + root)
	at := func(loc string) string {
		if strings.HasPrefix(loc, "/") {
			return loc
		}
		return path.Join(dir, loc)
	}
	size := report.Box{0, 0, 210, 297}
	r.sheets, r.drawn = map[string]string{}, map[ofdSheet]*ofdPage{}
	x := r.open(root)
	for x.next() {
		if x.start == nil {
			continue
		}
		switch x.start.Name.Local {
		case "PhysicalBox":
			size = ofdBox(x.words(), size)
		case "TemplatePage":
			r.sheets[attr(x.start, "ID")] = at(attr(x.start, "BaseLoc"))
		case "Page":
			if r.file.count++; r.file.count > maxPDFPages || r.runes > maxPDFRunes {
				r.file.cut = true
				continue
			}
			p := &ofdPage{size: size}
			p.num = r.file.count
			r.page(p, at(attr(x.start, "BaseLoc")))
			r.runes += len(p.glyphs)
			r.file.pages = append(r.file.pages, p.pdfPage)
		}
	}
	if x.err != nil && r.err == nil {
		r.err = x.err
	}
}

// page reads what stands on a page and on the sheets that lie under it. A
// page that cannot be read is one that says so.
func (r *ofdReader) page(p *ofdPage, name string) {
	body, err := r.parts.part(name)
	under := p.draw(newXML(body))
	for _, id := range under {
		sheet := r.sheet(ofdSheet{id, p.size})
		p.glyphs = append(p.glyphs, sheet.glyphs...)
		p.rules = append(p.rules, sheet.rules...)
		p.objects += sheet.objects
		p.pictures += sheet.pictures
	}
	if body == nil || err != nil {
		p.err = errOFDPage
	}
	if r.err == nil {
		r.err = err
	}
}

// sheet reads a page that lies under others, once.
func (r *ofdReader) sheet(s ofdSheet) *ofdPage {
	if r.drawn[s] == nil {
		body, _ := r.parts.part(r.sheets[s.id]) // what stands before damage is used
		r.drawn[s] = &ofdPage{size: s.size}
		r.drawn[s].draw(newXML(body))
	}
	return r.drawn[s]
}

// ofdBox reads "x y w h"; in millimetres from the upper left corner.
func ofdBox(s string, otherwise report.Box) report.Box {
	v := ofdNumbers(s, 4)
	if len(v) < 4 || v[2] <= 0 || v[3] <= 0 || v[2] > 5000 || v[3] > 5000 {
		return otherwise
	}
	return report.Box{v[0], v[1], v[2], v[3]}
}

// ofdNumbers reads up to most numbers; "g 3 2.5" stands for 2.5 three times.
func ofdNumbers(s string, most int) (out []float64) {
	fields := strings.Fields(s)
	for i := 0; i < len(fields) && len(out) < most; i++ {
		n := 1
		if fields[i] == "g" && i+2 < len(fields) {
			n, _ = strconv.Atoi(fields[i+1])
			i += 2
		}
		v, err := strconv.ParseFloat(fields[i], 64)
		if err != nil || v < -1e6 || v > 1e6 {
			return out
		}
		for ; n > 0 && len(out) < most; n-- {
			out = append(out, v)
		}
	}
	return out
}

func ofdAttr(e *xml.StartElement, name string, otherwise float64) float64 {
	if v := ofdNumbers(attr(e, name), 1); len(v) == 1 {
		return v[0]
	}
	return otherwise
}
