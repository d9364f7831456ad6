package parse

import (
	"bytes"
	be "encoding/binary"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

var updateFont = flag.Bool("update-font", false, "write the font that stands in for fonts that files do not embed")

const fontFile = "pdffont/usr/share/fonts/blank.ttf"

// TestFont holds the embedded font to the code that makes it.
func TestFont(t *testing.T) {
	want := blankFont()
	if *updateFont {
		if err := os.MkdirAll(filepath.Dir(fontFile), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(fontFile, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(fontFile)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not what blankFont makes: run go test ./parse -run TestFont -update-font", fontFile)
	}
}

// A character of its own, drawn alone or upwards, is lost where PDFium has no
// font for it.
func TestPDFLoneCharacters(t *testing.T) {
	var m pdfMaker
	m.page()
	m.cell(100, 500, 200, 550, "规章").cell(200, 500, 250, 550, "条").cell(250, 500, 300, 550, "7")
	if d := readPDF(t, m.bytes()); d.Text != "规章 | 条 | 7" {
		t.Errorf("text %q", d.Text)
	}
}

// blankFont makes a TrueType font that has a bar for every character of the
// basic plane: a broad one from U+2E80 on, a narrow one before.
func blankFont() []byte {
	bar := func(x1 int16) []byte { // an outline of four points
		return pack(int16(1), int16(40), int16(-80), x1, int16(840), // contours, bounds
			uint16(3), uint16(0), // last point, no instructions
			[]byte{1, 1, 1, 1}, // all on the curve
			int16(40), x1-40, int16(0), 40-x1,
			int16(-80), int16(0), int16(920), int16(0))
	}
	narrow, broad := bar(200), bar(940)
	glyf := slices.Concat(narrow, broad)
	name := names("nianbao blank", "Regular")
	tables := []struct {
		tag  string
		data []byte
	}{
		{"OS/2", pack(uint16(1), int16(1000), uint16(400), uint16(5), uint16(0), make([]byte, 20), int16(0), make([]byte, 10),
			make([]byte, 16), []byte("    "), uint16(64), uint16(0x20), uint16(0xFFFD),
			int16(880), int16(-120), int16(0), uint16(880), uint16(120), uint32(1|31<<17), uint32(0))},
		{"cmap", cmap()},
		{"glyf", glyf},
		{"head", pack(uint32(0x10000), uint32(0x10000), uint32(0), uint32(0x5F0F3CF5), uint16(0), uint16(1000), uint64(0), uint64(0),
			int16(40), int16(-80), int16(940), int16(840), uint16(0), uint16(8), int16(2), int16(0), int16(0))},
		{"hhea", pack(uint32(0x10000), int16(880), int16(-120), int16(0), uint16(1000), int16(0), int16(0), int16(940), int16(1), make([]byte, 14), uint16(1))},
		{"hmtx", pack(uint16(1000), int16(0), int16(40), int16(40))},
		{"loca", pack(uint16(0), uint16(0), uint16(len(narrow)/2), uint16(len(glyf)/2))},
		{"maxp", pack(uint32(0x10000), uint16(3), uint16(4), uint16(1), make([]byte, 4), uint16(1), make([]byte, 16))},
		{"name", name},
		{"post", pack(uint32(0x30000), make([]byte, 28))},
	}
	head := pack(uint32(0x10000), uint16(len(tables)), uint16(128), uint16(3), uint16(len(tables)*16-128))
	var body []byte
	for _, t := range tables {
		at := 12 + 16*len(tables) + len(body)
		head = append(head, pack([]byte(t.tag), uint32(0), uint32(at), uint32(len(t.data)))...)
		body = append(body, t.data...)
		body = append(body, make([]byte, -len(body)&3)...)
	}
	return append(head, body...)
}

// cmap maps pages of 256 characters, all through one list of glyphs for the
// narrow and one for the broad ones.
func cmap() []byte {
	const pages, size = 255, 0x100 // the last page is left out: U+FFFF ends the table
	var ends, starts, deltas, offsets, glyphs []byte
	segments := pages + 1
	for i := range segments {
		end, list := uint16(i*size+size-1), 0
		if i*size >= 0x2E00 {
			list = 1
		}
		offset := uint16(2*(segments-i) + 2*size*list) // from this entry to its list
		start, delta := uint16(i*size), int16(0)
		if i == pages {
			start, end, delta, offset = 0xFFFF, 0xFFFF, 1, 0
		}
		ends, starts = append(ends, pack(end)...), append(starts, pack(start)...)
		deltas, offsets = append(deltas, pack(delta)...), append(offsets, pack(offset)...)
	}
	for glyph := uint16(1); glyph <= 2; glyph++ {
		for range size {
			glyphs = append(glyphs, pack(glyph)...)
		}
	}
	body := pack(uint16(0), uint16(2*segments), uint16(512), uint16(8), uint16(2*segments-512), ends, uint16(0), starts, deltas, offsets, glyphs)
	return pack(uint16(0), uint16(1), uint16(3), uint16(1), uint32(12), uint16(4), uint16(4+len(body)), body)
}

// names writes a family and a style for the Macintosh platform, where PDFium
// looks, and for Windows.
func names(list ...string) []byte {
	var records, text []byte
	for _, platform := range []uint16{1, 3} {
		for i, s := range list {
			raw := []byte(s)
			encoding, language := uint16(0), uint16(0)
			if platform == 3 {
				encoding, language = 1, 0x409
				raw = nil
				for _, r := range s {
					raw = append(raw, 0, byte(r))
				}
			}
			records = append(records, pack(platform, encoding, language, uint16(i+1), uint16(len(raw)), uint16(len(text)))...)
			text = append(text, raw...)
		}
	}
	return pack(uint16(0), uint16(len(records)/12), uint16(6+len(records)), records, text)
}

// pack writes numbers in the byte order of fonts.
func pack(values ...any) []byte {
	var b bytes.Buffer
	for _, v := range values {
		if err := be.Write(&b, be.BigEndian, v); err != nil {
			panic(err)
		}
	}
	return b.Bytes()
}
