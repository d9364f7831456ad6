package parse

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// longestFuzzed is what one input may take.
const longestFuzzed = 2 * time.Second

// FuzzPDFObjects fuzzes what a PDF draws and what its objects say. The file
// around them is sound, its table of places too: bytes changed at random would
// mostly break that, and nothing else be read.
func FuzzPDFObjects(f *testing.F) {
	for _, s := range []struct {
		content, font, page, object string
		packed                      bool
	}{
		{content: "BT /F1 12 Tf 1 0 0 1 90 700 Tm <653F5E9C4FE1606F516C5F00> Tj ET"},
		{content: "0.5 w 90 600 200 80 re S 90 640 m 290 640 l S BT /F1 10 Tf 100 650 Td (1 234) Tj T* [(5) -200 (6)] TJ ET", packed: true},
		{content: "q 595 0 0 842 0 0 cm /X1 Do Q", object: "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X1 9 0 R>>>>/Length 6>>stream\n/X1 Do\nendstream"},
		{content: "BI /W 9999999 /H 9 /BPC 8 /CS /G ID EI", page: "/Rotate 450/UserUnit 1e30"},
		{content: strings.Repeat("q ", 200) + strings.Repeat("[", 200), page: "/Kids[3 0 R]/Count -1"},
		{content: "BT /F1 1e30 Tf 9e9 Tz -1 Tr 1 0 0 0 0 0 Tm <0031> Tj ET", font: "/W[0 99999999 1]/DW -1/ToUnicode 9 0 R",
			object: "<</Length 70>>stream\n1 beginbfrange <0000> <FFFF> <D800> endbfrange 9 begincidrange endcmap\nendstream"},
		{content: "/F1 9 Tf", page: "/Annots[9 0 R 9 0 R]/Contents[10 0 R 10 0 R 9 0 R]", object: "<</Parent 9 0 R/First 9 0 R/Next 9 0 R>>"},
	} {
		f.Add(s.content, s.font, s.page, s.object, s.packed)
	}
	readPDF(f, selfReferring()) // the engine takes seconds to begin
	f.Fuzz(func(t *testing.T, content, font, page, object string, packed bool) {
		m := pdfMaker{packed: packed}
		objects := []string{
			"<</Type/Catalog/Pages 2 0 R>>",
			"<</Type/Pages/Kids[3 0 R]/Count 1>>",
			"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 4 0 R>>/XObject<</X1 9 0 R/Im1 7 0 R>>>>/Contents 10 0 R" + page + ">>",
			"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[5 0 R]>>",
			"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>/DW 1000/FontDescriptor 6 0 R" + font + ">>",
			"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 700/StemV 80>>",
			stream("/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray", "\x80"),
			fmt.Sprintf("<</Title<FEFF%s>>>", hexUTF16("年报")),
			object,
			stream("", content),
		}
		if object == "" {
			objects[8] = "null"
		}
		started := time.Now()
		readPDF(t, m.file(objects))
		if took := time.Since(started); took > longestFuzzed {
			t.Errorf("took %v", took)
		}
	})
}
