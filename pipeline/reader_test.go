package pipeline

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"nianbao/extract"
	"nianbao/fetch"
	"nianbao/normalize"
	"nianbao/parse"
	"nianbao/report"
	"nianbao/store"
)

const sample = `甲乙市丙丁区戊己街道办事处2017年政府信息公开工作年度报告

一、主动公开政府信息情况
2017年,街道通过政务微博发布各类信息120条。召开政府信息公开工作会议2次。
`

func newReader(t testing.TB) *Reader {
	t.Helper()
	extractor, err := extract.New()
	if err != nil {
		t.Fatal(err)
	}
	segmenter, err := normalize.OpenSegmenter()
	if err != nil {
		t.Fatal(err)
	}
	parser := parse.New(parse.Options{})
	t.Cleanup(func() {
		if err := errors.Join(parser.Close(), segmenter.Close()); err != nil {
			t.Error(err)
		}
	})
	return &Reader{Parser: parser, Extractor: extractor, Segmenter: segmenter}
}

func item(text string, h fetch.Hint, err error) fetch.Item {
	return fetch.Item{Source: "a.txt", Hint: h, Open: func(context.Context) (fetch.Content, error) {
		return fetch.Content{Body: []byte(text)}, err
	}}
}

func TestRead(t *testing.T) {
	r := newReader(t)
	got := r.Read(t.Context(), item(sample, fetch.Hint{}, nil))
	d := got.Document
	if got.Err != nil || d.Status != report.OK || d.Year != 2017 || len(d.Figures) == 0 {
		t.Fatalf("Read = %+v, document %s %s year %d, %d figures", got.Err, d.Status, d.Reason, d.Year, len(d.Figures))
	}
	for i, f := range d.Figures {
		if d.Slice(f.Span) != f.Quote || !strings.Contains(f.Quote, f.Printed) {
			t.Errorf("figure %d: quote %q, printed %q, text %q", i, f.Quote, f.Printed, d.Slice(f.Span))
		}
	}
}

func TestPassages(t *testing.T) {
	r := newReader(t)
	got := r.Read(t.Context(), item("甲乙縣丙丁鎮2012年政府信息公開工作年度報告\n\n本鎮全年通過政府網站發佈各類信息120條。其中動態30條。\n", fetch.Hint{}, nil))
	var words []string
	for _, p := range got.Passages {
		words = append(words, p.Words)
	}
	if strings.Join(words, "|") != "甲乙县丙丁镇2012年政府信息公开工作年度报告|本镇全年通过政府网站发布各类信息120条。|其中动态30条。" || !strings.Contains(got.Names, "甲乙县丙丁镇") {
		t.Errorf("passages %q and names %q, want the sentences simplified", words, got.Names)
	}
	if f := got.Document.Figures[0]; !strings.Contains(f.Quote, "120條") {
		t.Errorf("quote %q, want the source's own characters", f.Quote)
	}
}

// TestManyPassages holds that no document has passages without bound.
func TestManyPassages(t *testing.T) {
	r := newReader(t)
	got := r.Read(t.Context(), item("甲乙县2012年政府信息公开工作年度报告\n\n"+strings.Repeat("公开。", 30_000), fetch.Hint{}, nil))
	last := got.Passages[len(got.Passages)-1]
	if len(got.Passages) != mostPassages || last.End != utf8.RuneCountInString(got.Document.Text) || !strings.HasSuffix(last.Words, "公开。\n") {
		t.Errorf("%d passages, the last to %d", len(got.Passages), last.End)
	}
}

// TestFiguresHavePassages holds that every figure of the samples can be found.
func TestFiguresHavePassages(t *testing.T) {
	r := newReader(t)
	files, err := filepath.Glob("../fixtures/docs/*")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d samples, %v", len(files), err)
	}
	n := 0
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		got := r.Read(t.Context(), fetch.Item{Source: name, Open: func(context.Context) (fetch.Content, error) { return fetch.Content{Body: b}, nil }})
		for _, f := range got.Document.Figures {
			n++
			if !slices.ContainsFunc(got.Passages, func(p store.Passage) bool { return p.Start <= f.Start && f.Start < p.End }) {
				t.Errorf("%s: %s is in no passage", name, f.Quote)
			}
		}
	}
	if n < 1000 {
		t.Errorf("only %d figures", n)
	}
}

func TestReadHint(t *testing.T) {
	r := newReader(t)
	d := r.Read(t.Context(), item(sample, fetch.Hint{Body: "某某街道", Region: "110101005", Year: 2016}, nil)).Document
	if d.Body != "某某街道" || d.Region != "110101005" || d.Year != 2016 {
		t.Errorf("body %q, region %q, year %d: not the manifest's", d.Body, d.Region, d.Year)
	}
	var issues []string
	for _, i := range d.Issues {
		if i.Kind == report.IssueManifest {
			issues = append(issues, i.Detail)
		}
	}
	if len(issues) != 2 || !strings.Contains(issues[1], "the page says 2017, the manifest 2016") {
		t.Errorf("issues %q, want body and year", issues)
	}
}

