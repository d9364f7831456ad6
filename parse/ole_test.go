package parse

import (
	endian "encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nianbao/report"
)

// oleOf writes an OLE2 file of 512-byte sectors: the first is the table of
// sectors, then the directory, spread over every other sector. Entries name
// their neighbours: left, right, child; -1 for none.
func oleOf(entries ...oleEntry) []byte {
	const sector = 512
	per := sector / 128
	dirs := (len(entries) + per - 1) / per
	out := make([]byte, sector*(2+2*dirs))
	u32 := func(at int, v uint32) { endian.LittleEndian.PutUint32(out[at:], v) }
	copy(out, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	endian.LittleEndian.PutUint16(out[30:], 9)
	u32(44, 1)
	u32(48, 1)
	u32(68, 0xFFFFFFFE)
	for i := range 109 {
		u32(76+4*i, 0xFFFFFFFF)
	}
	u32(76, 0)
	for i := range dirs {
		next := uint32(1 + 2*(i+1))
		if i == dirs-1 {
			next = 0xFFFFFFFE
		}
		u32(sector+4*(1+2*i), next)
	}
	for i, e := range entries {
		at := sector*(2+2*(i/per)) + 128*(i%per)
		n := copy(out[at:at+64], wide(e.name))
		endian.LittleEndian.PutUint16(out[at+64:], uint16(n+2))
		u32(at+68, e.left)
		u32(at+72, e.right)
		u32(at+76, e.child)
	}
	return out
}

const none = 0xFFFFFFFF

func TestSniffOLE(t *testing.T) {
	root := oleEntry{"Root Entry", none, none, 1}
	one := func(name string) []byte { return oleOf(root, oleEntry{name, none, none, none}) }
	many := []oleEntry{root}
	for i := range 8 {
		many = append(many, oleEntry{"x", none, uint32(i + 2), none})
	}
	many = append(many, oleEntry{"Workbook", none, none, none})
	wps := append(one("WordDocument"), wide("KSOProductBuildVer")...)
	for _, tt := range []struct {
		name   string
		body   []byte
		format report.Format
		reason report.Reason
		says   string
	}{
		{"Word", one("WordDocument"), report.DOC, report.Unsupported, "Word 97-2003 (.doc)"},
		{"WPS", wps, report.DOC, report.Unsupported, "WPS Writer"},
		{"Excel", one("Workbook"), report.XLS, report.Unsupported, "Excel"},
		{"Excel 5", one("Book"), report.XLS, report.Unsupported, "Excel"},
		{"PowerPoint", one("PowerPoint Document"), report.PPT, report.Unsupported, "PowerPoint"},
		{"a password", one("EncryptedPackage"), report.Unknown, report.Encrypted, "password"},
		{"a workbook within a Word document", oleOf(root, oleEntry{"WordDocument", none, 2, none}, oleEntry{"ObjectPool", none, none, 3}, oleEntry{"Workbook", none, none, none}), report.DOC, report.Unsupported, "Word"},
		{"a long directory", oleOf(many...), report.XLS, report.Unsupported, "Excel"},
		{"neighbours in a circle", oleOf(root, oleEntry{"x", 1, 1, 0}), report.Unknown, report.Unsupported, "not known"},
		{"a chain in a circle", circular(one("WordDocument")), report.DOC, report.Unsupported, "Word"},
		{"a piece", one("WordDocument")[:600], report.Unknown, report.Unsupported, "not known"},
		{"a header alone", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1...."), report.Unknown, report.Unsupported, "not known"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := New(Options{}).Document("a.doc", tt.body, "")
			checkDocument(t, d)
			if d.Format != tt.format || d.Reason != tt.reason || !strings.Contains(d.Detail, tt.says) {
				t.Errorf("got %s %s (%s), want %s %s with %q", d.Format, d.Reason, d.Detail, tt.format, tt.reason, tt.says)
			}
		})
	}
}

// circular makes the directory's chain of sectors lead back to its beginning.
func circular(b []byte) []byte {
	endian.LittleEndian.PutUint32(b[512+4:], 1)
	return b
}

func TestSharedOLE(t *testing.T) {
	paths, _ := filepath.Glob("../../shared/realdocs/docx/*.doc")
	if len(paths) == 0 {
		t.Skip("the test needs the documents beside the repository")
	}
	for _, p := range paths {
		body, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		if got := sniff(body); got.format != report.DOC {
			t.Errorf("%s: %v", p, got)
		}
	}
}
