package store

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nianbao/report"
)

// hostile are strings that break a search which trusts them.
var hostile = []string{
	`"`, `""`, `"a`, `AND`, `a OR`, `OR b`, `NOT`, `a NOT`, `NEAR(`, `NEAR(a b, 2)`, `col:x`, `words:申请`, `label : x`, `*`, `a*`, `^`, `^a`,
	`-x`, `- 申请`, `+`, `(`, `)`, `x'y`, `'; DROP TABLE figure; --`, `{a b}:c`, `a"b"c`, `\`, `%`, `_`, "\x00", "申\x00请", "\xff\xfe", "\ue000",
	"申请\ue000公开", "\u202e申请", "😀", "𠮷野家", "①", "½", "a.b.c", "1.2.3", ",,,1,,", `rank:x`, `figure_search`, "\u0301", "\r\n",
	strings.Repeat("(", 3000), strings.Repeat(`"`, 3001), strings.Repeat("申", 10000), strings.Repeat("a ", 5000), strings.Repeat("NOT ", 300),
}

func TestHostileWords(t *testing.T) {
	db := open(t, path(t))
	put(t, db, samples(3)...)
	for _, s := range hostile {
		found, err := db.Search(t.Context(), Query{Words: s, Limit: 5})
		total := found.Total
		if err != nil {
			t.Errorf("Search(%.40q): %v", s, err)
		}
		if strings.TrimSpace(s) != "" && cut(s) == "" && total != 0 {
			t.Errorf("Search(%.40q) finds %d figures, though there is nothing to find them by", s, total)
		}
		for _, q := range []Query{{Indicator: s}, {Body: s}, {Region: s}, {Part: s}, {Dims: map[string]string{s: s}}, {Role: report.Role(s)}, {Method: report.Method(s)}} {
			if _, err := db.Search(t.Context(), q); err != nil {
				t.Errorf("Search(%.60q): %v", fmt.Sprint(q), err)
			}
		}
	}
}

func TestSearchWords(t *testing.T) {
	db := open(t, path(t))
	put(t, db, samples(10)...)
	for _, tt := range []struct {
		words string
		want  int
	}{
		{"申请", 10*2 + 10}, // the two of each text, the row of each table
		{"公开申请", 10*2 + 10},
		{"请公", 0},
		{"场", 20}, // 开展宣传活动…场 stands in the quote of two figures
		{"1,004条", 2},
		{"1004条", 2},
		{"004条", 0}, // numbers are found whole
		{"宣传活动 第4街道", 2},
		{"第4街道", 8},
		{"结转下年度继续办理", 10},
		{"第4街道，收到", 2},
		{"收到第4街道", 0},
		{"第4街道 2020年", 8},  // by the names alone
		{"2020 开展宣传活动", 2}, // both figures of the sentence
		{"宣传活动 -公开", 0},    // the sentence has it
		{"申请 -网上", 10 * 1}, // the rows of the tables
		{`"条，开展"`, 20},
		{`"条开展"`, 0},
		{"主动 ~ 信息", 20},
		{"主动 ~ 宣传", 20},
		{"1,00*", 20},
		{"100*", 20},
		{"街", 0}, // a single character is not sought in names
		{"宣 传", 20},
		{"OUTCOME", 0}, // no codebook is in this database
	} {
		found, err := db.Search(t.Context(), Query{Words: tt.words})
		if err != nil || found.Total != tt.want || len(found.Hits) != tt.want || found.More {
			t.Errorf("Search(%q) finds %d in %d, %v, want %d", tt.words, len(found.Hits), found.Total, err, tt.want)
		}
	}
}

// TestSearchBest holds that a label asked for exactly comes before quotes that
// hold the words.
func TestSearchBest(t *testing.T) {
	db := open(t, path(t))
	w := begin(1)
	w.say("其中收到申请并答复的7件", "open=>7件")
	w.say("收到申请的分布另见附表，收到申请9件", "requests.received=>9件")
	put(t, db, w.item())
	found, err := db.Search(t.Context(), Query{Words: "收到申请"})
	hits := found.Hits
	if err != nil || len(hits) != 2 || hits[0].Value != "9" {
		t.Errorf("Search gives %+v, %v, want first the label itself", hits, err)
	}
}

// TestSearchNames holds that the words of the codebook find figures, in any
// case, before what merely has the words in its sentence.
func TestSearchNames(t *testing.T) {
	db := open(t, path(t))
	if err := db.SyncCodebook(t.Context(), codebook); err != nil {
		t.Fatal(err)
	}
	w := begin(1)
	w.say("办理结果已公开并回复9件", "open=>9件")
	w.say("全年新收申请7件", "requests.received=>7件")
	w.say("决定予以公开3件", "requests.outcome[outcome=granted]=>3件")
	it := w.item()
	put(t, db, it)
	for words, want := range map[string]string{"办理结果": "3 9", "OutCome": "3", "办理 结果": "9 3", "予以公开 总计": "3", "予以公开总计": ""} {
		found, err := db.Search(t.Context(), Query{Words: words})
		var got []string
		for _, h := range found.Hits {
			got = append(got, string(h.Value))
		}
		if err != nil || strings.Join(got, " ") != want {
			t.Errorf("Search(%q) finds %q, %v, want %q", words, got, err, want)
		}
	}
}

