package crawl

import (
	"testing"

	"nianbao/report"
	"nianbao/store"
)

func TestDisplaced(t *testing.T) {
	read := func(body string, year, figures int) *report.Document {
		return &report.Document{BodyName: body, BodyID: body, Year: year, Status: report.OK, Figures: make([]report.Figure, figures)}
	}
	old := read("甲县人民政府", 2022, 40)
	for _, tt := range []struct {
		name, title string
		old, now    *report.Document
		want        string
	}{
		{"the first time", "2022年度报告", nil, read("乙县人民政府", 2021, 2), ""},
		{"revised", "2022年度报告", old, read("甲县人民政府", 2022, 41), ""},
		{"the body as it is called otherwise", "2022年度报告", old, read("甲县政府办公室", 2022, 40), ""},
		{"the body is not named any more", "2022年度报告", old, read("", 2022, 40), ""},
		{"another body", "2022年度报告", old, read("乙县人民政府", 2022, 40), otherBody},
		{"another year", "2022年度报告", old, read("甲县人民政府", 2021, 40), otherYear},
		{"another year, and the title says nothing", "年度报告", old, read("甲县人民政府", 2021, 40), otherYear},
		{"the year that the title says, after a wrong one", "2021年度报告", old, read("甲县人民政府", 2021, 40), ""},
		{"another year, of two that the title has", "2022年发布2021年度报告", old, read("甲县人民政府", 2021, 40), ""},
		{"half of the figures", "2022年度报告", old, read("甲县人民政府", 2022, 20), ""},
		{"less than half", "2022年度报告", old, read("甲县人民政府", 2022, 19), figuresLost},
		{"few figures, and none", "2022年度报告", read("甲县人民政府", 2022, 9), read("甲县人民政府", 2022, 0), ""},
		{"it could not be read before", "2022年度报告", &report.Document{Status: report.Unreadable, BodyName: "乙县"}, read("甲县人民政府", 2022, 0), ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := displaced(store.CrawlURL{Sighting: store.Sighting{Title: tt.title}}, tt.old, tt.now); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}
