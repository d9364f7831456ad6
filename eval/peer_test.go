package eval

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nianbao/report"
)

// need skips a test without a tool, or fails it where every test must run.
func need(t *testing.T, ok bool, what string) {
	t.Helper()
	switch {
	case ok:
	case os.Getenv("NIANBAO_TEST_ALL") != "":
		t.Fatalf("%s is needed", what)
	default:
		t.Skipf("%s is needed", what)
	}
}

// TestPeer compares the summary with that of another program that follows the
// same rule, over real labels and figures made wrong in every way the rule knows.
func TestPeer(t *testing.T) {
	root := filepath.Join("..", "..", "shared", "gold")
	if _, err := os.Stat(root); err != nil {
		t.Skip("../shared is needed")
	}
	python, err := exec.LookPath("python3")
	need(t, err == nil, "python3")
	for _, set := range []string{"real", "dev"} {
		dir := filepath.Join(root, set, "gold")
		labels, err := ReadLabels(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, where := range []report.Method{"", report.InText, report.InTable} {
			t.Run(set+string(where), func(t *testing.T) {
				s := Score{Where: where}
				var lines bytes.Buffer
				for i, l := range labels {
					if i%6 == 5 {
						s.Add(l, nil)
						continue
					}
					d := spoil(l)
					s.Add(l, d)
					if err := json.NewEncoder(&lines).Encode(d.Record()); err != nil {
						t.Fatal(err)
					}
				}
				args := []string{filepath.Join(root, "score.py"), dir}
				if where != "" {
					args = append(args, "--where", string(where))
				}
				cmd := exec.Command(python, args...)
				cmd.Stdin, cmd.Stderr = &lines, os.Stderr
				want, err := cmd.Output()
				if err != nil {
					t.Fatal(err)
				}
				var got bytes.Buffer
				if err := s.WriteSummary(&got); err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(string(want), got.String()); diff != "" {
					t.Errorf("summary (-peer +ours):\n%s", diff)
				}
			})
		}
	}
}

// spoil gives the labelled figures with every few of them wrong in some way.
func spoil(l Labels) *report.Document {
	d := &report.Document{Source: "some/folder/" + l.Doc, Body: l.Body, Year: l.Year}
	if len(l.Doc)%3 == 0 {
		d.Body, d.Year = "人民政府", 2001
	}
	for i, x := range l.Figures {
		code := x.Code
		if len(x.Alt) > 0 && i%2 == 0 {
			code = x.Alt[0]
		}
		if i%13 == 0 {
			code = "meetings"
		}
		f := fig(code, strconv.FormatFloat(x.Value, 'f', -1, 64), x.Unit)
		f.Label, f.Quote, f.Method, f.Role, f.Qualifier, f.Period, f.Place = x.Label, x.Quote, x.Where, x.Role, x.Qual, x.Period, x.Place
		switch i % 17 {
		case 1:
			continue
		case 3:
			f.Value = f.Value.Shift(1)
		case 5:
			f.Unit = "起"
		case 7:
			f.Role = report.Share
		case 9:
			f.Qualifier = report.Approx
		case 11:
			f.Period = "2001"
		case 12:
			f.Label = "别的"
		case 14:
			f.Value = ""
		}
		d.Figures = append(d.Figures, f)
	}
	for _, r := range l.Rejects {
		d.Figures = append(d.Figures, report.Figure{Value: "711", Unit: "号", Quote: r, Printed: r, Method: report.InText})
	}
	return d
}
