package crawl

import (
	"testing"

	"nianbao/report"
)

func TestAbove(t *testing.T) {
	for _, tt := range []struct {
		name  string
		site  Site
		body  string
		level report.BodyLevel
		want  bool
	}{
		{"its own", Site{Name: "甲区人民政府"}, "甲区人民政府", report.County, false},
		{"its department's", Site{Name: "甲区人民政府"}, "甲区教育局", report.DeptOfCounty, false},
		{"a town's below it", Site{Name: "甲区人民政府"}, "乙镇人民政府", report.Town, false},
		{"the province's", Site{Name: "甲区人民政府"}, "丙省人民政府", report.Province, true},
		{"the city's on a district's site", Site{Name: "甲区人民政府"}, "丁市人民政府", report.City, true},
		{"the city's on a town's site", Site{Name: "丁市乙镇人民政府"}, "丁市人民政府", report.City, true},
		{"the branch of a department above", Site{Name: "甲区人民政府"}, "丁市公安局甲分局", report.DeptOfCity, false},
		{"an office of the central government", Site{Name: "甲区人民政府"}, "国家税务总局甲区税务局", report.Nation, false},
		{"a neighbour's", Site{Name: "甲县人民政府"}, "戊县人民政府", report.County, false},
		{"no level known", Site{Name: "甲区人民政府"}, "丁市人民政府", "", false},
		{"by the code", Site{Name: "江苏昆山", Division: "320583"}, "江苏省人民政府", report.Province, true},
		{"its own, read one level up", Site{Name: "昆山市人民政府", Division: "320583"}, "江苏省昆山市人民政府", report.City, false},
		{"the site of a department", Site{Name: "丙省教育厅"}, "丙省人民政府", report.Province, false},
		{"expected there", Site{Name: "甲区人民政府", Reports: []Expected{{Body: "丙省人民政府"}}}, "丙省人民政府", report.Province, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.site.above(&report.Document{Body: tt.body, BodyName: tt.body, Level: tt.level}); got != tt.want {
				t.Errorf("%s on the site of %s: %v, want %v", tt.body, tt.site.Name, got, tt.want)
			}
		})
	}
}
