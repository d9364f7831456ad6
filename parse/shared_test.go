package parse

import (
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"nianbao/report"
)

// sharedFile gives the bytes of a file beside the repository, or skips.
func sharedFile(t *testing.T, path ...string) []byte {
	t.Helper()
	p := filepath.Join(append([]string{"..", "..", "shared"}, path...)...)
	b, err := os.ReadFile(p)
	if err != nil {
		t.Skipf("%s is not here: the test needs the documents beside the repository", p)
	}
	return b
}

// Every report gives the tables that a person counts in it, and the official
// ones with the numbers in their columns: each row adds up to its total.
func TestSharedTables(t *testing.T) {
	p := New(Options{})
	for path, want := range map[string]int{
		"real/docs/000_de73f9ff63829d5f.txt": 0,
		"real/docs/001_7bf06d37f0720d52.txt": 0,
		"real/docs/002_5efb2117df0d3f03.txt": 1,
		"real/docs/003_bca9196a90640aa8.txt": 0,
		"real/docs/004_cba15cde576bc8e7.txt": 3,
		"dev/docs/n07_street_2014.txt":       0,
		"dev/docs/n12_town_2016.txt":         0,
		"dev/docs/o1_hotline_2022.txt":       0,
		"dev/docs/x1_county_trad_2017.txt":   0,
		"dev/docs/x2_hk_dept_2022.txt":       0,
		"dev/docs/t01_bureau_2014.html":      1,
		"dev/docs/t04_bureau_2019.html":      3,
		"dev/docs/t06_street_2020.html":      3,
		"dev/docs/t08_district_2021.html":    3,
		"dev/docs/t09_town_2022.html":        3,
		"dev/docs/t10_bureau_2023.html":      3,
		"dev/docs/t11_district_2024.html":    3,
	} {
		t.Run(filepath.Base(path), func(t *testing.T) {
			d := p.Document(path, sharedFile(t, "gold", path), "")
			checkDocument(t, d)
			if d.Status != report.OK || len(d.Tables) != want {
				t.Fatalf("status %q (%s), %d tables, want %d", d.Status, d.Detail, len(d.Tables), want)
			}
			for i := range d.Tables {
				checkOfficial(t, d, &d.Tables[i])
			}
		})
	}
}

func checkOfficial(t *testing.T, d *report.Document, table *report.Table) {
	t.Helper()
	at := func(r, c int) string {
		if i := table.Grid()[r][c]; i >= 0 {
			return strings.Map(dropSpace, d.Slice(table.Cells[i].Span))
		}
		return "·"
	}
	switch {
	case table.Cols == 10 && at(0, 3) == "申请人情况":
		if table.Rows != 26 && table.Rows != 28 || at(1, 3) != "自然人" || at(2, 8) != "其他" || at(2, 9) != "总计" {
			t.Fatalf("%d rows under %q … %q, %q", table.Rows, at(1, 3), at(2, 8), at(2, 9))
		}
		for r := 3; r < table.Rows; r++ {
			sum := 0
			for c := 3; c < 9; c++ {
				n, _ := strconv.Atoi(strings.ReplaceAll(at(r, c), ",", ""))
				sum += n
			}
			if total := strings.ReplaceAll(at(r, 9), ",", ""); total != strconv.Itoa(sum) {
				t.Errorf("row %d %s %s: the values make %d, the total is %s", r, at(r, 1), at(r, 2), sum, total)
			}
		}
		if at(table.Rows-2, 0) == at(table.Rows-1, 0) || !strings.HasPrefix(at(table.Rows-2, 1), "（七）") && !strings.HasPrefix(at(table.Rows-2, 1), "(七)") {
			t.Errorf("the last rows begin with %q, %q and %q", at(table.Rows-2, 0), at(table.Rows-2, 1), at(table.Rows-1, 0))
		}
	case table.Cols == 15:
		if at(0, 4) != "行政复议" || at(1, 9) != "未经复议直接起诉" || at(2, 14) != "总计" || at(2, 0) != "结果维持" {
			t.Errorf("headings %q, %q, %q, %q", at(0, 4), at(1, 9), at(2, 14), at(2, 0))
		}
		for c := range 15 {
			if _, err := strconv.Atoi(at(3, c)); err != nil {
				t.Errorf("column %d of the last row: %q", c, at(3, c))
			}
		}
	}
}

// The encodings that the index of the samples states.
func TestSharedEncodings(t *testing.T) {
	names := map[string]string{
		"Big5": "big5", "big5": "big5", "GB2312": "gb18030", "gb2312": "gb18030", "gb18030": "gb18030", "ascii": "utf-8",
		"utf_16": "utf-16", "utf_16_le": "utf-16le", "utf_16_be": "utf-16be", "utf_32_le": "utf-32le", "utf_32_be": "utf-32be",
		"UTF-16LE": "utf-16le", "UTF-16BE": "utf-16be", "UTF-32LE": "utf-32le", "UTF-32BE": "utf-32be",
		"utf_8": "utf-8", "utf-8-sig": "utf-8", "EUC-TW": "",
	}
	n := 0
	for line := range strings.SplitSeq(string(sharedFile(t, "realdocs", "INDEX.tsv")), "\n") {
		f := strings.Split(line, "\t")
		if len(f) < 10 || !strings.HasPrefix(f[0], "encoding/") {
			continue
		}
		want, known := names[f[9]]
		if !known {
			continue
		}
		n++
		d := New(Options{}).Document(f[0], sharedFile(t, "realdocs", f[0]), "")
		if !strings.HasPrefix(d.Encoding, want) || want == "" && d.Reason != report.Mojibake {
			t.Errorf("%s: encoding %q, reason %q, want %q", f[0], d.Encoding, d.Reason, want)
		}
	}
	if n < 60 {
		t.Errorf("%d samples with a known encoding, want at least 60", n)
	}
}

// Whatever is thrown at it, every document ends soon, with a status.
func TestSharedFiles(t *testing.T) {
	sharedFile(t, "realdocs", "INDEX.tsv")
	p := New(Options{})
	err := filepath.WalkDir(filepath.Join("..", "..", "shared", "realdocs"), func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || strings.HasSuffix(path, ".pdf") {
			return err
		}
		body, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		t.Run(e.Name(), func(t *testing.T) {
			begun := time.Now()
			checkDocument(t, p.Document(path, body, ""))
			if took := time.Since(begun); took > 2*time.Second {
				t.Errorf("took %v", took)
			}
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
