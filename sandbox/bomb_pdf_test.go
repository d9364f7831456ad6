//go:build unix

package sandbox

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"strings"
)

// A pdfBomb writes a PDF object by object, with a sound table of places.
type pdfBomb struct {
	bytes.Buffer
	places  map[int]int
	trailer string // further entries
}

func newPDF() *pdfBomb {
	p := &pdfBomb{places: map[int]int{}}
	p.WriteString("%PDF-1.7\n")
	return p
}

func (p *pdfBomb) object(n int, format string, args ...any) {
	p.places[n] = p.Len()
	fmt.Fprintf(p, "%d 0 obj\n", n)
	fmt.Fprintf(p, format, args...)
	p.WriteString("\nendobj\n")
}

func (p *pdfBomb) stream(n int, entries string, data []byte) {
	p.object(n, "<<%s/Length %d>>\nstream\n%s\nendstream", entries, len(data), data)
}

// page1 writes catalogue, pages and one page with resources, whose content is object 4.
func (p *pdfBomb) page1(resources, content string) {
	p.object(1, "<</Type/Catalog/Pages 2 0 R>>")
	p.object(2, "<</Type/Pages/Kids[3 0 R]/Count 1>>")
	p.object(3, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<%s>>/Contents 4 0 R>>", resources)
	p.stream(4, "", []byte(content))
}

func (p *pdfBomb) end() []byte {
	table := p.Len()
	last := 0
	for n := range p.places {
		last = max(last, n)
	}
	fmt.Fprintf(p, "xref\n0 %d\n0000000000 65535 f \n", last+1)
	for n := 1; n <= last; n++ {
		if place, ok := p.places[n]; ok {
			fmt.Fprintf(p, "%010d 00000 n \n", place)
		} else {
			p.WriteString("0000000000 00000 f \n")
		}
	}
	fmt.Fprintf(p, "trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n", last+1, p.trailer, table)
	return p.Bytes()
}

// pdfText is a content stream with numerals, so that every reader is asked.
const pdfText = "BT /F1 12 Tf 50 700 Td (2017 report: 120 items, 86 requests, 3 answers) Tj ET\n"

const pdfFont = "/Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>"

// pdfWith is a sound one-page PDF with a change made to it.
func pdfWith(change func(p *pdfBomb)) []byte {
	p := newPDF()
	p.page1(pdfFont, pdfText)
	change(p)
	return p.end()
}

func deflate(b []byte) []byte {
	var out bytes.Buffer
	w, err := zlib.NewWriterLevel(&out, zlib.BestCompression)
	if err != nil {
		panic(err)
	}
	if _, err := w.Write(b); err != nil {
		panic(err)
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return out.Bytes()
}

// pdfBombs are those of the issues of PDF libraries, and their like.
var pdfBombs = map[string]func() []byte{
	"a node that is its own child": func() []byte {
		return pdfWith(func(p *pdfBomb) { p.object(2, "<</Type/Pages/Kids[2 0 R 3 0 R]/Count 2>>") })
	},
	"a table of places before itself": func() []byte {
		p := newPDF()
		p.page1(pdfFont, pdfText)
		place := p.Len()
		p.trailer = fmt.Sprintf("/Prev %d", place)
		return p.end()
	},
	"a cycle of parents": func() []byte {
		return pdfWith(func(p *pdfBomb) {
			p.object(2, "<</Type/Pages/Kids[3 0 R]/Count 1/Parent 5 0 R>>")
			p.object(5, "<</Type/Pages/Kids[2 0 R]/Count 1/Parent 2 0 R>>")
			p.object(3, "<</Type/Page/Parent 2 0 R/Contents 4 0 R>>")
		})
	},
	"an outline that is its own next": func() []byte {
		return pdfWith(func(p *pdfBomb) {
			p.object(1, "<</Type/Catalog/Pages 2 0 R/Outlines 5 0 R>>")
			p.object(5, "<</Type/Outlines/First 6 0 R/Last 6 0 R/Count 1>>")
			p.object(6, "<</Title(a)/Parent 5 0 R/Next 6 0 R/First 6 0 R>>")
		})
	},
	"a table of characters with 9223372036854775807 ranges": func() []byte {
		return pdfWith(func(p *pdfBomb) {
			p.object(3, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 5 0 R>>>>/Contents 4 0 R>>")
			p.object(5, "<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType2/BaseFont/A/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>]/ToUnicode 6 0 R>>")
			p.stream(6, "", []byte("/CIDInit /ProcSet findresource begin begincmap 9223372036854775807 beginbfrange <0000> <FFFF> <0000> endbfrange endcmap"))
		})
	},
	"a stream of places for 2000000000 objects": func() []byte {
		p := newPDF()
		p.WriteString("1 0 obj\n<</Type/XRef/Size 2000000000/W[1 2 1]/Root 1 0 R/Length 4>>\nstream\n\x00\x00\x00\x00\nendstream\nendobj\nstartxref\n9\n%%EOF\n")
		return p.Bytes()
	},
	"a page that inflates to 480 MB": func() []byte {
		p := newPDF()
		p.page1(pdfFont, "")
		p.stream(4, "/Filter/FlateDecode", deflate(bytes.Repeat([]byte("BT /F1 9 Tf (2017 120) Tj ET\n"), 480<<20/29)))
		return p.end()
	},
	"spaces that inflate through four filters": func() []byte {
		data := bytes.Repeat([]byte(" "), 64<<20)
		for range 3 {
			data = deflate(data)
		}
		data = append(deflate(append(data, bytes.Repeat([]byte{0}, 64<<20)...)), '\n')
		p := newPDF()
		p.page1(pdfFont, "")
		p.stream(4, "/Filter[/FlateDecode/FlateDecode/FlateDecode/FlateDecode]", data)
		return p.end()
	},
	"a million arrays within each other": func() []byte {
		return pdfWith(func(p *pdfBomb) { p.object(5, "%s", strings.Repeat("[", 1_000_000)) })
	},
	"ten million arrays within each other": func() []byte {
		return pdfWith(func(p *pdfBomb) { p.object(5, "%s", strings.Repeat("[", 10_000_000)) })
	},
	"ten million dictionaries within each other": func() []byte {
		return pdfWith(func(p *pdfBomb) { p.object(5, "%s", strings.Repeat("<<", 10_000_000)) })
	},
	"a page within ten million arrays": func() []byte {
		return pdfWith(func(p *pdfBomb) {
			p.object(3, "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources%s>>", strings.Repeat("[", 10_000_000))
		})
	},
	"a filter that nobody knows": func() []byte {
		return pdfWith(func(p *pdfBomb) { p.stream(4, "/Filter/NobodyKnows", []byte(pdfText)) })
	},
	"numbers of 100000 digits": func() []byte {
		return pdfWith(func(p *pdfBomb) {
			huge := strings.Repeat("9", 100_000)
			p.object(3, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 %s 842]/Rotate %s/Resources<<%s>>/Contents 4 0 R>>", huge, huge, pdfFont)
			p.stream(4, "", []byte("BT /F1 "+huge+" Tf "+huge+" -"+huge+" Td (2017 120) Tj ET\n"))
		})
	},
	"half of it": func() []byte {
		whole := pdfWith(func(*pdfBomb) {})
		return whole[:len(whole)/2]
	},
	"a page that is not there": func() []byte {
		return pdfWith(func(p *pdfBomb) { p.object(2, "<</Type/Pages/Kids[99 0 R 3 0 R]/Count 2>>") })
	},
	"contents that are not there": func() []byte {
		return pdfWith(func(p *pdfBomb) {
			p.object(3, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<%s>>/Contents[4 0 R 98 0 R 99 0 R]>>", pdfFont)
		})
	},
	"half a character at the end of a text": func() []byte {
		p := newPDF()
		p.page1("/Font<</F1<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>>>]>>>>",
			"BT /F1 12 Tf 50 700 Td <516C5F00003100320033006> Tj <51> Tj <> Tj (2017) Tj ET\n")
		return p.end()
	},
	"a page within a million dictionaries": func() []byte {
		return pdfWith(func(p *pdfBomb) {
			p.object(3, "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources%s>>", strings.Repeat("<</a", 1_000_000))
		})
	},
	"2147483647 pages": func() []byte {
		return pdfWith(func(p *pdfBomb) { p.object(2, "<</Type/Pages/Kids[3 0 R]/Count 2147483647>>") })
	},
	"100000 pages": func() []byte {
		return pdfWith(func(p *pdfBomb) {
			p.object(2, "<</Type/Pages/Kids[%s]/Count 100000>>", strings.Repeat("3 0 R ", 100_000))
		})
	},
	"a tree of pages 10000 deep": func() []byte {
		return pdfWith(func(p *pdfBomb) {
			p.object(2, "<</Type/Pages/Kids[10 0 R]/Count 1>>")
			for n := 10; n < 10_010; n++ {
				p.object(n, "<</Type/Pages/Parent %d 0 R/Kids[%d 0 R]/Count 1>>", n-1, n+1)
			}
			p.object(10_010, "<</Type/Page/Parent 10009 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>")
		})
	},
	"a form that draws itself": func() []byte {
		p := newPDF()
		p.page1("/XObject<</X 5 0 R>>"+pdfFont, pdfText+"/X Do")
		p.stream(5, "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 5 0 R>>>>", []byte("/X Do /X Do"))
		return p.end()
	},
	"forms that double 40 times": func() []byte {
		p := newPDF()
		p.page1("/XObject<</X 5 0 R>>"+pdfFont, pdfText+"/X Do")
		for n := 5; n < 45; n++ {
			p.stream(n, fmt.Sprintf("/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>", n+1), []byte("/X Do /X Do"))
		}
		p.stream(45, "/Type/XObject/Subtype/Form/BBox[0 0 9 9]", []byte("0 0 1 1 re f"))
		return p.end()
	},
	"a font whose letters are written in it": func() []byte {
		p := newPDF()
		p.page1("/Font<</F1 5 0 R>>", pdfText)
		p.object(5, "<</Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[1 0 0 1 0 0]/FirstChar 48/LastChar 57/Widths[1 1 1 1 1 1 1 1 1 1]/CharProcs<</a 6 0 R>>/Encoding<</Differences[48/a/a/a/a/a/a/a/a/a/a]>>/Resources<</Font<</F1 5 0 R>>>>>>")
		p.stream(6, "", []byte("BT /F1 1 Tf (0123456789) Tj ET"))
		return p.end()
	},
	"a stream as long as itself": func() []byte {
		return pdfWith(func(p *pdfBomb) { p.object(4, "<</Length 4 0 R>>\nstream\n%s\nendstream", pdfText) })
	},
	"an object stream that extends itself": func() []byte {
		return pdfWith(func(p *pdfBomb) {
			p.stream(5, "/Type/ObjStm/N 2000000000/First 9/Extends 5 0 R", []byte("6 0 7 4 null null"))
		})
	},
	"a picture of 2147483647 by 2147483647": func() []byte {
		p := newPDF()
		p.page1("/XObject<</X 5 0 R>>", "595 0 0 842 0 0 cm /X Do")
		p.stream(5, "/Type/XObject/Subtype/Image/Width 2147483647/Height 2147483647/BitsPerComponent 8/ColorSpace/DeviceRGB/Filter/FlateDecode", deflate(make([]byte, 1<<20)))
		return p.end()
	},
	"a picture within the page without end": func() []byte {
		return pdfWith(func(p *pdfBomb) { p.stream(4, "", []byte(pdfText+"BI /W 9 /H 9 ID <"+strings.Repeat("9", 1<<20))) })
	},
	"a text without end": func() []byte {
		return pdfWith(func(p *pdfBomb) { p.stream(4, "", []byte("BT /F1 12 Tf ("+strings.Repeat("(", 4<<20))) })
	},
	"100000 saved states": func() []byte {
		return pdfWith(func(p *pdfBomb) { p.stream(4, "", []byte(strings.Repeat("q ", 100_000)+pdfText)) })
	},
	"5000000 lines": func() []byte {
		p := newPDF()
		p.page1(pdfFont, "")
		p.stream(4, "/Filter/FlateDecode", deflate(append([]byte(pdfText), bytes.Repeat([]byte("0 0 m 9 9 l S\n"), 5_000_000)...)))
		return p.end()
	},
	"200000 marks upon each other": func() []byte {
		p := newPDF()
		p.page1(pdfFont, "")
		p.stream(4, "/Filter/FlateDecode", deflate(bytes.Repeat([]byte("BT /F1 9 Tf 50 700 Td (1) Tj ET\n"), 200_000)))
		return p.end()
	},
	"a paper of 10^30 points": func() []byte {
		return pdfWith(func(p *pdfBomb) {
			p.object(3, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 1%030d 1%030d]/Resources<<%s>>/Contents 4 0 R>>", 0, 0, pdfFont)
		})
	},
	"a lock with no key": func() []byte {
		return pdfWith(func(p *pdfBomb) {
			p.object(7, "<</Filter/Standard/V 5/R 6/Length 256/P -1/O(%s)/U(%s)/OE()/UE()/Perms()/CF<</StdCF<</CFM/AESV3>>>>/StmF/StdCF/StrF/StdCF>>", strings.Repeat("a", 48), strings.Repeat("b", 48))
			p.trailer = "/Encrypt 7 0 R/ID[<00><00>]"
		})
	},
}
