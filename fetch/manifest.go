package fetch

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// isManifest tells a list of documents by its name.
func isManifest(path string) bool {
	ext := strings.ToLower(filepath.Ext(path))
	return ext == ".csv" || ext == ".jsonl"
}

// An entry is one line of a manifest.
type entry struct {
	line      int // 1-based
	URL, Path string
	Hint
}

// manifest lists the documents that a manifest names. Further columns are the
// user's own and not looked at.
func (f *Fetcher) manifest(path string) []Item {
	raw, err := f.readFile(path)
	if err != nil {
		return []Item{failing(path, err)}
	}
	read := readCSV
	if strings.EqualFold(filepath.Ext(path), ".jsonl") {
		read = readJSONL
	}
	var items []Item
	err = read(decode(raw), func(e entry, err error) {
		items = append(items, f.entryItems(path, e, err)...)
	})
	if err == nil && len(items) == 0 {
		err = fmt.Errorf("no document is named: %w", ErrManifest)
	}
	if err != nil {
		items = append(items, failing(path, err))
	}
	return items
}

func (f *Fetcher) entryItems(manifest string, e entry, err error) []Item {
	var items []Item
	switch {
	case err != nil:
		return []Item{failing(fmt.Sprintf("%s:%d", manifest, e.line), err)}
	case e.URL != "":
		items = []Item{f.address(e.URL)}
	case filepath.IsAbs(e.Path):
		items = f.files(e.Path)
	default:
		items = f.files(filepath.Join(filepath.Dir(manifest), e.Path))
	}
	for i := range items {
		items[i].Hint = e.Hint
	}
	return items
}

// decode gives UTF-8: Excel on a Chinese Windows saves .csv as GB18030.
func decode(raw []byte) []byte {
	raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
	if utf8.Valid(raw) {
		return raw
	}
	out, err := simplifiedchinese.GB18030.NewDecoder().Bytes(raw)
	if err != nil {
		return raw
	}
	return out
}

func readCSV(raw []byte, yield func(entry, error)) error {
	r := csv.NewReader(bytes.NewReader(raw))
	r.FieldsPerRecord = -1
	header, err := r.Read()
	if errors.Is(err, io.EOF) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("%v: %w", err, ErrManifest)
	}
	for i := range header {
		header[i] = strings.ToLower(strings.TrimSpace(header[i]))
	}
	if names := strings.Join(header, ","); !slices.Contains(header, "url") && !slices.Contains(header, "path") {
		return fmt.Errorf("the first line has no column url or path, but %q: %w", clip(names), ErrManifest)
	}
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%v: %w", err, ErrManifest)
		}
		line, _ := r.FieldPos(0)
		fields := map[string]string{}
		for i, v := range row[:min(len(row), len(header))] {
			fields[header[i]] = strings.TrimSpace(v)
		}
		e, err := newEntry(fields)
		e.line = line
		yield(e, err)
	}
}

func readJSONL(raw []byte, yield func(entry, error)) error {
	n := 0
	for line := range bytes.Lines(raw) {
		n++
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		fields, err := jsonFields(line)
		if err != nil {
			yield(entry{line: n}, fmt.Errorf("not a JSON object: %v: %w", err, ErrManifest))
			continue
		}
		e, err := newEntry(fields)
		e.line = n
		yield(e, err)
	}
	return nil
}

// jsonFields reads one object; a year may be a number or a string.
func jsonFields(line []byte) (map[string]string, error) {
	var object map[string]any
	d := json.NewDecoder(bytes.NewReader(line))
	d.UseNumber()
	if err := d.Decode(&object); err != nil {
		return nil, err
	}
	fields := map[string]string{}
	for k, v := range object {
		switch v := v.(type) {
		case string:
			fields[strings.ToLower(k)] = strings.TrimSpace(v)
		case json.Number:
			fields[strings.ToLower(k)] = v.String()
		}
	}
	return fields, nil
}

func newEntry(fields map[string]string) (entry, error) {
	e := entry{URL: fields["url"], Path: fields["path"], Hint: Hint{Body: fields["body"], Region: fields["region"]}}
	if e.URL == "" && e.Path == "" {
		return e, fmt.Errorf("neither url nor path: %w", ErrManifest)
	}
	if y := strings.TrimSuffix(fields["year"], "年"); y != "" {
		year, err := strconv.Atoi(y)
		if err != nil || year < 1900 || year > 2200 {
			return e, fmt.Errorf("year %q is not a year: %w", clip(y), ErrManifest)
		}
		e.Year = year
	}
	return e, nil
}

// clip shortens what is quoted in a message.
func clip(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
