package sandbox

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"nianbao/parse"
	"nianbao/report"
)

func needOffice(t *testing.T) {
	t.Helper()
	switch installed, workbooks := Office(); {
	case installed && workbooks:
	case os.Getenv("NIANBAO_TEST_ALL") != "":
		t.Fatal("LibreOffice is not installed, or not with its part Calc")
	default:
		t.Skip("LibreOffice is not installed, or not with its part Calc")
	}
}

// rtf writes a text in rich text format; lines with " | " are rows of a table.
func rtf(lines ...string) []byte {
	var b strings.Builder
	b.WriteString(`{\rtf1\ansi `)
	for _, line := range lines {
		cells := strings.Split(line, " | ")
		if len(cells) > 1 {
			b.WriteString(`\trowd`)
			for i := range cells {
				fmt.Fprintf(&b, `\cellx%d`, 2000*(i+1))
			}
			b.WriteString(`\pard\intbl `)
		}
		for _, cell := range cells {
			for _, r := range cell {
				fmt.Fprintf(&b, `\u%d?`, int16(r))
			}
			if len(cells) > 1 {
				b.WriteString(`\cell `)
			}
		}
		if len(cells) > 1 {
			b.WriteString(`\row\pard `)
		} else {
			b.WriteString(`\par `)
		}
	}
	return []byte(b.String() + "}")
}

func TestConvert(t *testing.T) {
	needOffice(t)
	out, err := Convert(t.Context(), rtf("某县2016年政府信息公开年度报告", "全年主动公开政府信息12条。", "指标 | 件数", "规章 | 3"), report.RTF)
	if err != nil {
		t.Fatal(err)
	}
	d := parse.New(parse.Options{}).Document("a.docx", out, "")
	if d.Status != report.OK || d.Reader != report.ReadDOCX || len(d.Tables) != 1 || d.Tables[0].Rows != 2 || d.Tables[0].Cols != 2 || !strings.Contains(d.Text, "信息12条") {
		t.Errorf("%s %s %s: %d tables in %q", d.Status, d.Reason, d.Detail, len(d.Tables), d.Text)
	}
}

func TestConvertFailures(t *testing.T) {
	refused := func(body []byte, format report.Format) *ConvertError {
		t.Helper()
		var refusal *ConvertError
		if _, err := Convert(t.Context(), body, format); !errors.As(err, &refusal) {
			t.Fatalf("Convert(%s) = %v, want a ConvertError", format, err)
		}
		return refusal
	}
	if e := refused(nil, report.PPT); e.Reason() != report.Unsupported {
		t.Errorf("a presentation: %s %s", e.Reason(), e)
	}
	if _, err := exec.LookPath("soffice"); err == nil {
		broken := []byte("PK\x03\x04 no archive")
		if e := refused(broken, report.ODT); e.Reason() != report.Malformed {
			t.Errorf("no archive: %s %s", e.Reason(), e)
		}
		want := report.Malformed
		if !hasCalc() {
			want = report.Unsupported
		}
		if e := refused(broken, report.ODS); e.Reason() != want {
			t.Errorf("no archive: %s %s, want %s", e.Reason(), e, want)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := Convert(ctx, rtf("甲"), report.RTF); !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled: %v", err)
		}
	}
	t.Setenv("PATH", t.TempDir())
	if e := refused(rtf("甲"), report.RTF); e.Reason() != report.Unsupported || !strings.Contains(e.Error(), "install") {
		t.Errorf("without LibreOffice: %s %s", e.Reason(), e)
	}
}
