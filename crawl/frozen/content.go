package frozen

import (
	"bytes"
	"compress/gzip"
	"fmt"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

var encodings = map[string]encoding.Encoding{
	"gbk":      simplifiedchinese.GBK,
	"gb18030":  simplifiedchinese.GB18030,
	"big5":     traditionalchinese.Big5,
	"utf-16le": unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM),
}

// makers make files of a body's blocks.
var makers = map[string]func([]block) ([]byte, error){
	"pdf": makePDF, "docx": makeDocx, "xlsx": makeXLSX, "png": makePNG, "zip": makeZip,
}

// Bytes is the answer's body as it is sent, whole even where Truncate cuts it.
func (a *Answer) Bytes() ([]byte, error) {
	a.once.Do(func() { a.sent, a.err = a.bytes() })
	return a.sent, a.err
}

func (a *Answer) bytes() ([]byte, error) {
	if s := unexpanded(a.Body); s != "" {
		return nil, fmt.Errorf("%s: no such macro: %s", a.Name, s)
	}
	out, err := a.plain()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", a.Name, err)
	}
	if a.Size > 0 {
		if len(out) == 0 {
			return nil, fmt.Errorf("%s: nothing to repeat", a.Name)
		}
		out = bytes.Repeat(out, a.Size/len(out)+1)[:a.Size]
	}
	if a.Gzip {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		w.Write(out)
		w.Close()
		out = b.Bytes()
	}
	return out, nil
}

func (a *Answer) plain() ([]byte, error) {
	if a.Made != "" {
		return makers[a.Made](expandBlocks(a.Body))
	}
	text := expand(a.Body)
	if a.Encoding == "" {
		return []byte(text), nil
	}
	return encodings[a.Encoding].NewEncoder().Bytes([]byte(text))
}
