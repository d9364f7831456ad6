package store

import (
	"fmt"
	"testing"

	"nianbao/report"
)

// large is a report of the size that bodies publish since 2021: some 30 figures
// in prose and a table of 25 rows by 7 columns.
func large(i int) Item {
	w := begin(i)
	for s := range 10 {
		w.say(fmt.Sprintf("第%d项工作扎实推进，主动公开信息%d条，举办在线访谈%d期，收到公众留言%d件", s+1, 100+s*i%997, s+2, 40+s),
			fmt.Sprintf("disclosure.items=>%d条", 100+s*i%997), fmt.Sprintf("interviews=>%d期", s+2), fmt.Sprintf("inquiries.received=>%d件", 40+s))
	}
	kinds := []string{"", "natural_person", "business", "research", "nonprofit", "legal_service", "other_organization", ""}
	codes, cells := [][]string{make([]string, 8)}, [][]string{{"项目", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"}}
	for r := range 25 {
		code, cell := []string{""}, []string{fmt.Sprintf("办理结果第%d种情形的处理数量", r+1)}
		for c := 1; c < 8; c++ {
			dims := map[string]string{"outcome": fmt.Sprintf("kind%02d", r)}
			if kinds[c] != "" {
				dims["applicant"] = kinds[c]
			}
			code = append(code, report.Code{Indicator: "requests.outcome", Dims: dims}.String())
			cell = append(cell, fmt.Sprint((i*r+c)%13))
		}
		codes, cells = append(codes, code), append(cells, cell)
	}
	w.table(codes, cells)
	return w.item()
}

// rows is how many rows an item is in tables of many.
func rows(it Item) int { return 2*len(it.Document.Figures) + len(it.Document.Tables[0].Cells) }

func BenchmarkPut(b *testing.B) {
	for _, size := range []int{1, 100} {
		b.Run(fmt.Sprintf("batch=%d", size), func(b *testing.B) {
			db := open(b, path(b))
			n := 0
			for i := 0; i < b.N; i += size {
				b.StopTimer()
				var items []Item
				for k := i; k < min(i+size, b.N); k++ {
					items = append(items, large(k))
					n += rows(items[len(items)-1])
				}
				b.StartTimer()
				put(b, db, items...)
			}
			b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "rows/s")
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "docs/s")
		})
	}
}

func BenchmarkUnchanged(b *testing.B) {
	db := open(b, path(b))
	it := large(1)
	put(b, db, it)
	for b.Loop() {
		if known, err := db.Known(b.Context(), it.Document.Source, it.Document.SHA256, it.Version); !known || err != nil {
			b.Fatal(known, err)
		}
	}
}

func BenchmarkSearch(b *testing.B) {
	const n = 2000
	db := open(b, path(b))
	for i := 0; i < n; i += 100 {
		var items []Item
		for k := i; k < i+100; k++ {
			items = append(items, large(k))
		}
		put(b, db, items...)
	}
	for _, q := range []Query{
		{Words: "第1234街道 在线访谈", Limit: 50},
		{Words: "留言", Limit: 50},
		{Words: "公开", Limit: 50},
		{Indicator: "inquiries.received", YearFrom: 2020, YearTo: 2020, Limit: 50},
		{Indicator: "requests.outcome[outcome=kind07]", Limit: 50},
		{Body: "第77街道", Limit: 50},
		{Region: "320104", Limit: 50},
		{Limit: 50},
	} {
		b.Run(fmt.Sprint(q.Words, q.Indicator, q.Body, q.Region), func(b *testing.B) {
			total := 0
			for b.Loop() {
				found, err := db.Search(b.Context(), q)
				if err != nil {
					b.Fatal(err)
				}
				total = found.Total
			}
			b.ReportMetric(float64(total), "found")
		})
	}
	b.Run("panel", func(b *testing.B) {
		if err := db.SyncCodebook(b.Context(), codebook); err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			if got := value[int](b, db, "SELECT count(requests_outcome) FROM panel"); got != 0 {
				b.Fatal(got)
			}
		}
	})
}
