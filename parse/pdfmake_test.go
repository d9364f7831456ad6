package parse

import (
	"bytes"
	"cmp"
	"compress/zlib"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf16"
)

// A pdfMaker writes small PDF files: text in a Chinese font that is not
// embedded (UniGB-UCS2-H), as official documents have it, and lines. Han
// characters are as wide as the type is high, ASCII half as wide. Places are in
// points from the lower left corner of an A4 page.
type pdfMaker struct {
	pages    []*bytes.Buffer
	forms    []string // X1, X2 …: entries of a form's dictionary, a line end, what it draws
	digits   string   // names of the signs for the codes of 0 to 9 in F2, a Type 3 font
	rotate   int
	toUni    string              // ToUnicode CMap of the font; "" for none
	unnamed  bool                // the font does not say which characters its signs are
	encoding string              // predefined CMap of the font; "" for UniGB-UCS2-H
	encode   func(string) string // in hexadecimal; nil for UTF-16
	title    string
	password *string // nil for a file that is not encrypted
	lock     pdfLock // how it is then
	packed   bool    // objects stand in a compressed stream, their places in another
}

func (m *pdfMaker) page() *pdfMaker {
	m.pages = append(m.pages, &bytes.Buffer{})
	return m
}

func (m *pdfMaker) write(format string, args ...any) *pdfMaker {
	fmt.Fprintf(m.pages[len(m.pages)-1], format, args...)
	return m
}

func (m *pdfMaker) text(x, y, size float64, s string) *pdfMaker {
	return m.write("BT /F1 %g Tf 1 0 0 1 %g %g Tm <%s> Tj ET\n", size, x, y, m.hex(s))
}

// hex writes a text as the font encodes it.
func (m *pdfMaker) hex(s string) string {
	if m.encode != nil {
		return m.encode(s)
	}
	return hexUTF16(s)
}

func hexUTF16(s string) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	return b.String()
}

// paragraph writes 12 point type from x, in lines of 30 characters that are 20
// points apart; the first is indented by two. Numbers and words are not broken.
// It gives the height of the next line.
func (m *pdfMaker) paragraph(x, y float64, s string) float64 {
	const em, width = 12, 30 * 12
	at := 2.0 * em
	var line strings.Builder
	flush := func() {
		m.text(x+at-widthOf(line.String(), em), y, em, line.String())
		line.Reset()
		at, y = 0, y-20
	}
	for _, word := range breakable.FindAllString(s, -1) {
		w := widthOf(word, em)
		if at+w > width {
			flush()
		}
		line.WriteString(word)
		at += w
	}
	flush()
	return y
}

// breakable finds what a line is not broken within.
var breakable = regexp.MustCompile(`(?:[0-9A-Za-z.%@]+|.)[，。、；：）]*`)

func widthOf(s string, em float64) (w float64) {
	for _, r := range s {
		if w += em; r < 0x80 {
			w -= em / 2
		}
	}
	return w
}

func (m *pdfMaker) line(x0, y0, x1, y1 float64) *pdfMaker {
	return m.write("0.5 w %g %g m %g %g l S\n", x0, y0, x1, y1)
}

// cell draws a box with text in its middle, on several lines where s has them.
func (m *pdfMaker) cell(x0, y0, x1, y1 float64, s string) *pdfMaker {
	m.write("0.5 w %g %g %g %g re S\n", x0, y0, x1-x0, y1-y0)
	return m.inside(x0, y0, x1, y1, s)
}

func (m *pdfMaker) inside(x0, y0, x1, y1 float64, s string) *pdfMaker {
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		if l == "" {
			continue
		}
		m.text((x0+x1-widthOf(l, 10))/2, (y0+y1)/2-4+12*(float64(len(lines)-1)/2-float64(i)), 10, l)
	}
	return m
}

func (m *pdfMaker) picture() *pdfMaker {
	return m.write("q 595 0 0 842 0 0 cm /Im1 Do Q\n")
}

