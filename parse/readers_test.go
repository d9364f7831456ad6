package parse

import (
	"archive/zip"
	"bytes"
	"context"
	"flag"
	"fmt"
	"html"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"nianbao/report"
)

var readersIn = flag.String("readers", "", "folders whose PDF, docx and xlsx files are read and compared")

// A reading is how the numerals of a file compare with those that another
// reader finds in it.
type reading struct {
	files        int
	ours, theirs int // numerals
	common       int
	took         time.Duration
	failed       int
}

func (r *reading) add(o reading) {
	r.files += o.files
	r.ours += o.ours
	r.theirs += o.theirs
	r.common += o.common
	r.took += o.took
	r.failed += o.failed
}

func (r reading) String() string {
	share := func(n int) float64 {
		if n == 0 {
			return 1
		}
		return float64(r.common) / float64(n)
	}
	return fmt.Sprintf("recall %.4f precision %.4f of %6d numerals %8.1f ms a file", share(r.theirs), share(r.ours), r.theirs, float64(r.took.Microseconds())/1000/float64(max(r.files, 1)))
}

// minRecall is the share of the numerals that a reader must find.
const minRecall = 0.995

// TestReaders compares the numerals of each document with those that stand in
// its XML, or that pdftotext finds: make bench-readers.
func TestReaders(t *testing.T) {
	if *readersIn == "" {
		t.Skip("make bench-readers runs it over folders of documents")
	}
	p := New(Options{CacheDir: t.TempDir()})
	defer p.Close()
	all := map[string]*reading{}
	for _, dir := range strings.Fields(*readersIn) {
		err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			body, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			kind := string(sniff(body).format)
			theirs, ok := otherReader(kind, path, body)
			if !ok {
				return nil
			}
			r := compareReading(t, p, path, body, theirs)
			t.Logf("%-4s %s  %s", kind, r, path)
			if all[kind] == nil {
				all[kind] = &reading{}
			}
			all[kind].add(r)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for kind, r := range all {
		t.Logf("%-4s %s; %d files, %d of them not read", kind, r, r.files, r.failed)
		if float64(r.common) < minRecall*float64(r.theirs) {
			t.Errorf("%s: %d of %d numerals found, want %.1f%%", kind, r.common, r.theirs, 100*minRecall)
		}
	}
}

// compareReading reads a document. One that ends with a reason, such as a scan,
// is not compared.
func compareReading(t *testing.T, p *Parser, path string, body []byte, theirs string) reading {
	begun := time.Now()
	d := p.Document(path, body, "")
	r := reading{files: 1, took: time.Since(begun)}
	checkDocument(t, d)
	if d.Status == report.Unreadable {
		t.Logf("     not read: %s %s", d.Reason, d.Detail)
		r.failed = 1
		return r
	}
	ours, other := numerals(d.Text), numerals(theirs)
	var lacking []string
	for n, count := range other {
		r.theirs += count
		r.common += min(count, ours[n])
		if count > ours[n] {
			lacking = append(lacking, n)
		}
	}
	if slices.Sort(lacking); len(lacking) > 0 {
		t.Logf("     lacking %s", excerpt(strings.Join(lacking, " ")))
	}
	for _, count := range ours {
		r.ours += count
	}
	return r
}

var numeralToken = regexp.MustCompile(`[0-9]+(?:[.,][0-9]+)*`)

func numerals(text string) map[string]int {
	text = strings.Map(func(r rune) rune {
		if v := digit(r); v >= 0 {
			return rune('0' + v)
		}
		return r
	}, text)
	counts := map[string]int{}
	for _, n := range numeralToken.FindAllString(text, -1) {
		counts[n]++
	}
	return counts
}

// otherReader gives the text of a document as another reader has it.
func otherReader(kind, path string, body []byte) (string, bool) {
	switch report.Format(kind) {
	case report.PDF:
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		out, err := exec.CommandContext(ctx, "pdftotext", "-layout", path, "-").Output()
		return withoutFurniture(string(out)), err == nil
	case report.DOCX:
		return wordsOfDOCX(zipText(body, "word/document.xml")), true
	case report.XLSX:
		return wordsOfXLSX(body), true
	}
	return "", false
}

var loneNumber = regexp.MustCompile(`^[\s\-—–－第共页/]*\d{1,4}[\s\-—–－第共页/\d]*$`)

// withoutFurniture drops page numbers, and the lines at the upper and lower end
// of pages that others have too: a report's text has neither.
func withoutFurniture(text string) string {
	const edge = 2
	var pages [][]string
	seen := map[string]int{} // by the line without its numbers
	mask := func(l string) string { return anyNumber.ReplaceAllString(squeeze(l), "0") }
	for page := range strings.SplitSeq(text, "\f") {
		lines := slices.DeleteFunc(strings.Split(page, "\n"), func(l string) bool { return strings.TrimSpace(l) == "" })
		pages = append(pages, lines)
		for i, l := range lines {
			if i < edge || i >= len(lines)-edge {
				seen[mask(l)]++
			}
		}
	}
	var out []string
	for _, lines := range pages {
		for i, l := range lines {
			atEdge := i < edge || i >= len(lines)-edge
			head := seen[mask(l)] > 1 && census(l).letters > 1
			if !atEdge || !loneNumber.MatchString(l) && !head {
				out = append(out, l)
			}
		}
	}
	return strings.Join(out, "\n")
}

func zipText(body []byte, name string) string {
	z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		return ""
	}
	f, err := z.Open(name)
	if err != nil {
		return ""
	}
	defer f.Close()
	text, _ := io.ReadAll(f)
	return string(text)
}

