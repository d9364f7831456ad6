package crawl

import (
	"errors"
	"io/fs"
	"net/netip"
	"os"
	"path/filepath"
	"testing"

	"nianbao/report"
)

func TestAddSource(t *testing.T) {
	whole := Entry{
		Site: Site{Name: "乙: #1", Division: "110101", Home: "http://b.gov.cn/", List: "http://b.gov.cn/nb/?a=1&b=[2]", Family: "trs", Hosts: []string{"b.example.com"},
			Reports: []Expected{{Body: "yes", Level: report.County, From: 2008, Until: 2020}}, Assert: Assert{MinReports: 3, MinYear: 2019},
			Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}, Off: "no\nrobots"},
		Open: []string{"a remark\nof two lines"},
	}
	const item = `  - name: '乙: #1'
    division: "110101"
    home: http://b.gov.cn/
    list: http://b.gov.cn/nb/?a=1&b=[2]
    family: trs
    hosts:
      - b.example.com
    reports:
      - body: "yes"
        level: county
        from: 2008
        until: 2020
    assert:
      min_reports: 3
      min_year: 2019
    allow_address:
      - 127.0.0.1
`
	plain := Entry{Site: Site{Name: "丙", Home: "http://c.gov.cn/"}}
	fine := whole
	fine.Off = "no robots"
	for _, tt := range []struct {
		name  string
		old   string // "-" for no file
		entry Entry
		want  string // the file, or the error
	}{
		{"a new file", "-", fine, "sites:\n" + item + "    off: no robots\n    # a remark of two lines\n"},
		{"an empty file", "\n", plain, "sites:\n  - name: 丙\n    home: http://c.gov.cn/\n"},
		{"comments and order", "# mine\nsites: # all\n  # first\n  - home: http://a.gov.cn/ # home\n    name: 甲\n  # last\n", plain,
			"# mine\nsites: # all\n  # first\n  - home: http://a.gov.cn/ # home\n    name: 甲\n  # last\n  - name: 丙\n    home: http://c.gov.cn/\n"},
		{"no line end, no indent", "sites:\n- name: 甲\n  home: http://a.gov.cn/", plain, "sites:\n- name: 甲\n  home: http://a.gov.cn/\n- name: 丙\n  home: http://c.gov.cn/\n"},
		{"a line between", "sites:\n    - name: 甲\n      home: http://a.gov.cn/\n\n    - name: 乙\n      home: http://b.gov.cn/\n", plain,
			"sites:\n    - name: 甲\n      home: http://a.gov.cn/\n\n    - name: 乙\n      home: http://b.gov.cn/\n\n    - name: 丙\n      home: http://c.gov.cn/\n"},
		{"the name is there", "sites:\n  - name: 丙\n    home: http://a.gov.cn/\n", plain, "f:4: 丙: the name is that of line 2"},
		{"the home is there", "sites:\n  - name: 甲\n    home: http://c.gov.cn/\n    list: http://c.gov.cn/nb/\n", plain, "f:2: 丙: home is there already: http://c.gov.cn/"},
		{"a file with a fault", "sites:\n  - nam: 甲\n", plain, `f:2: unknown key "nam": want one of allow_address, assert, division, family, home, hosts, list, name, off, reports`},
		{"brackets", "sites: [{name: 甲, home: http://a.gov.cn/}]\n", plain, "f:1: sites stands in brackets: write each entry on lines of its own, with a dash"},
		{"an end of the document", "sites:\n  - name: 甲\n    home: http://a.gov.cn/\n...\n", plain, "f:1: a second document: want one list of sites"},
		{"an entry that is none", "-", Entry{Site: Site{Name: "甲"}}, "f:2: 甲: neither home nor list: one of them is where the crawl begins"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			if tt.old != "-" {
				if err := os.WriteFile("f", []byte(tt.old), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			err := AddSource("f", tt.entry)
			raw, readErr := os.ReadFile("f")
			if err != nil {
				if err.Error() != tt.want || !errors.Is(err, ErrSources) {
					t.Errorf("got  %v\nwant %s", err, tt.want)
				}
				if string(raw) != tt.old && !errors.Is(readErr, fs.ErrNotExist) {
					t.Errorf("the file was changed:\n%s", raw)
				}
			} else if string(raw) != tt.want {
				t.Errorf("got\n%s\nwant\n%s", raw, tt.want)
			} else if info, err := os.Stat("f"); err != nil || tt.old != "-" && info.Mode().Perm() != 0o600 {
				t.Errorf("mode %v, %v", info.Mode(), err)
			}
			if left, _ := filepath.Glob(".f.*"); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
	t.Run("through a link", func(t *testing.T) {
		t.Chdir(t.TempDir())
		if err := AddSource("real.yaml", plain); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink("real.yaml", "link.yaml"); err != nil {
			t.Skip("no symbolic links here: ", err)
		}
		if err := AddSource("link.yaml", fine); err != nil {
			t.Fatal(err)
		}
		sites, err := LoadSources("real.yaml")
		if err != nil || len(sites) != 2 {
			t.Errorf("%d sites, %v", len(sites), err)
		}
	})
}

// TestReplaceFile holds that a file that cannot be put in its place leaves
// nothing beside it, and what is there as it was.
func TestReplaceFile(t *testing.T) {
	dir := t.TempDir()
	occupied := filepath.Join(dir, "sources.yaml") // a folder: no file can take its name
	if err := os.MkdirAll(filepath.Join(occupied, "kept"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := replaceFile(occupied, []byte("x")); err == nil {
		t.Error("a folder was replaced")
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("left beside: %v, %v", entries, err)
	}
}