func (m *pdfMaker) bytes() []byte {
	encoding, ordering, toUni := cmp.Or(m.encoding, "UniGB-UCS2-H"), "GB1", ""
	if m.unnamed {
		encoding, ordering = "Identity-H", "Identity"
	}
	if m.toUni != "" {
		toUni = "/ToUnicode 6 0 R"
	}
	objects := []string{
		"<</Type/Catalog/Pages 2 0 R>>",
		"", // the pages
		fmt.Sprintf("<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/%s/DescendantFonts[4 0 R]%s>>", encoding, toUni),
		"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(" + ordering + ")/Supplement 4>>/DW 1000/W[1 95 500 814 939 500]/FontDescriptor 5 0 R>>",
		"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 700/StemV 80>>",
		stream("", m.toUni),
		stream("/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray", "\x80"),
		fmt.Sprintf("<</Title<FEFF%s>>>", hexUTF16(m.title)),
	}
	resources := "/Font<</F1 3 0 R>>/XObject<</Im1 7 0 R>>"
	if m.digits != "" {
		objects = append(objects, type3(m.digits, len(objects)+2), stream("", "500 0 0 0 500 700 d1 50 0 400 700 re f"))
		resources = fmt.Sprintf("/Font<</F1 3 0 R/F2 %d 0 R>>", len(objects)-1)
	}
	var forms strings.Builder
	for i := range m.forms {
		fmt.Fprintf(&forms, "/X%d %d 0 R", i+1, len(objects)+i+1)
	}
	for _, f := range m.forms {
		entries, content, _ := strings.Cut(f, "\n")
		objects = append(objects, stream(fmt.Sprintf("/Type/XObject/Subtype/Form/BBox[0 0 900 900]/Resources<</Font<</F1 3 0 R>>/XObject<<%s>>>>%s", forms.String(), entries), content))
	}
	if len(m.forms) > 0 {
		resources = "/Font<</F1 3 0 R>>/XObject<<" + forms.String() + ">>"
	}
	var kids []string
	for _, p := range m.pages {
		n := len(objects) + 1
		kids = append(kids, fmt.Sprintf("%d 0 R", n))
		objects = append(objects,
			fmt.Sprintf("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Rotate %d/Resources<<%s>>/Contents %d 0 R>>", m.rotate, resources, n+1),
			stream("", p.String()))
	}
	objects[1] = fmt.Sprintf("<</Type/Pages/Kids[%s]/Count %d>>", strings.Join(kids, " "), len(m.pages))
	return m.file(objects)
}

func stream(dict, data string) string {
	return fmt.Sprintf("<<%s/Length %d>>stream\n%s\nendstream", dict, len(data), data)
}

// file puts objects into a file with its table of places.
func (m *pdfMaker) file(objects []string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	if m.packed {
		return packed(objects)
	}
	trailer := "/Info 8 0 R"
	if m.password != nil {
		key, dict := m.lock.key(*m.password)
		for i := range objects {
			objects[i] = m.lock.object(objects[i], i+1, key)
		}
		objects = append(objects, dict)
		trailer = fmt.Sprintf("/Encrypt %d 0 R/ID[(0123456789abcdef)(0123456789abcdef)]", len(objects))
	}
	var places []int
	for i, o := range objects {
		places = append(places, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(places)+1)
	for _, p := range places {
		fmt.Fprintf(&b, "%010d 00000 n \n", p)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n", len(places)+1, trailer, start)
	return b.Bytes()
}

// type3 is a font whose figures are all drawn alike, by one procedure, and named
// by names (/zero/one …).
func type3(names string, procedure int) string {
	var procs strings.Builder
	for _, n := range strings.Split(names, "/")[1:] {
		fmt.Fprintf(&procs, "/%s %d 0 R", n, procedure)
	}
	return "<</Type/Font/Subtype/Type3/FontBBox[0 0 1000 1000]/FontMatrix[0.001 0 0 0.001 0 0]/FirstChar 48/LastChar 57/Widths[" +
		strings.Repeat("500 ", 10) + "]/CharProcs<<" + procs.String() + ">>/Encoding<</Type/Encoding/Differences[48" + names + "]>>/Resources<<>>>>"
}

// packed puts all objects but streams into a stream of objects, and the places
// of all into another, as PDF 1.5 does.
func packed(objects []string) []byte {
	var b, index, bodies bytes.Buffer
	b.WriteString("%PDF-1.5\n")
	n := len(objects) + 2 // with the two streams
	table := make([]byte, 7*(n+1))
	entry := func(object int, kind byte, place, second int) {
		copy(table[7*object:], pack(kind, uint32(place), uint16(second)))
	}
	inside := 0
	for i, o := range objects {
		if strings.Contains(o, "stream\n") {
			entry(i+1, 1, b.Len(), 0)
			fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
			continue
		}
		entry(i+1, 2, n-1, inside)
		inside++
		fmt.Fprintf(&index, "%d %d ", i+1, bodies.Len())
		bodies.WriteString(o + " ")
	}
	entry(n-1, 1, b.Len(), 0)
	fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", n-1,
		stream(fmt.Sprintf("/Type/ObjStm/N %d/First %d/Filter/FlateDecode", inside, index.Len()), deflated(index.String()+bodies.String())))
	start := b.Len()
	entry(n, 1, start, 0)
	fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n", n,
		stream(fmt.Sprintf("/Type/XRef/Size %d/W[1 4 2]/Root 1 0 R/Info 8 0 R/Filter/FlateDecode", n+1), deflated(string(table))), start)
	return b.Bytes()
}

func deflated(s string) string {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	if _, err := w.Write([]byte(s)); err != nil {
		panic(err)
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.String()
}