var (
	unseenXML = regexp.MustCompile(`(?s)<w:(?:del|moveFrom)[ >].*?</w:(?:del|moveFrom)>|<mc:Fallback>.*?</mc:Fallback>`)
	breakXML  = regexp.MustCompile(`</w:p>|<w:br ?[^>]*/>|<w:tab/>|</w:tc>`)
	textXML   = regexp.MustCompile(`<w:t(?: [^>]*)?>([^<]*)</w:t>|(\n)`)

	cellXML = regexp.MustCompile(`(?s)<c ([^>]*?)(?:/>|>(.*?)</c>)`)
	itemXML = regexp.MustCompile(`(?s)<si>(.*?)</si>`)
	wordXML = regexp.MustCompile(`<t(?: [^>]*)?>([^<]*)</t>`)
	numXML  = regexp.MustCompile(`<v>([^<]*)</v>`)
)

// wordsOfDOCX reads the text out of the XML by patterns.
func wordsOfDOCX(xml string) string {
	var b strings.Builder
	xml = breakXML.ReplaceAllString(unseenXML.ReplaceAllString(strings.ReplaceAll(xml, "\n", ""), ""), "\n")
	for _, m := range textXML.FindAllStringSubmatch(xml, -1) {
		b.WriteString(html.UnescapeString(m[1]) + m[2])
	}
	return b.String()
}

// wordsOfXLSX reads the words of all sheets, and the numbers that have no format.
func wordsOfXLSX(body []byte) string {
	var shared []string
	for _, m := range itemXML.FindAllStringSubmatch(zipText(body, "xl/sharedStrings.xml"), -1) {
		words := ""
		for _, w := range wordXML.FindAllStringSubmatch(m[1], -1) {
			words += html.UnescapeString(w[1])
		}
		shared = append(shared, words)
	}
	var b strings.Builder
	for i := 1; ; i++ {
		sheet := zipText(body, fmt.Sprintf("xl/worksheets/sheet%d.xml", i))
		if sheet == "" {
			return b.String()
		}
		for _, m := range cellXML.FindAllStringSubmatch(sheet, -1) {
			value := numXML.FindStringSubmatch(m[2])
			switch {
			case value == nil:
			case strings.Contains(m[1], `t="s"`):
				if n := leadingInt(value[1]); n < len(shared) {
					b.WriteString(shared[n])
				}
			case !strings.Contains(m[1], ` s="`) && !strings.Contains(m[1], `t="b"`):
				b.WriteString(value[1])
			}
			b.WriteString("\n")
		}
	}
}
