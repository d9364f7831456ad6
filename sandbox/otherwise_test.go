package sandbox

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"nianbao/parse"
	"nianbao/report"
)

// TestOtherwise holds that a PDF which PDFium cannot open is read by another
// program where that can, and never passes for whole.
func TestOtherwise(t *testing.T) {
	if _, err := exec.LookPath("mutool"); err != nil {
		if os.Getenv("NIANBAO_TEST_ALL") != "" {
			t.Fatal("mutool is not installed")
		}
		t.Skip("mutool is not installed")
	}
	body, err := os.ReadFile("../fixtures/docs/a10_city_2024.pdf")
	if err != nil {
		t.Fatal(err)
	}
	p, err := Open(Options{Parse: parse.Options{CacheDir: t.TempDir()}})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	cut := p.Document("cut.pdf", body[:len(body)*6/10], "")
	if cut.Status != report.Partial || cut.Reason != report.Truncated || cut.Reader != report.ReadMuTool || cut.Format != report.PDF ||
		!strings.Contains(cut.Detail, "mutool") || len(cut.Blocks) == 0 || cut.Size != int64(len(body)*6/10) {
		t.Errorf("%s %s by %s, format %s, %d blocks: %s", cut.Status, cut.Reason, cut.Reader, cut.Format, len(cut.Blocks), cut.Detail)
	}
	if whole := p.Document("whole.pdf", body, ""); whole.Status != report.OK || whole.Reader != report.ReadPDFium {
		t.Errorf("the whole file: %s %s by %s", whole.Status, whole.Reason, whole.Reader)
	}
	if none := p.Document("none.pdf", []byte("%PDF-1.4\nno more than this"), ""); none.Status != report.Unreadable {
		t.Errorf("a file without text: %s %s", none.Status, none.Reason)
	}
}
