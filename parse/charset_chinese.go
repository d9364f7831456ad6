package parse

import (
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// A levelCount counts the two-byte characters of a text in one encoding by
// the level of their row: both standards order their characters by frequency,
// so that a text read in the wrong encoding has few of the first level.
type levelCount struct{ all, first, second, bad int }

func (c levelCount) firstShare() float64  { return share(c.first, c.all) }
func (c levelCount) secondShare() float64 { return share(c.second, c.all) }

func share(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}

// tie is the difference of shares below which the declaration decides. Right
// and wrong readings of real texts are at least 0.25 apart.
const tie = 0.1

// maxSecond is the share of second-level characters that no Chinese text
// reaches; EUC-TW read as GB18030 does.
const maxSecond = 0.2

// chinese decides between GB18030 and Big5; "" where neither makes sense.
func chinese(b []byte, header string) string {
	gb, big := countGB(b), countBig5(b)
	gbShare, bigShare := gb.firstShare(), big.firstShare()
	if !gb.possible() {
		gbShare = 0
	}
	if !big.possible() {
		bigShare = 0
	}
	switch declared := declaredEncoding(b, header); {
	case gbShare == 0 && bigShare == 0:
		return ""
	case max(gbShare-bigShare, bigShare-gbShare) < tie && declared != "":
		return declared
	case bigShare > gbShare:
		return "big5"
	}
	return "gb18030"
}

func (c levelCount) possible() bool {
	return c.all > 0 && c.secondShare() <= maxSecond && float64(c.bad) <= maxReplaced*float64(c.all)+1
}

// countGB walks bytes as GB18030. The first level is rows B0 to D7 of GB2312,
// the second D8 to F7. Symbols (rows A1 to A9) do not count.
func countGB(b []byte) (c levelCount) {
	for i := 0; i < len(b); {
		lead := b[i]
		switch {
		case lead < 0x80:
			i++
		case i+1 >= len(b) || lead == 0x80 || lead == 0xFF:
			c.bad++
			i++
		case b[i+1] >= '0' && b[i+1] <= '9':
			if i+3 >= len(b) || b[i+2] < 0x81 || b[i+3] < '0' || b[i+3] > '9' {
				c.bad++
				i++
				continue
			}
			c.all++
			i += 4
		case b[i+1] < 0x40 || b[i+1] == 0x7F || b[i+1] == 0xFF:
			c.bad++
			i++
		default:
			c.addGB(lead, b[i+1])
			i += 2
		}
	}
	return c
}

func (c *levelCount) addGB(lead, trail byte) {
	switch {
	case lead >= 0xA1 && lead <= 0xA9 && trail >= 0xA1:
		return
	case trail >= 0xA1 && lead >= 0xB0 && lead <= 0xD7:
		c.first++
	case trail >= 0xA1 && lead >= 0xD8:
		c.second++
	}
	c.all++
}

// countBig5 walks bytes as Big5. The first level is rows A4 to C6, the second
// C9 to F9. Symbols (rows A1 to A3) do not count.
func countBig5(b []byte) (c levelCount) {
	for i := 0; i < len(b); {
		lead := b[i]
		if lead < 0x80 {
			i++
			continue
		}
		if i+1 >= len(b) || lead == 0x80 || lead == 0xFF || b[i+1] < 0x40 || b[i+1] > 0x7E && b[i+1] < 0xA1 || b[i+1] == 0xFF {
			c.bad++
			i++
			continue
		}
		switch {
		case lead >= 0xA1 && lead <= 0xA3:
			c.all--
		case lead >= 0xA4 && lead <= 0xC6:
			c.first++
		case lead >= 0xC9:
			c.second++
		}
		c.all++
		i += 2
	}
	return c
}

// commonHan reports whether a text's characters are those of a Chinese text.
// One that was saved after a wrong decoding (UTF-8 read as GBK: 鏀垮簻) has
// mostly rare ones in both standards.
func commonHan(text string) bool {
	sample := make([]rune, 0, 2000)
	for _, r := range text {
		if isHan(r) {
			if sample = append(sample, r); len(sample) == cap(sample) {
				break
			}
		}
	}
	if len(sample) < 20 {
		return true // too few to tell
	}
	gb := countGB(encodeAs(simplifiedchinese.GB18030, sample))
	if gb.firstShare() >= 0.45 && gb.secondShare() <= maxSecond {
		return true
	}
	big := countBig5(encodeAs(traditionalchinese.Big5, sample))
	return share(big.first, len(sample)) >= 0.7
}

func encodeAs(e encoding.Encoding, runes []rune) []byte {
	out, err := encoding.ReplaceUnsupported(e.NewEncoder()).Bytes([]byte(string(runes)))
	if err != nil { // unreachable: unsupported characters are replaced
		return nil
	}
	return out
}
