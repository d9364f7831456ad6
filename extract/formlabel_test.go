package extract

import (
	"slices"
	"testing"

	"nianbao/extract/indicator"
	"nianbao/report"
)

func loadBook(t testing.TB) *indicator.Book {
	t.Helper()
	book, err := indicator.Load()
	if err != nil {
		t.Fatal(err)
	}
	return book
}

func TestLabelKey(t *testing.T) {
	for in, want := range map[string]string{
		"（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）": "主动公开政府信息数",
		"其中：1.现场咨询数":    "现场咨询数",
		"01主动公开信息数":     "主动公开信息数",
		"3.危及“三安全一稳定”":  "危及三安全一稳定",
		"四、结转下年度继续办理":   "结转下年度继续办理",
		"本年增/减":         "本年增减",
		"本年收费金额（单位：万元）": "本年收费金额",
		"（四）政府信息公开专项经费（不包括用于政府公报": "政府信息公开专项经费",
		"不是《条例》所指政府信息":            "不是条例所指政府信息",
		"(件)":                     "件",
	} {
		if got := labelKey(in); got != want {
			t.Errorf("%q: key %q, want %q", in, got, want)
		}
	}
}

func TestMatchLabel(t *testing.T) {
	forms := placesOf(loadBook(t))
	for _, c := range []struct{ form, in, want string }{
		{"1", "当面申请数", "当面申请数"},
		{"1", "政府网站公开信息数", "政府网站公开政府信息数"}, // a word less
		{"1", "召开政府信息公开工作会议数", "召开政府信息公开工作会议或专题会议数"},
		{"1", "电视公开政府信息数", ""}, // none of the form's channels
		{"1", "政务视频公开政府信息数", ""},
		{"1", "上门申请数", ""},
		{"1", "填报日期", ""},
		{"3", "其他法律行政止公开", "其他法律行政法规禁止公开"}, // characters lost in a PDF
		{"3", "予以公开", "予以公开"},
		{"3", "二上年结转政府信息公开申请数量", "上年结转政府信息公开申请数量"},
		{"3", "部分公开区分处理的只计这一情形", ""}, // the note is in brackets in every form
		{"3", "不予受理", ""},
	} {
		if got, _ := forms[c.form].matchRow(c.in); got != c.want {
			t.Errorf("%s %q: %q, want %q", c.form, c.in, got, c.want)
		}
	}
}

// TestFormsAreComplete holds that every row and column of the forms is in the codebook.
func TestFormsAreComplete(t *testing.T) {
	forms := placesOf(loadBook(t))
	for form, want := range map[string]int{"2": 9, "3": 29, "4": 4} {
		if got := len(forms[form].rowSet); got != want {
			t.Errorf("section %s: %d rows, want %d: %v", form, got, want, forms[form].rowSet)
		}
	}
	for _, key := range usualOrder {
		if forms["2"].cols[key] == nil {
			t.Errorf("no place has the column %s", key)
		}
	}
	for _, kind := range caseRows {
		for _, result := range caseCols {
			f := formReader{known: forms["4"]}
			if f.casePlace(kind, result) == nil {
				t.Errorf("no place for %s %s", kind, result)
			}
		}
	}
}

// TestApplicants holds that the columns that section 三 is read by are those of
// the codebook, for every indicator that has them.
func TestApplicants(t *testing.T) {
	n := 0
	for _, f := range loadBook(t).Files() {
		for _, era := range []report.Era{report.Era2019, report.Era2021} {
			var values, names []string
			for _, c := range f.Columns {
				if c.Era == era && c.Table == "3" {
					values, names = append(values, c.Dims["applicant"]), append(names, c.Col)
				}
			}
			if values == nil {
				continue
			}
			n++
			if !slices.Equal(values, applicants) {
				t.Errorf("%s %s: columns %q, not %q", f.ID, era, values, applicants)
			}
			for i, name := range names {
				if got := applicantOf[name]; got != string(rune('1'+i)) {
					t.Errorf("%s %s: column %s is read as number %q", f.ID, era, name, got)
				}
			}
		}
	}
	if n != 8 {
		t.Errorf("%d tables with columns of applicants, want those of four indicators in two eras", n)
	}
}
