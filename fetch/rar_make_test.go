package fetch

import (
	"encoding/binary"
	"hash/crc32"
)

// A rarFile is a file in a RAR archive that a test writes, not packed.
type rarFile struct {
	name, body string
	solid      bool
	locked     bool
}

// rar5 writes an archive of RAR 5 ([RARLAB, RAR 5.0 archive format]).
func rar5(files ...rarFile) string {
	solid := byte(0)
	for _, f := range files {
		if f.solid {
			solid = 4
		}
	}
	out := "Rar!\x1a\x07\x01\x00" + rar5Block(string([]byte{1, 0, solid}), "")
	for _, f := range files {
		info := uint64(0) // method 0: stored
		if f.solid {
			info = 0x40
		}
		extra := ""
		if f.locked { // record of type 1: AES-256 with a salt
			record := "\x01\x00\x00\x0f" + string(make([]byte, 32))
			extra = string(binary.AppendUvarint(nil, uint64(len(record)))) + record
		}
		head := "\x02"
		flags := uint64(2) // a data area follows
		if extra != "" {
			flags |= 1
		}
		head += string(binary.AppendUvarint(nil, flags))
		if extra != "" {
			head += string(binary.AppendUvarint(nil, uint64(len(extra))))
		}
		head += string(binary.AppendUvarint(nil, uint64(len(f.body))))
		head += string(binary.AppendUvarint(nil, 4)) // a checksum is there
		head += string(binary.AppendUvarint(nil, uint64(len(f.body)))) + "\x00"
		head += string(binary.LittleEndian.AppendUint32(nil, crc32.ChecksumIEEE([]byte(f.body))))
		head += string(binary.AppendUvarint(nil, info)) + "\x00"
		head += string(binary.AppendUvarint(nil, uint64(len(f.name)))) + f.name + extra
		out += rar5Block(head, f.body)
	}
	return out + rar5Block("\x05\x00\x00", "")
}

func rar5Block(head, data string) string {
	sized := string(binary.AppendUvarint(nil, uint64(len(head)))) + head
	return string(binary.LittleEndian.AppendUint32(nil, crc32.ChecksumIEEE([]byte(sized)))) + sized + data
}

// rar4 writes an archive of RAR 2.9 to 4, whose names may be in any encoding.
func rar4(files ...rarFile) string {
	out := "Rar!\x1a\x07\x00" + rar4Block("\x73\x00\x00\x0d\x00"+string(make([]byte, 6)), "")
	for _, f := range files {
		le := binary.LittleEndian
		head := "\x74\x00\x80" + string(le.AppendUint16(nil, uint16(32+len(f.name))))
		head += string(le.AppendUint32(nil, uint32(len(f.body)))) + string(le.AppendUint32(nil, uint32(len(f.body))))
		head += "\x02" + string(le.AppendUint32(nil, crc32.ChecksumIEEE([]byte(f.body)))) + "\x00\x00\x00\x00" + "\x14\x30"
		head += string(le.AppendUint16(nil, uint16(len(f.name)))) + "\x20\x00\x00\x00" + f.name
		out += rar4Block(head, f.body)
	}
	return out + rar4Block("\x7b\x00\x40\x07\x00", "")
}

func rar4Block(head, data string) string {
	return string(binary.LittleEndian.AppendUint16(nil, uint16(crc32.ChecksumIEEE([]byte(head))))) + head + data
}
