package parse

import (
	"bytes"
	endian "encoding/binary"
	"unicode/utf16"

	"nianbao/report"
)

// Bounds on the directory of an OLE2 file.
const (
	maxOLESectors = 4096
	maxOLEEntries = 10_000
)

// sniffOLE tells the programs of the nineties apart, which all write OLE2
// files ([MS-CFB]), by the streams at the root of the file.
func sniffOLE(body []byte) finding {
	names := oleStreams(body)
	wps := bytes.Contains(body, []byte("KSOProductBuildVer")) || bytes.Contains(body, wide("KSOProductBuildVer"))
	pick := func(office, own string) string {
		if wps {
			return own
		}
		return office
	}
	switch {
	case names["EncryptedPackage"]:
		return finding{report.Unknown, report.Encrypted, "the file needs a password: save it without one"}
	case names["WordDocument"]:
		return oldOffice(report.DOC, pick("Word 97-2003 (.doc)", "WPS Writer (.wps, .doc)"))
	case names["Workbook"], names["Book"]:
		return oldOffice(report.XLS, pick("Excel 97-2003 (.xls)", "WPS Spreadsheets (.et, .xls)"))
	case names["PowerPoint Document"]:
		return oldOffice(report.PPT, pick("PowerPoint 97-2003 (.ppt)", "WPS Presentation (.dps, .ppt)"))
	}
	return finding{report.Unknown, report.Unsupported, "an old Office file of a program that is not known" + saveAs}
}

func oldOffice(format report.Format, program string) finding {
	return finding{format, report.Unsupported, "a document of " + program + saveAs}
}

func wide(s string) []byte {
	var out []byte
	for _, u := range utf16.Encode([]rune(s)) {
		out = endian.LittleEndian.AppendUint16(out, u)
	}
	return out
}

// oleStreams gives the names of the entries at the root of an OLE2 file, not
// those of what is embedded in it.
func oleStreams(body []byte) map[string]bool {
	entries := oleDirectory(body)
	names := map[string]bool{}
	if len(entries) == 0 {
		return names
	}
	seen := map[uint32]bool{}
	for open := []uint32{entries[0].child}; len(open) > 0; {
		i := open[len(open)-1]
		open = open[:len(open)-1]
		if i >= uint32(len(entries)) || seen[i] {
			continue
		}
		seen[i] = true
		names[entries[i].name] = true
		open = append(open, entries[i].left, entries[i].right)
	}
	return names
}

// An oleEntry is an entry of the directory: a name, and the entries beside and
// below it by their number.
type oleEntry struct {
	name               string
	left, right, child uint32
}

func oleDirectory(body []byte) (entries []oleEntry) {
	const headerSize, entrySize = 512, 128
	if len(body) < headerSize {
		return nil
	}
	u32 := func(at int) uint32 { return endian.LittleEndian.Uint32(body[at:]) }
	shift := endian.LittleEndian.Uint16(body[30:])
	if shift != 9 && shift != 12 {
		return nil
	}
	size := 1 << shift
	// sector gives where a sector begins, or -1 where the file has none.
	sector := func(i uint32) int {
		if at := (int64(i) + 1) << shift; at+int64(size) <= int64(len(body)) {
			return int(at)
		}
		return -1
	}
	table := oleTable(u32, sector, size)
	at := u32(48)
	for range maxOLESectors {
		start := sector(at)
		if start < 0 || len(entries) > maxOLEEntries {
			break
		}
		for e := start; e < start+size; e += entrySize {
			entries = append(entries, readOLEEntry(body[e:e+entrySize]))
		}
		perSector := uint32(size / 4)
		if at/perSector >= uint32(len(table)) {
			break
		}
		at = u32(table[at/perSector] + int(at%perSector)*4)
	}
	return entries
}

// oleTable gives where the sectors begin that hold the chains of all sectors.
func oleTable(u32 func(int) uint32, sector func(uint32) int, size int) (table []int) {
	const inHeader = 109
	for i := range inHeader {
		at := sector(u32(76 + 4*i))
		if at < 0 {
			return table
		}
		table = append(table, at)
	}
	next := u32(68)
	for range maxOLESectors {
		list := sector(next)
		if list < 0 {
			return table
		}
		for i := range size/4 - 1 {
			at := sector(u32(list + 4*i))
			if at < 0 {
				return table
			}
			table = append(table, at)
		}
		next = u32(list + size - 4)
	}
	return table
}

func readOLEEntry(b []byte) oleEntry {
	n := min(int(endian.LittleEndian.Uint16(b[64:])), 64)
	var name []uint16
	for i := 0; i+2 < n; i += 2 { // its length counts the zero at its end
		name = append(name, endian.LittleEndian.Uint16(b[i:]))
	}
	le := endian.LittleEndian
	return oleEntry{string(utf16.Decode(name)), le.Uint32(b[68:]), le.Uint32(b[72:]), le.Uint32(b[76:])}
}
