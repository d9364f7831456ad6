package pipeline

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"nianbao/report"
	"nianbao/sandbox"
)

// TestOldOffice reads a report in the formats that LibreOffice turns into those
// that are read here: the figures are those of the file that they were made from.
func TestOldOffice(t *testing.T) {
	if installed, workbooks := sandbox.Office(); !installed || !workbooks {
		if os.Getenv("NIANBAO_TEST_ALL") != "" {
			t.Fatal("LibreOffice is not installed, or not with its part Calc")
		}
		t.Skip("LibreOffice is not installed, or not with its part Calc")
	}
	r := newScanReader(t)
	r.Convert = sandbox.Convert
	for name, formats := range map[string][]string{
		"../twins/testdata/a07_county_2019.docx": {"doc", "rtf", "odt"},
		"../twins/testdata/a07_county_2019.xlsx": {"xls", "ods"},
	} {
		want := readFile(t, r, name, read(t, name))
		if want.Status != report.OK || len(want.Figures) < 150 {
			t.Fatalf("%s: %s %s, %d figures", name, want.Status, want.Detail, len(want.Figures))
		}
		for _, format := range formats {
			t.Run(format, func(t *testing.T) {
				got := readFile(t, r, "report."+format, madeInto(t, name, format))
				if got.Status != report.OK || len(got.Figures) != len(want.Figures) {
					t.Fatalf("%s %s %s: %d figures, want %d", got.Status, got.Reason, got.Detail, len(got.Figures), len(want.Figures))
				}
				for i := range want.Figures {
					w, g := &want.Figures[i], &got.Figures[i]
					if w.Code().String() != g.Code().String() || w.Value != g.Value || w.Status != g.Status || w.Unit != g.Unit || w.Role != g.Role {
						t.Errorf("%s %s %q %s, want %s %s %q %s", g.Code(), g.Value, g.Status, g.Unit, w.Code(), w.Value, w.Status, w.Unit)
					}
				}
			})
		}
	}
}

// madeInto lets LibreOffice write a file in another format.
func madeInto(t *testing.T, name, format string) []byte {
	t.Helper()
	dir := t.TempDir()
	made := exec.CommandContext(t.Context(), "soffice", "-env:UserInstallation=file://"+dir+"/profile", "--headless", "--norestore",
		"--convert-to", format, "--outdir", dir, name)
	if out, err := made.CombinedOutput(); err != nil {
		t.Fatalf("soffice: %v: %s", err, out)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*."+format))
	if err != nil || len(files) != 1 {
		t.Fatalf("soffice left %q", files)
	}
	return read(t, files[0])
}