func TestSearchFilters(t *testing.T) {
	db := open(t, path(t))
	put(t, db, samples(16)...) // two bodies a year, 2016 to 2023; 8 figures each
	low, high := report.Decimal("20"), report.Decimal("22.0")
	for _, tt := range []struct {
		name string
		q    Query
		want int
	}{
		{"all", Query{}, 16 * 8},
		{"indicator", Query{Indicator: "requests.received"}, 16 * 3},
		{"without dimensions", Query{Indicator: "requests.received[]"}, 16 * 2},
		{"one dimension", Query{Indicator: "requests.outcome[outcome=granted]"}, 16},
		{"below", Query{Indicator: "requests.*"}, 16 * 6},
		{"open", Query{Indicator: "open"}, 16},
		{"no wildcard", Query{Indicator: "requests_received"}, 0},
		{"body", Query{Body: "第4街道"}, 8},
		{"canonical body", Query{Body: "江北市第4街道办事处"}, 8},
		{"region", Query{Region: "32"}, 16 * 8},
		{"region of a county", Query{Region: "320104"}, 8},
		{"years", Query{YearFrom: 2017, YearTo: 2018}, 4 * 8},
		{"value", Query{Indicator: "requests.received[]", Min: &low, Max: &high}, 3 * 2},
		{"role", Query{Role: report.Change}, 0},
		{"method", Query{Method: report.InTable}, 16 * 3},
		{"together", Query{Words: "申请", Indicator: "requests.received", Body: "第4街道", Method: report.InText, YearFrom: 2020, YearTo: 2020}, 2},
	} {
		found, err := db.Search(t.Context(), tt.q)
		if err != nil || found.Total != tt.want || len(found.Hits) != tt.want {
			t.Errorf("%s: Search finds %d in %d, %v, want %d", tt.name, len(found.Hits), found.Total, err, tt.want)
		}
	}
}

func TestSearchPages(t *testing.T) {
	db := open(t, path(t))
	put(t, db, samples(12)...)
	for _, q := range []Query{{}, {Words: "申请"}, {Words: "公开", Method: report.InText}, {Indicator: "requests.*"}, {Words: "申请 第4街道"},
		{Sort: ByYearDown}, {Sort: ByYear, Words: "申请"}, {Sort: ByValue}, {Sort: ByValueDown, Indicator: "requests.*"}, {Sort: ByValue, Words: "申请"}, {Words: "件"}} {
		whole, err := db.Search(t.Context(), q)
		if err != nil || len(whole.Hits) != whole.Total || whole.Total == 0 || whole.More {
			t.Fatalf("%+v: Search finds %d in %d, %v", q, len(whole.Hits), whole.Total, err)
		}
		var paged []Hit
		for q.Limit = 7; ; q.After = paged[len(paged)-1].Cursor {
			found, err := db.Search(t.Context(), q)
			if err != nil || found.Total != whole.Total {
				t.Fatalf("%+v: Search finds %d, %v, want %d", q, found.Total, err, whole.Total)
			}
			if len(found.Hits) == 0 {
				break
			}
			paged = append(paged, found.Hits...)
		}
		if diff := cmp.Diff(whole.Hits, paged); diff != "" {
			t.Errorf("%+v: pages differ from the whole (-whole +paged):\n%s", q, diff)
		}
	}
	found, _ := db.Search(t.Context(), Query{})
	whole := found.Hits
	if !slices.IsSortedFunc(whole, func(a, b Hit) int { return strings.Compare(a.Body, b.Body) }) {
		t.Error("hits are not sorted by body")
	}
	for _, after := range []string{"x", "W10", "bnVsbA", whole[0].Cursor + "!"} {
		if _, err := db.Search(t.Context(), Query{Words: "申请", After: after}); err == nil {
			t.Errorf("Search after %q is no error", after)
		}
	}
	if _, err := db.Search(t.Context(), Query{Words: "申请", After: whole[0].Cursor}); err == nil {
		t.Error("a cursor of a search without words goes on in one with words")
	}
}

// TestReadersDuringWrites holds that searches neither fail nor wait for a
// writer, and always see whole documents.
func TestReadersDuringWrites(t *testing.T) {
	p := path(t)
	db := open(t, p)
	put(t, db, sample(0))
	reader, err := OpenReader(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for i := range 8 {
		from := []*DB{db, reader}[i%2]
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				found, err := from.Search(t.Context(), Query{Words: "街道"})
				if err != nil || found.Total == 0 || found.Total%8 != 0 {
					t.Errorf("Search finds %d figures, %v", found.Total, err)
					return
				}
			}
		})
	}
	for i := 1; i < 100; i++ {
		put(t, db, sample(i))
	}
	close(stop)
	wg.Wait()
	check(t, db)
}
