package crawl

import (
	"errors"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"nianbao/crawl/list"
	"nianbao/report"
)

func TestExampleSources(t *testing.T) {
	sites, err := LoadSources(filepath.Join("..", "docs", "sources.example.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	want := []Site{
		{Name: "甲州市人民政府", Home: "https://www.jiazhou.example.gov.cn/"},
		{Name: "乙县人民政府", Division: "110101", Home: "https://www.yixian.example.gov.cn/", List: "https://www.yixian.example.gov.cn/zwgk/zfxxgknb/",
			Family: "trs", Hosts: []string{"yixian.example.com"},
			Reports: []Expected{{Body: "乙县人民政府", Level: report.County, From: 2008}, {Body: "乙县水利局", Level: report.DeptOfCounty, From: 2019, Until: 2023}},
			Assert:  Assert{MinReports: 12, MinYear: 2024, NoFewer: true, Figures: []string{"requests.received"}}},
		{Name: "丙区人民政府", Home: "http://www.bingqu.example.gov.cn/", Off: "robots.txt forbids everything"},
		{Name: "试验站点", Home: "http://www.shiyan.example.gov.cn/", Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}},
	}
	if diff := cmp.Diff(want, sites, cmpopts.IgnoreFields(Site{}, "Line"), cmp.Comparer(func(a, b netip.Prefix) bool { return a == b })); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if sites[1].Line != 12 {
		t.Errorf("the second entry is in line %d", sites[1].Line)
	}
}