func TestHintBeforeFigures(t *testing.T) {
	r := newReader(t)
	text := "甲乙县丙丁镇政府信息公开工作年度报告\n\n2017年本镇通过政府网站发布信息120条。\n"
	for year, want := range map[int]report.Role{2017: report.Level, 2018: report.OtherPeriod} {
		d := r.Read(t.Context(), item(text, fetch.Hint{Year: year}, nil)).Document
		if len(d.Figures) != 1 || d.Figures[0].Role != want || d.Era != report.Era2014 {
			t.Errorf("the manifest's year is %d: figures %+v, era %s, want one %s", year, d.Figures, d.Era, want)
		}
	}
}

func TestReadFailures(t *testing.T) {
	r := newReader(t)
	tests := []struct {
		name   string
		err    error
		reason report.Reason
		detail string
	}{
		{"missing", report.ErrNotFound, report.Missing, ""},
		{"404", errors.Join(errors.New("HTTP status 404"), report.ErrNotFound), report.Missing, "HTTP status 404\n"},
		{"archive", fetch.ErrArchive, report.Unsupported, "archives of this kind are not read"},
		{"a locked archive", fetch.ErrPassword, report.Encrypted, "needs a password"},
		{"a damaged archive", fmt.Errorf("zip: %w", fetch.ErrDamaged), report.Malformed, "zip"},
		{"pictures in an archive", fmt.Errorf("2 .jpg: %w", fetch.ErrLeftOut), report.Unsupported, "2 .jpg: left out"},
		{"manifest", fetch.ErrManifest, report.Malformed, ""},
		{"no files", fetch.ErrNoFiles, report.Missing, "a folder without any file to read"},
		{"permission", report.ErrForbidden, report.Forbidden, ""},
		{"disk", os.ErrClosed, report.FetchFailed, os.ErrClosed.Error()},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := r.Read(t.Context(), item("", fetch.Hint{}, test.err))
			d := got.Document
			if got.Err != nil || d.Status != report.Unreadable || d.Reason != test.reason || d.Detail != test.detail {
				t.Errorf("%v: %s %s %q, want %s %q", got.Err, d.Status, d.Reason, d.Detail, test.reason, test.detail)
			}
		})
	}
}

func TestReadPanic(t *testing.T) {
	r := newReader(t)
	r.Extractor = nil // any panic of a stage
	d := r.Read(t.Context(), item(sample, fetch.Hint{}, nil)).Document
	if d.Status != report.Unreadable || d.Reason != report.Crashed || len(d.SHA256) != 64 {
		t.Fatalf("document %s %s %q", d.Status, d.Reason, d.SHA256)
	}
	lines := strings.Split(d.Detail, "\n")
	if !strings.Contains(lines[0], "nil pointer") || !strings.Contains(d.Detail, "extract.") || len(lines) > 10 {
		t.Errorf("detail %q, want what happened and where", d.Detail)
	}
}

// A noParser is a machine that can start no parser.
type noParser struct{}

func (noParser) Document(source string, _ []byte, _ string) *report.Document {
	d := &report.Document{Source: source}
	d.Fail(report.Untried, "no process")
	return d
}

func TestReadUntried(t *testing.T) {
	r := &Reader{Parser: noParser{}}
	if got := r.Read(t.Context(), item(sample, fetch.Hint{}, nil)); got.Err == nil || got.Err.Error() != "no process" {
		t.Errorf("error %v, want that of the machine", got.Err)
	}
}

func TestReadKnownAndCancelled(t *testing.T) {
	r := newReader(t)
	r.Known = func(_ context.Context, i fetch.Item, sha string) (bool, error) {
		return i.Source == "a.txt" && len(sha) == 64, nil
	}
	if got := r.Read(t.Context(), item(sample, fetch.Hint{}, nil)); !got.Known || got.Document.Text != "" {
		t.Errorf("a known document was read: %+v", got)
	}
	fault := errors.New("disk")
	r.Known = func(context.Context, fetch.Item, string) (bool, error) { return false, fault }
	if got := r.Read(t.Context(), item(sample, fetch.Hint{}, nil)); !errors.Is(got.Err, fault) {
		t.Errorf("error %v, want %v", got.Err, fault)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if got := r.Read(ctx, item(sample, fetch.Hint{}, nil)); !errors.Is(got.Err, context.Canceled) {
		t.Errorf("error %v, want %v", got.Err, context.Canceled)
	}
}
