package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"nianbao/report"
)

// written finds the details in the code of the stages: of documents that fail
// or are read in part, with their reason, and of sources that cannot be opened.
var written = []*regexp.Regexp{
	regexp.MustCompile(`(?:Fail\(|readError\{|finding\{\w+(?:\.\w+)?, |ConvertError\{|partial\()report\.(\w+), (?:fmt\.Sprintf\()?("(?:[^"\\]|\\.)*")`),
	regexp.MustCompile(`d\.Status, d\.Reason, d\.Detail = report\.Partial, report\.()\w+, ("(?:[^"\\]|\\.)*")`),
	regexp.MustCompile(`(?:fmt\.Errorf|errors\.New)\(()("(?:[^"\\]|\\.)*")`),
}

// TestDetails holds that whatever detail the stages write, and a person may be
// shown, has Chinese words.
func TestDetails(t *testing.T) {
	seen := 0
	for _, stage := range []string{"fetch", "parse", "sandbox", "pipeline"} {
		files, err := filepath.Glob("../../" + stage + "/*.go")
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") || !slices.Contains([]string{"fetch", "parse"}, stage) && !strings.Contains(file, "convert") && !strings.Contains(file, "office") && !strings.Contains(file, "/parser") && !strings.Contains(file, "/genre") {
				continue
			}
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for i, form := range written {
				if i == 2 && stage != "fetch" { // elsewhere they say what developers ask
					continue
				}
				for _, m := range form.FindAllStringSubmatch(string(source), -1) {
					if m[1] != "" && !slices.Contains(telling, reasonNamed(t, m[1])) {
						continue
					}
					text, err := strconv.Unquote(m[2])
					if err != nil {
						t.Fatal(err)
					}
					seen++
					checkDetail(t, file, filled(text))
				}
			}
		}
	}
	if seen < 60 {
		t.Errorf("only %d details found in the code", seen)
	}
}

// outside are the errors that are not shown as they are written.
var outside = []string{"needs a password", "a damaged archive", "left out", "malformed manifest"}

// filled gives an example of a detail's format.
func filled(format string) string {
	if before, ok := strings.CutSuffix(format, "%w"); ok { // its kind, which the reason says
		format = strings.TrimSuffix(before, ": ")
	}
	if strings.HasSuffix(format, " ") { // more is put behind it
		format += "x"
	}
	for verb, example := range map[string]string{"%d": "7", "%s": "x", "%q": `"x"`, "%v": "x", "%.20s": "x"} {
		format = strings.ReplaceAll(format, verb, example)
	}
	return format
}

func checkDetail(t *testing.T, file, text string) {
	t.Helper()
	if slices.Contains(outside, text) || text == "x" || text == "" {
		return
	}
	for _, part := range parts(&report.Document{Detail: text}) {
		if _, _, ok := known(part); !ok {
			t.Errorf("%s: no Chinese words for %q", file, part)
		}
	}
}

// reasonNamed gives the reason that a constant of package report is.
func reasonNamed(t *testing.T, name string) report.Reason {
	t.Helper()
	source, err := os.ReadFile("../../report/lists.go")
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile(`(?m)^\s+` + name + `\s+Reason\s+= "(\w+)"`).FindStringSubmatch(string(source))
	if m == nil {
		t.Fatalf("no reason report.%s", name)
	}
	return report.Reason(m[1])
}

// TestDetailForms holds that every form has as many groups as its words take,
// and that its advice is in the catalogues.
func TestDetailForms(t *testing.T) {
	for _, d := range slices.Concat(details, faults) {
		for _, words := range []string{d.zh, wordsEN[d.hint], wordsZH[d.hint]} {
			var groups []any
			for range d.form.Bare().NumSubexp() {
				groups = append(groups, "x")
			}
			if got := fmt.Sprintf(words, groups...); strings.Contains(words, "%") && strings.Contains(got, "%!") {
				t.Errorf("%s: %q becomes %q", d.form, words, got)
			}
		}
		if d.hint != "" && (wordsEN[d.hint] == "" || wordsZH[d.hint] == "") {
			t.Errorf("%s: no words %s", d.form, d.hint)
		}
	}
}

