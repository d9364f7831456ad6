package fetch

import (
	"testing"
)

// FuzzManifest holds that a list of documents, whoever wrote it, gives entries
// with their lines or errors that say what is wrong, and that what it says of a
// document stays within the closed words.
func FuzzManifest(f *testing.F) {
	f.Add([]byte("url,path,body,region,year\nhttp://a.gov.cn/1.html,,某局,110101,2019\n,a.txt,,,\n"))
	f.Add([]byte("\ufeffPath, Year ,备注\n../../etc/passwd,2019\n\"a\nb\",19999999999999999999\n"))
	f.Add([]byte("url\nhttp://[::1]:99999/\nfile:///etc/passwd\n"))
	f.Add([]byte("{\"url\":\"http://a.gov.cn/\",\"year\":2019}\n{\"path\":\"a\",\"year\":-1}\nnull\n[]\n{\"path\":{}}"))
	f.Add([]byte("path\n\xc4\xea\xb1\xa8.txt\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		for name, read := range map[string]func([]byte, func(entry, error)) error{"csv": readCSV, "jsonl": readJSONL} {
			last := 0
			err := read(decode(raw), func(e entry, err error) {
				if e.line < last {
					t.Errorf("%s: line %d after line %d", name, e.line, last)
				}
				last = e.line
				if err == nil && e.URL == "" && e.Path == "" {
					t.Errorf("%s: line %d names nothing", name, e.line)
				}
				if err == nil && (e.Year < 0 || e.Year > 9999) {
					t.Errorf("%s: line %d: year %d", name, e.line, e.Year)
				}
			})
			if err != nil && err.Error() == "" {
				t.Errorf("%s: an error without words", name)
			}
		}
	})
}
