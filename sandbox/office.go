package sandbox

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"nianbao/report"
)

// conversions says what LibreOffice makes of each format that no reader here
// reads.
var conversions = map[report.Format]string{
	report.DOC: "docx",
	report.RTF: "docx",
	report.ODT: "docx",
	report.XLS: "xlsx",
	report.ODS: "xlsx",
}

// A ConvertError says why a document was not converted, for people.
type ConvertError struct {
	reason report.Reason
	detail string
}

func (e *ConvertError) Error() string { return e.detail }

// Reason is what the failure is on the document.
func (e *ConvertError) Reason() report.Reason { return e.reason }

// Convert lets LibreOffice turn a text document into docx and a workbook into
// xlsx. What the document or the lack of LibreOffice makes impossible is a
// [ConvertError]; any other error is a fault of the machine, or ctx is done.
//
// LibreOffice starts with an empty profile each time, which its folder is the
// home of: no document finds what another left, and several run at once.
func Convert(ctx context.Context, body []byte, format report.Format) ([]byte, error) {
	to, ok := conversions[format]
	if !ok {
		return nil, &ConvertError{report.Unsupported, "LibreOffice is not asked to read the format " + string(format)}
	}
	var out []byte
	tool := Tool{
		Path:   "soffice",
		Args:   []string{"--headless", "--norestore", "--nologo", "--convert-to", to, "--outdir", "out", "document." + string(format)},
		Files:  map[string][]byte{"document." + string(format): body},
		Office: true,
		Collect: func(dir fs.FS) (err error) {
			out, err = fs.ReadFile(dir, "out/document."+to)
			return err
		},
	}
	r, err := Run(ctx, tool)
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return nil, &ConvertError{report.Unsupported, "LibreOffice, which converts it, is not installed: install it (the program is soffice)"}
	case errors.Is(err, fs.ErrNotExist) && to == "xlsx" && !hasCalc():
		return nil, &ConvertError{report.Unsupported, "LibreOffice converts it only with its part Calc: install that (libreoffice-calc)"}
	case errors.Is(err, fs.ErrNotExist): // it ends well even where it could not load the document
		return nil, &ConvertError{report.Malformed, "LibreOffice could not read the document: " + lastLine(r.Stderr)}
	case err != nil:
		return nil, err
	case r.Class != Done:
		return nil, &ConvertError{r.Class.Reason(), fmt.Sprintf("LibreOffice could not convert the document: %s; %s", r.Class.words(ToolLimits), lastLine(r.Stderr))}
	}
	return out, nil
}

// Office tells whether LibreOffice is installed, and whether with the part that
// opens workbooks.
func Office() (installed, workbooks bool) {
	_, err := exec.LookPath("soffice")
	return err == nil, err == nil && hasCalc()
}

// hasCalc tells whether LibreOffice can open workbooks: its programs stand in
// one folder.
func hasCalc() bool {
	path, err := exec.LookPath("soffice")
	if err == nil {
		path, err = filepath.EvalSymlinks(path)
	}
	if err == nil {
		_, err = os.Stat(filepath.Join(filepath.Dir(path), "scalc"))
	}
	return err == nil
}

func lastLine(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	return lines[len(lines)-1]
}
