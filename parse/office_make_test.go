package parse

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// A zipEntry is a part of an office document that a test writes.
type zipEntry struct{ name, body string }

func zipOf(t testing.TB, entries ...zipEntry) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, e := range entries {
		f, err := w.Create(e.name)
		if err == nil {
			_, err = f.Write([]byte(e.body))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

const (
	xmlHead   = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	relations = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s</Relationships>`
	officeNS  = `http://schemas.openxmlformats.org/officeDocument/2006/relationships/`
	wordNS    = ` xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml"`
)

// relation writes relations from kinds and targets.
func relationsOf(pairs ...string) string {
	var b strings.Builder
	for i := 0; i < len(pairs); i += 2 {
		fmt.Fprintf(&b, `<Relationship Id="rId%d" Type="%s%s" Target="%s"/>`, i/2+1, officeNS, pairs[i], pairs[i+1])
	}
	return xmlHead + fmt.Sprintf(relations, b.String())
}

// docxOf writes a Word document with the body, and with the parts that are
// given: styles, numbering, footnotes, endnotes.
func docxOf(t testing.TB, body string, parts ...zipEntry) []byte {
	t.Helper()
	var kinds []string
	entries := []zipEntry{
		{"[Content_Types].xml", xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`},
		{"_rels/.rels", relationsOf("officeDocument", "word/document.xml")},
		{"word/document.xml", xmlHead + `<w:document` + wordNS + `><w:body>` + body + `</w:body></w:document>`},
	}
	for _, p := range parts {
		kinds = append(kinds, p.name, p.name+".xml")
		entries = append(entries, zipEntry{"word/" + p.name + ".xml", xmlHead + fmt.Sprintf("<w:%s%s>%s</w:%s>", p.name, wordNS, p.body, p.name)})
	}
	return zipOf(t, append(entries, zipEntry{"word/_rels/document.xml.rels", relationsOf(kinds...)})...)
}

// wp is a paragraph of one run; properties, if any, come first.
func wp(text string, properties ...string) string {
	pPr := ""
	if len(properties) > 0 {
		pPr = "<w:pPr>" + strings.Join(properties, "") + "</w:pPr>"
	}
	return "<w:p>" + pPr + wr(text) + "</w:p>"
}

func wr(text string, properties ...string) string {
	rPr := ""
	if len(properties) > 0 {
		rPr = "<w:rPr>" + strings.Join(properties, "") + "</w:rPr>"
	}
	return "<w:r>" + rPr + `<w:t xml:space="preserve">` + text + "</w:t></w:r>"
}

func wtc(content string, properties ...string) string {
	if !strings.HasPrefix(content, "<") {
		content = wp(content)
	}
	return "<w:tc><w:tcPr>" + strings.Join(properties, "") + "</w:tcPr>" + content + "</w:tc>"
}

func wtr(cells ...string) string { return "<w:tr>" + strings.Join(cells, "") + "</w:tr>" }

func wtbl(rows ...string) string {
	return "<w:tbl><w:tblPr/><w:tblGrid/>" + strings.Join(rows, "") + "</w:tbl>"
}

// wrow is a row of plain cells.
func wrow(texts ...string) string {
	var cells []string
	for _, text := range texts {
		cells = append(cells, wtc(text))
	}
	return wtr(cells...)
}

const (
	span2  = `<w:gridSpan w:val="2"/>`
	begins = `<w:vMerge w:val="restart"/>`
	goesOn = `<w:vMerge/>`
)

// opening is a sentence that makes a text long enough to be read.
const opening = "本机关全年按照规定主动公开政府信息。"

// docxOutline reads a document with the opening and gives what follows it.
func docxOutline(t *testing.T, body string, parts ...zipEntry) string {
	t.Helper()
	d := New(Options{}).Document("a.docx", docxOf(t, wp(opening)+body, parts...), "")
	checkDocument(t, d)
	_, after, ok := strings.Cut(outline(d), "paragraph: "+opening+"\n")
	if !ok {
		t.Fatalf("the opening is not there: %s", outline(d))
	}
	return after
}
