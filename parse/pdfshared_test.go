package parse

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"nianbao/report"
)

// A goldFigure is a hand-made label: what a figure of an official table is
// ("requests.outcome[applicant=business,outcome=granted]"), its value in base
// units, and the row it was read from.
type goldFigure struct {
	Code  string  `json:"code"`
	Value float64 `json:"value"`
	Where string  `json:"where"`
	Quote string  `json:"quote"`
}

// Words that the rows and columns of the official forms are told by.
var (
	rowWords = map[string]string{
		"requests.received": "本年新收", "requests.carried_in": "上年结转", "requests.carried_out": "结转下年度",
		"granted": "予以公开", "partial": "部分公开",
		"denied.state_secret": "国家秘密", "denied.by_law": "其他法律", "denied.safety": "三安全", "denied.third_party": "第三方",
		"denied.internal": "三类内部", "denied.process": "四类过程", "denied.enforcement": "执法案卷", "denied.query": "查询事项",
		"unavailable.not_held": "不掌握", "unavailable.needs_creation": "另行制作", "unavailable.unclear": "仍不明确",
		"not_processed.petition": "信访", "not_processed.repeat": "重复申请", "not_processed.publication": "公开出版物",
		"not_processed.excessive": "大量反复", "not_processed.reconfirm": "已获取信息",
		"other": "其他处理", "other.no_supplement": "不补正", "other.unpaid": "未按收费", "other.other": "3[.、]其他", "total": "（七）总计",
		"regulation": "^规章$", "normative": "规范性文件$", "licensing": "^行政许可$", "other_service": "其他对外管理服务事项",
		"penalty": "^行政处罚$", "coercion": "^行政强制$", "charges": "^行政事业性收费$", "procurement": "^政府集中采购$",
	}
	columnWords = map[string]string{
		"natural_person": "^自然人$", "business": "^商业企业$", "research": "^科研机构$", "nonprofit": "^社会公益组织$",
		"legal_service": "^法律服务机构$", "other_organization": "^其他$", "": "^总计$",
		"documents.issued": "制发件数|新制作数量", "documents.repealed": "废止件数", "documents.in_force": "现行有效件数",
		"documents.disclosed": "新公开数量|对外公开总数量", "powers.decisions": "处理决定数量",
		"powers.items_previous": "上一年项目数量", "powers.items_change": "增/减",
		"charges.items_previous": "上一年项目数量", "charges.items_change": "增/减", "charges.amount": "收费金额",
		"procurement.projects": "采购项目数量", "procurement.amount": "采购总金额",
		"upheld": "^结果维持$", "corrected": "^结果纠正$", "other": "^其他结果$", "pending": "^尚未审结$",
	}
)

// Every number of the official tables of the real and made-up reports stands in
// the row and under the heading that its hand-made label says.
func TestPDFSharedTables(t *testing.T) {
	for path, labels := range map[string]int{
		"real/hzq2023": 57, "real/szfgs2024": 92,
		"dev/t03_street_2018": 71, "dev/t07_bureau_2020": 198, "dev/t13_district_2023": 85,
	} {
		t.Run(path, func(t *testing.T) {
			dir, name := filepath.Split(path)
			var gold struct{ Figures []goldFigure }
			if err := json.Unmarshal(sharedFile(t, "gold", dir, "gold", name+".json"), &gold); err != nil {
				t.Fatal(err)
			}
			d := readPDF(t, sharedFile(t, "gold", dir, "docs", name+".pdf"))
			if d.Status != report.OK || len(d.Issues) > 0 {
				t.Errorf("status %s %s, issues %v", d.Status, d.Detail, d.Issues)
			}
			checked := 0
			for _, f := range gold.Figures {
				if f.Where != "table" {
					continue
				}
				checked++
				if !stands(d, f) {
					t.Errorf("%s = %g (%s) is not in its place", f.Code, f.Value, f.Quote)
				}
			}
			if checked != labels {
				t.Errorf("%d labels, want %d", checked, labels)
			}
		})
	}
}

// stands tells whether a figure stands where its label says.
func stands(d *report.Document, f goldFigure) bool {
	if len(d.Tables) == 1 { // 2014-2018: the quote is the row, or its end
		return strings.Contains(strings.ReplaceAll(d.Text, " | ", "")+"\n", strings.ReplaceAll(f.Quote, " ", "")+"\n")
	}
	code := report.ParseCode(f.Code)
	form := d.Tables[0]
	switch {
	case code.Dims["result"] != "" || code.Indicator == "reconsiderations" || code.Indicator == "litigations":
		form = d.Tables[2]
	case strings.HasPrefix(code.Indicator, "requests."):
		form = d.Tables[1]
	}
	grid := form.Grid()
	for r := range form.Rows {
		for c := range form.Cols {
			cell := grid[r][c]
			if cell < 0 || form.Cells[cell].Row != r || form.Cells[cell].Col != c {
				continue
			}
			if valueOf(d.Slice(form.Cells[cell].Span), f.Value) && inRow(d, &form, grid, r, c, code) && underHeading(d, &form, grid, r, c, code) {
				return true
			}
		}
	}
	return false
}

