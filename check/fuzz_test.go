package check_test

import (
	"encoding/json"
	"strings"
	"testing"

	"nianbao/check"
	"nianbao/normalize"
	"nianbao/parse"
	"nianbao/report"
)

// FuzzDocument holds that no table and no prose brings the checks down, that
// they say the same twice, and that they leave what is printed alone.
func FuzzDocument(f *testing.F) {
	f.Add(strings.Replace(requestsTable(report.Era2021), "LATE", "1 | 0 | 0 | 2 | 0 | 0 | 3", 1), "收到申请12件，其中网络申请7件，占58.3%。")
	f.Add(strings.Replace(requestsTable(report.Era2019), "LATE", "1 |  | 12 | 2 | 0 | 0 | 3 | 4", 1), "上年为10件，同比增长20%。")
	f.Add("收到申请数 | 件 | 7\n当面申请数 | 件 | 4\n专职人员数 | 人 | ", "办结5件，其中按期3件，延期3件。")
	f.Fuzz(func(t *testing.T, tables, prose string) {
		if len(tables) > 6000 || len(prose) > 2000 {
			return
		}
		x, err := house()
		if err != nil {
			t.Fatal(err)
		}
		page := strings.Replace(pageOf(tables), "</h1>", "</h1><p>"+prose+"</p>"+around, 1)
		d := parse.New(parse.Options{}).Document("page.html", []byte(page), "text/html; charset=utf-8")
		if d.Status == report.Unreadable {
			return
		}
		normalize.Document(d, nil)
		d.Year = 2022
		x.Figures(d)
		printed := values(d)
		said := checksOf(t, d)
		if again := checksOf(t, d); again != said {
			t.Errorf("said once %s, then %s", said, again)
		}
		if now := values(d); now != printed {
			t.Errorf("%s became %s", printed, now)
		}
		check.Years(d, d)
		var c check.Copies
		c.Add(d)
		c.Pairs()
	})
}

func checksOf(t *testing.T, d *report.Document) string {
	d.Checks, d.Proposals = nil, nil
	check.Document(d)
	b, err := json.Marshal([]any{d.Checks, d.Proposals})
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func values(d *report.Document) string {
	var b strings.Builder
	for i := range d.Figures {
		b.WriteString(string(d.Figures[i].Value) + " ")
	}
	return b.String()
}
