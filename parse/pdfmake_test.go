package parse

import (
	"bytes"
	"crypto/md5"
	"crypto/rc4"
	be "encoding/binary"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf16"
)

// A pdfMaker writes small PDF files: text in a Chinese font that is not
// embedded (UniGB-UCS2-H), as official documents have it, and lines. Han
// characters are as wide as the type is high, ASCII half as wide. Places are in
// points from the lower left corner of an A4 page.
type pdfMaker struct {
	pages    []*bytes.Buffer
	rotate   int
	toUni    string // ToUnicode CMap of the font; "" for none
	unnamed  bool   // the font does not say which characters its signs are
	title    string
	password *string // nil for a file that is not encrypted
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
	return m.write("BT /F1 %g Tf 1 0 0 1 %g %g Tm <%s> Tj ET\n", size, x, y, hexUTF16(s))
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
	encoding, ordering, toUni := "UniGB-UCS2-H", "GB1", ""
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
	var kids []string
	for _, p := range m.pages {
		n := len(objects) + 1
		kids = append(kids, fmt.Sprintf("%d 0 R", n))
		objects = append(objects,
			fmt.Sprintf("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Rotate %d/Resources<</Font<</F1 3 0 R>>/XObject<</Im1 7 0 R>>>>/Contents %d 0 R>>", m.rotate, n+1),
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
	trailer := "/Info 8 0 R"
	if m.password != nil {
		key, dict := encryption(*m.password)
		for i := range objects {
			objects[i] = encrypted(objects[i], i+1, key)
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

// encryption gives the key and the dictionary of the oldest standard handler
// (40 bits, PDF 1.1) for a password that opens the file.
func encryption(password string) (key []byte, dict string) {
	const padding = "\x28\xBF\x4E\x5E\x4E\x75\x8A\x41\x64\x00\x4E\x56\xFF\xFA\x01\x08\x2E\x2E\x00\xB6\xD0\x68\x3E\x80\x2F\x0C\xA9\xFE\x64\x53\x69\x7A"
	user := []byte((password + padding)[:32])
	owner := md5.Sum([]byte(("owner" + padding)[:32]))
	o := crypt(owner[:5], user)
	all := slices.Concat(user, o, be.LittleEndian.AppendUint32(nil, 0xFFFFFFFC), []byte("0123456789abcdef"))
	sum := md5.Sum(all)
	u := crypt(sum[:5], []byte(padding))
	return sum[:5], fmt.Sprintf("<</Filter/Standard/V 1/R 2/Length 40/P -4/O<%X>/U<%X>>>", o, u)
}

func crypt(key, data []byte) []byte {
	c, err := rc4.NewCipher(key)
	if err != nil {
		panic(err)
	}
	out := make([]byte, len(data))
	c.XORKeyStream(out, data)
	return out
}

// encrypted encrypts the stream of an object.
func encrypted(object string, number int, key []byte) string {
	head, rest, ok := strings.Cut(object, "stream\n")
	if !ok {
		return object
	}
	data := strings.TrimSuffix(rest, "\nendstream")
	sum := md5.Sum(append(slices.Clone(key), byte(number), byte(number>>8), byte(number>>16), 0, 0))
	return head + "stream\n" + string(crypt(sum[:10], []byte(data))) + "\nendstream"
}