func valueOf(s string, want float64) bool {
	for _, unit := range []float64{1, 10000} { // the form is in 万元
		if got := strings.TrimSuffix(s, "万元"); got == fmt.Sprint(want/unit) || got == fmt.Sprintf("%+g", want) || got == fmt.Sprintf("%.0f", want) {
			return true
		}
	}
	return false
}

func inRow(d *report.Document, form *report.Table, grid [][]int, r, c int, code report.Code) bool {
	word := rowWords[strings.Split(code.Indicator, ".")[0]]
	for _, key := range []string{code.Indicator, code.Dims["outcome"], code.Dims["kind"], code.Dims["power"]} {
		if w, ok := rowWords[key]; ok && key != "" {
			word = w
		}
	}
	for k := range c {
		if matches(word, d.Slice(form.Cells[grid[r][k]].Span)) {
			return true
		}
	}
	return word == ""
}

// underHeading looks up the column: the nearest cell above that is no number,
// and for the disputes the cells above that.
func underHeading(d *report.Document, form *report.Table, grid [][]int, r, c int, code report.Code) bool {
	var above []string
	for k := r - 1; k >= 0; k-- {
		if s := d.Slice(form.Cells[grid[k][c]].Span); !isFigure(s) && s != "" {
			above = append(above, s)
		}
	}
	heads := strings.Join(above, " ")
	switch {
	case code.Indicator == "reconsiderations" && !strings.Contains(heads, "行政复议"),
		code.Indicator == "litigations" && !strings.Contains(heads, "行政诉讼"),
		code.Dims["route"] == "direct" && !strings.Contains(heads, "未经复议直接起诉"),
		code.Dims["route"] == "after_reconsideration" && !strings.Contains(heads, "复议后起诉"):
		return false
	}
	word := columnWords[code.Dims["applicant"]]
	if w, ok := columnWords[code.Indicator]; ok {
		word = w
	}
	if result := code.Dims["result"]; result != "" {
		word = columnWords[result]
	}
	return len(above) > 0 && matches(word, above[0])
}

func matches(pattern, s string) bool {
	ok, err := regexp.MatchString(pattern, s)
	return ok && err == nil
}

// The shape of the official tables, spans included.
func TestPDFSharedShapes(t *testing.T) {
	for path, want := range map[string]string{
		"real/docs/szfgs2024.pdf":        "14x4 28x10 4x15",
		"real/docs/hzq2023.pdf":          "14x4 26x10 4x15",
		"dev/docs/t03_street_2018.pdf":   "83x3",
		"dev/docs/t07_bureau_2020.pdf":   "18x4 26x10 4x15",
		"dev/docs/t13_district_2023.pdf": "14x4 28x10 4x15",
	} {
		d := readPDF(t, sharedFile(t, "gold", path))
		var got []string
		for _, tab := range d.Tables {
			got = append(got, fmt.Sprintf("%dx%d", tab.Rows, tab.Cols))
			for r, row := range tab.Grid() {
				for c, cell := range row {
					if cell < 0 {
						t.Errorf("%s: no cell covers row %d, column %d", path, r, c)
					}
				}
			}
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%s: tables %s, want %s", path, s, want)
		}
	}
}

var allPDFs = flag.Bool("all-pdfs", false, "read all the PDF files beside the repository, not every fifth")

// Hostile and broken files, and large honest ones, end in a document within
// their time. That the second reader agrees with the first on all of the honest
// ones shows that its issues mean something.
func TestPDFSharedFiles(t *testing.T) {
	for _, dir := range []string{"hostile", "pdf"} {
		files, err := filepath.Glob(filepath.Join("..", "..", "shared", "realdocs", dir, "*.pdf"))
		if err != nil || len(files) == 0 {
			t.Skip("the test needs the documents beside the repository")
		}
		for i, file := range files {
			if !*allPDFs && i%5 != 0 {
				continue
			}
			body, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			start := time.Now()
			d := readPDF(t, body)
			if took := time.Since(start); took > 20*time.Second {
				t.Errorf("%s took %s", file, took)
			}
			if dir == "hostile" {
				continue
			}
			for _, issue := range d.Issues {
				if issue.Kind == report.IssueReaders {
					t.Errorf("%s: %s", file, issue.Detail)
				}
			}
		}
	}
}
