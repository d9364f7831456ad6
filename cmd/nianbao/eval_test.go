package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestAccuracyPage holds that docs/accuracy.md shows what the program reads.
func TestAccuracyPage(t *testing.T) {
	got := call(t, "eval", "--report", filepath.Join("..", "..", "docs", "accuracy.md"), "-n")
	if got.code != exitOK {
		t.Errorf("exit code %d, %s\nlook at the difference that `make accuracy` makes, and commit it", got.code, got.stderr)
	}
}

// TestEvalPage makes a page for labels, changes words and a table of it, and
// writes it again: only the table comes back.
func TestEvalPage(t *testing.T) {
	dir := t.TempDir()
	gold, docs := filepath.Join(dir, "my labels"), filepath.Join(dir, "docs")
	write := func(path, content string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write(filepath.Join(docs, "report.txt"), sample)
	write(filepath.Join(gold, "report.json"), `{"doc": "report.txt", "body": "甲乙市丙丁区戊己街道办事处", "year": 2017, "figures": [
		{"code": "meetings", "value": 2, "unit": "次", "quote": "工作会议2次"}, {"code": "meetings", "value": 7, "unit": "次", "quote": "7次"}]}`)
	page := filepath.Join(dir, "pages", "accuracy.md")
	write(filepath.Join(dir, "pages", "none.md"), "# words\n")

	if got := call(t, "eval", "--report", page); got.code != exitUsage || !strings.Contains(got.stderr, "there is no page") {
		t.Errorf("a page that is not there, without labels: %+v", got)
	}
	if got := call(t, "eval", "--report", filepath.Join(dir, "pages", "none.md")); got.code != exitFailed || !strings.Contains(got.stderr, "has no block") {
		t.Errorf("a page without blocks: %+v", got)
	}
	if got := call(t, "eval", "--report", page, "-n", gold); got.code != exitShort {
		t.Errorf("dry run: %+v", got)
	}
	if _, err := os.Stat(page); err == nil {
		t.Error("a dry run made the page")
	}
	if got := call(t, "eval", "--report", page, gold); got.code != exitOK {
		t.Fatalf("%+v", got)
	}
	made := read(t, page)
	for _, want := range []string{"my labels | ../my labels | ../docs\n", "\n| meetings | 1 | 1.000 (0.207-1.000) | 0.500 (0.095-0.905) | 0.667 | 1/1/2 |\n", "\n| text | 1 | "} {
		if !strings.Contains(made, want) {
			t.Errorf("the page lacks %q:\n%s", want, made)
		}
	}
	if got := call(t, "eval", "--report", page, gold); got.code != exitUsage || !strings.Contains(got.stderr, "is there already") {
		t.Errorf("a page that is there, with labels: %+v", got)
	}

	spoilt := "My own words, 50 % of them.\n" + strings.Replace(made, "| meetings | 1 |", "| meetings | 9 |", 1) + "\nAnd more.\n"
	write(page, spoilt)
	if got := call(t, "eval", "--report", page, "-n"); got.code != exitShort || !strings.Contains(got.stderr, "tables that differ: 1") {
		t.Errorf("a page out of date: %+v", got)
	}
	if read(t, page) != spoilt {
		t.Error("a dry run changed the page")
	}
	if got := call(t, "eval", "--report", page); got.code != exitOK {
		t.Errorf("%+v", got)
	}
	if got, want := read(t, page), "My own words, 50 % of them.\n"+made+"\nAnd more.\n"; got != want {
		t.Errorf("written again:\n%s\nwant\n%s", got, want)
	}

	write(page, strings.Replace(made, "--by era", "--by area", 1))
	if got := call(t, "eval", "--report", page); got.code != exitFailed || !strings.Contains(got.stderr, "these are no flags of a block: --by area") {
		t.Errorf("a bad block: %+v", got)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestEvalJSON(t *testing.T) {
	got := call(t, "eval", "--format", "json", filepath.Join("..", "..", "fixtures", "gold", "a0*.json"))
	if got.code != exitOK {
		t.Fatalf("%+v", got)
	}
	var out struct {
		Whole     groupRecord
		By        map[string][]groupRecord
		Documents []documentRecord
	}
	if err := json.Unmarshal([]byte(got.stdout), &out); err != nil {
		t.Fatal(err)
	}
	whole := out.Whole.Scores["coded"]
	if len(out.Documents) != 9 || out.Whole.Documents != 9 || whole.Right < 300 || *out.Whole.Residual <= 0 {
		t.Errorf("documents %d, whole %+v", len(out.Documents), out.Whole)
	}
	sure := 0
	for _, g := range out.By["confidence"] {
		sure += g.Scores["given"].Given
		if g.Scores["given"].Recall != nil || g.Scores["given"].F1 != nil {
			t.Errorf("by confidence: %s: %+v has recall or F1", g.Name, g.Scores["given"])
		}
	}
	if sure < whole.Given {
		t.Errorf("by confidence: %d figures given, fewer than the %d coded ones", sure, whole.Given)
	}
	for _, by := range groupingNames() {
		if by == "confidence" {
			continue
		}
		right := 0
		for _, g := range out.By[by] {
			right += g.Scores["coded"].Right
			if p := g.Scores["coded"].Precision; p != nil && (p.Low > p.Value || p.Value > p.High || p.Low >= p.High) {
				t.Errorf("by %s: %s: precision %v of %v to %v", by, g.Name, p.Value, p.Low, p.High)
			}
		}
		if by != "method" && right != whole.Right || right < whole.Right {
			t.Errorf("by %s: %d figures right, of %d", by, right, whole.Right)
		}
	}
}
