package frozen

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
)

const xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

type part struct{ name, text string }

// pack puts parts into a zip file; the same parts give the same bytes.
func pack(parts []part) ([]byte, error) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, p := range parts {
		f, err := w.Create(p.name)
		if err != nil {
			return nil, err
		}
		if _, err := f.Write([]byte(p.text)); err != nil {
			return nil, err
		}
	}
	err := w.Close()
	return b.Bytes(), err
}

// makeZip is a bundle with one Word file, named by its title.
func makeZip(blocks []block) ([]byte, error) {
	docx, err := makeDocx(blocks)
	if err != nil {
		return nil, err
	}
	name := "附件"
	if len(blocks) > 0 {
		name = blocks[0].text
	}
	return pack([]part{{name + ".docx", string(docx)}})
}

func xmlText(s string) string {
	var b strings.Builder
	xml.EscapeText(&b, []byte(s))
	return b.String()
}

// openXML are the parts of an Office file around its first part.
func openXML(target, kind string, more ...part) ([]byte, error) {
	types := `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Default Extension="xml" ContentType="application/xml"/>` +
		fmt.Sprintf(`<Override PartName="/%s" ContentType="application/vnd.openxmlformats-officedocument.%s.main+xml"/>`, target, kind)
	for _, p := range more {
		if strings.HasPrefix(p.name, "xl/worksheets/") && !strings.HasSuffix(p.name, ".rels") {
			types += `<Override PartName="/` + p.name + `" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`
		}
	}
	rels := `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" ` +
		`Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="` + target + `"/></Relationships>`
	return pack(append([]part{{"[Content_Types].xml", xmlHead + types + `</Types>`}, {"_rels/.rels", xmlHead + rels}}, more...))
}