func TestSourceErrors(t *testing.T) {
	const head = "sites:\n  - name: 甲\n    home: http://a.gov.cn/\n"
	for _, tt := range []struct{ name, file, want string }{
		{"nothing", "", "f:1: no sites"},
		{"a comment", "# none\n", "f:1: no sites"},
		{"no sites", "sites: []\n", "f:1: no sites"},
		{"no YAML", "sites:\n  - name: [\n", "f:2: not YAML: did not find expected node content"},
		{"a list", "- name: 甲\n", "f:1: want keys and values, have a list"},
		{"words", "sites: 甲\n", `f:1: want a list, have "甲"`},
		{"two documents", head + "---\nsites: []\n", "f:1: a second document: want one list of sites"},
		{"an unknown key", head + "    hom: x\n", `f:4: 甲: unknown key "hom": want one of allow_address, assert, division, family, home, hosts, list, name, off, reports`},
		{"a key twice", head + "    home: http://b.gov.cn/\n", "f:4: 甲: home twice"},
		{"no name", "sites:\n  - home: http://a.gov.cn/\n", "f:2: no name"},
		{"no beginning", "sites:\n  - name: 甲\n", "f:2: 甲: neither home nor list: one of them is where the crawl begins"},
		{"an empty name", "sites:\n  - name: ' '\n    home: http://a.gov.cn/\n", "f:2:  : name is empty"},
		{"a name of two lines", "sites:\n  - name: \"a\\nb\"\n    home: http://a.gov.cn/\n", "f:2: a\nb: name has a line break or another control character"},
		{"an alias", "sites:\n  - name: &x 甲\n    home: http://a.gov.cn/\n    family: *x\n", "f:4: 甲: family: want words, have an alias"},
		{"no address", "sites:\n  - name: 甲\n    home: www.a.gov.cn\n", `f:3: 甲: home: want an address beginning with http:// or https://, have "www.a.gov.cn"`},
		{"another scheme", "sites:\n  - name: 甲\n    home: file:///etc/passwd\n", `f:3: 甲: home: want an address beginning with http:// or https://, have "file:///etc/passwd"`},
		{"a password", "sites:\n  - name: 甲\n    home: http://u:p@a.gov.cn/\n", `f:3: 甲: home: want an address beginning with http:// or https://, have "http://u:p@a.gov.cn/"`},
		{"no such family", head + "    family: trss\n", `f:4: 甲: family: want one of ` + strings.Join(list.Families(), ", ") + `, have "trss"`},
		{"a host with a path", head + "    hosts: [b.gov.cn/x]\n", `f:4: 甲: hosts: want the name of a host, have "b.gov.cn/x"`},
		{"no such division", head + "    division: '999999'\n", `f:2: 甲: division: no division has the code "999999"`},
		{"an unknown level", head + "    reports:\n      - level: 县\n", `f:5: 甲: level: want one of [nation province city county town zone department_of_province department_of_city department_of_county department_of_town department_of_zone], have "县"`},
		{"a year too early", head + "    reports:\n      - from: 1999\n", `f:5: 甲: from: want a number from 2008 to 2100, have "1999"`},
		{"years turned round", head + "    reports:\n      - {from: 2020, until: 2019}\n", "f:5: 甲: until 2019 is before from 2020"},
		{"a body twice", head + "    reports:\n      - from: 2020\n      - body: 甲\n", "f:2: 甲: reports: 甲 twice"},
		{"an unknown assertion", head + "    assert: {max_reports: 3}\n", `f:4: 甲: unknown key "max_reports": want one of figures, min_reports, min_year, no_fewer`},
		{"no truth", head + "    assert: {no_fewer: 'yes'}\n", `f:4: 甲: no_fewer: want true or false, have "yes"`},
		{"no such indicator", head + "    assert: {figures: [requests.recieved]}\n", `f:2: 甲: assert: figures: no indicator has the id "requests.recieved"`},
		{"no number", head + "    assert: {min_reports: many}\n", `f:4: 甲: min_reports: want a number from 1 to 100000, have "many"`},
		{"no range", head + "    allow_address: [localhost]\n", `f:4: 甲: allow_address: want an IP address or a range like 127.0.0.0/8, have "localhost"`},
		{"a name twice", head + "  - name: 甲\n    home: http://b.gov.cn/\n", "f:4: 甲: the name is that of line 2"},
		{"a site twice", head + "  - name: 乙\n    home: http://a.gov.cn/\n", "f:4: 乙: begins where 甲 begins: http://a.gov.cn/"},
		{"several", head + "    hom: x\n  - name: 乙\n    home: y\n", "f:4: 甲: unknown key \"hom\": want one of allow_address, assert, division, family, home, hosts, list, name, off, reports\n" +
			`f:6: 乙: home: want an address beginning with http:// or https://, have "y"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := ParseSources("f", []byte(tt.file))
			if err == nil || err.Error() != tt.want || !errors.Is(err, ErrSources) {
				t.Errorf("got  %v\nwant %s", err, tt.want)
			}
		})
	}
	if _, err := LoadSources(filepath.Join(t.TempDir(), "none.yaml")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file that is not there: %v", err)
	}
	if _, err := ParseSources("f", []byte(strings.Repeat("#", maxSources+1))); !errors.Is(err, ErrSources) {
		t.Errorf("a file that is too large: %v", err)
	}
}

func TestDueOn(t *testing.T) {
	for _, tt := range []struct {
		level report.BodyLevel
		year  int
		want  string
	}{
		{report.County, 2024, "2025-03-31"},
		{report.Nation, 2024, "2025-03-31"},
		{report.DeptOfCounty, 2024, "2025-01-31"},
		{report.Town, 2019, "2020-01-31"},
		{report.Zone, 2019, "2020-01-31"},
		{report.Town, 2018, "2019-03-31"},
		{"", 2018, "2019-03-31"},
		{"", 2019, ""},
	} {
		if got := DueOn(tt.level, tt.year); got != tt.want {
			t.Errorf("DueOn(%q, %d) = %q, want %q", tt.level, tt.year, got, tt.want)
		}
	}
}

func TestOwes(t *testing.T) {
	for _, tt := range []struct {
		e    Expected
		want []int
	}{
		{Expected{From: 2023}, []int{2023, 2024, 2025}},
		{Expected{From: 2023, Until: 2024}, []int{2023, 2024}},
		{Expected{From: 2026}, nil},
	} {
		if got := tt.e.Owes("2026-02-01"); !cmp.Equal(got, tt.want) {
			t.Errorf("%+v owes %v, want %v", tt.e, got, tt.want)
		}
	}
	if got := (Expected{}).Owes("2026-02-01"); len(got) != 18 || got[0] != 2008 {
		t.Errorf("with no first year: %v", got)
	}
}

// Whatever stands in a file, it is read or told what is wrong with it.
func FuzzSources(f *testing.F) {
	f.Add([]byte("sites:\n  - name: 甲\n    home: http://a.gov.cn/\n    reports: [{from: 2020}]\n"))
	f.Add([]byte("sites: [{name: &a x, list: *a}]"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		sites, err := ParseSources("f", raw)
		if err != nil && !errors.Is(err, ErrSources) {
			t.Errorf("%v is of no kind", err)
		}
		if err == nil && len(sites) == 0 {
			t.Error("neither sites nor an error")
		}
	})
}