// TestFaults holds that what package store says of a database it cannot open
// has Chinese words.
func TestFaults(t *testing.T) {
	dir := t.TempDir()
	file := func(name, content string) string {
		p := filepath.Join(dir, name)
		if err := os.WriteFile(p, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return p
	}
	for path, want := range map[string]string{
		filepath.Join(dir, "none.db"):    "不存在: 请先用 nianbao ingest 建立",
		dir:                              "是文件夹: 请写出其中的文件",
		filepath.Join(dir, "no", "x.db"): "不存在,请先建立",
		file("empty.db", ""):             "还是空的",
		file("text", strings.Repeat("年报", 1000)):  "不是本程序的数据库: 请换一个文件",
		filepath.Join(file("plain", "x"), "x.db"): "不是文件夹",
	} {
		r := call(t, "--lang", "zh", "--db", path, "search", "微博")
		if r.code != exitFailed || !strings.Contains(r.stderr, want) {
			t.Errorf("%s: exit code %d, %q, want ...%s...", path, r.code, r.stderr, want)
		}
	}
	for text, want := range map[string]string{
		"x.db: forbidden: it and its folder must be readable and writable by you, for SQLite keeps its log beside it (no)": "x.db: 不允许: ",
		"x.db: unavailable: another program is writing to it; run again when it is done (database is locked)":              "x.db: 另有程序正在写入",
		"x.db: the disk is full: free some space and run again; what was stored is kept (full)":                            "x.db: 磁盘已满",
		"x.db is damaged: restore it from a backup, or make it again from its sources (malformed)":                         "x.db 已损坏",
	} {
		c := &cli{lang: "zh"}
		if got := c.errorWords(errors.New(text)); !strings.HasPrefix(got, want) {
			t.Errorf("%s: %s", text, got)
		}
	}
}

// TestComplaints holds what is said of documents that cannot be read, and that
// the advice fits.
func TestComplaints(t *testing.T) {
	for _, tt := range []struct {
		status report.Status
		reason report.Reason
		detail string
		en, zh string
	}{
		{report.Unreadable, report.Forbidden, "", "x: not read: it may not be read; check its permissions", "x: 读不了: 不允许读取;请核对权限"},
		{report.Unreadable, report.Forbidden, "127.0.0.1 is not a public address",
			"x: not read: it may not be read (127.0.0.1 is not a public address); --allow-address lets it be fetched, where you trust it",
			"x: 读不了: 不允许读取(127.0.0.1 不是公网地址);确可信任时可用 --allow-address 放行"},
		{report.Unreadable, report.Forbidden, "HTTP status 403",
			"x: not read: it may not be read (HTTP status 403); open it in a browser, and save the page if that may see it",
			"x: 读不了: 不允许读取(网站返回 HTTP 403);请在浏览器中打开,能看到时另存网页"},
		{report.Unreadable, report.Unsupported, "a zip archive is not read: unpack it first",
			"x: not read: a format that is not read (a zip archive is not read); unpack it first", "x: 读不了: 不支持的格式(zip 压缩包);请先解开"},
		{report.Unreadable, report.Unsupported, "neither text nor a known format: the bytes are binary",
			"x: not read: a format that is not read (neither text nor a known format); check the file", "x: 读不了: 不支持的格式(既不是文本,也不是已知格式);请核对文件"},
		{report.Unreadable, report.Unsupported, "a document of Word 97-2003 (.doc), which is not read: save it as .docx, PDF or HTML; " +
			"LibreOffice, which converts it, is not installed: install it (the program is soffice)",
			"x: not read: a format that is not read (a document of Word 97-2003 (.doc), which is not read; LibreOffice, which converts it, is not installed); " +
				"install LibreOffice with Writer and Calc, or save it as PDF, HTML or text",
			"x: 读不了: 不支持的格式(Word 97-2003 (.doc) 文件; 没有安装转换所需的 LibreOffice);请安装 LibreOffice(含 Writer 和 Calc),或另存为 PDF、HTML、文本"},
		{report.Unreadable, report.NeedsOCR, "pictures without a text layer: it needs character recognition; no recognizer: install Tesseract (tesseract-ocr) with the languages chi_sim and chi_tra",
			"x: not read: a scan without a text layer; install Tesseract (tesseract-ocr) with the languages chi_sim and chi_tra",
			"x: 读不了: 扫描件,没有文字层;请安装 Tesseract(tesseract-ocr)及 chi_sim、chi_tra 语言"},
		{report.Unreadable, report.Stub, "the page only points to its text: http://x.gov.cn/1.pdf",
			"x: not read: too little text for a report; name that address: http://x.gov.cn/1.pdf", "x: 读不了: 文字太少,不像报告;请改用该网址: http://x.gov.cn/1.pdf"},
		{report.Unreadable, report.TimedOut, "its reading was ended: it took more than 2m0s\nlast words",
			"x: not read: above the time limit (its reading was ended: it took more than 2m0s); split it", "x: 读不了: 超过时间上限(读取用时超过 2m0s);请拆分文件"},
		{report.Unreadable, report.FetchFailed, "lookup nowhere.example on 1.1.1.1:53: no such host",
			"x: not read: it could not be fetched (lookup nowhere.example on 1.1.1.1:53: no such host); check the address", "x: 读不了: 获取失败(找不到网站);请核对网址"},
		{report.Unreadable, report.Malformed, `year "x" is not a year`,
			`x: not read: malformed (year "x" is not a year); mend the list: a column url or path, and body, region and year where you know them`,
			"x: 读不了: 格式有误(“x”不是年度);请改正清单: 要有 url 或 path 列,已知时可有 body、region、year 列"},
		{report.Unreadable, report.Mojibake, "the file does not say which characters its signs are: it needs character recognition",
			"x: not read: garbled, or in no known encoding; its text must be recognised (OCR) first", "x: 读不了: 乱码或编码无法识别;须先做文字识别(OCR)"},
		{report.Partial, report.NeedsOCR, "pictures without a text layer: page 3-5; only the first 9 of 20 pages were read",
			"x: partly read: a scan without a text layer (pictures without a text layer: page 3-5; only the first 9 of 20 pages were read); split it",
			"x: 部分可读: 扫描件,没有文字层(没有文字层的图片: 第 3-5 页; 只读了前 9 页,共 20 页);请拆分文件"},
		{report.Unreadable, report.Malformed, "not a JSON object: unexpected EOF",
			"x: not read: malformed (not a JSON object: unexpected EOF); mend the list: a column url or path, and body, region and year where you know them",
			"x: 读不了: 格式有误(此行不是 JSON 对象);请改正清单: 要有 url 或 path 列,已知时可有 body、region、year 列"},
		{report.Unreadable, report.Malformed, "strange words of a library", "x: not read: malformed (strange words of a library); check the file or fetch it again",
			"x: 读不了: 格式有误(英文原文: strange words of a library);请核对文件或重新下载"},
	} {
		for lang, want := range map[string]string{"en": tt.en, "zh": tt.zh} {
			var stderr strings.Builder
			c := &cli{lang: lang, words: catalogue[lang], log: &logger{w: &stderr}}
			c.complain(&report.Document{Source: "x", Status: tt.status, Reason: tt.reason, Detail: tt.detail})
			if got := strings.TrimSpace(strings.TrimPrefix(stderr.String(), "nianbao: ")); got != want {
				t.Errorf("%s: %s\n got %s\nwant %s", tt.reason, tt.detail, got, want)
			}
		}
	}
}
