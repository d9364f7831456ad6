package sandbox

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"

	"nianbao/parse"
)

// rereadLimits bound one program's reading of a PDF again. The memory is that of
// the addresses: the Go runtime, which sets the limits and then becomes the
// program, needs above a gigabyte of them now and then.
var rereadLimits = Limits{CPU: 5 * time.Second, Wall: 10 * time.Second, Memory: 2 << 30, Output: 16 << 20, File: 1 << 20}

// A rereader is a program that reads a PDF again. It ends pages with form feeds.
type rereader struct {
	program string
	args    func(file string, first, last int) []string
}

var rereaders = []rereader{
	{"pdftotext", func(file string, first, last int) []string {
		return []string{"-q", "-enc", "UTF-8", "-f", fmt.Sprint(first), "-l", fmt.Sprint(last), file, "-"}
	}},
	{"mutool", func(file string, first, last int) []string {
		return []string{"draw", "-q", "-F", "txt", "-o", "-", file, fmt.Sprintf("%d-%d", first, last)}
	}},
}

// Rereaders are the programs that read PDFs again where its two readers
// disagree, by whether they are installed.
func Rereaders() (installed, missing []string) {
	for _, r := range rereaders {
		if _, err := exec.LookPath(r.program); err != nil {
			missing = append(missing, r.program)
		} else {
			installed = append(installed, r.program)
		}
	}
	return installed, missing
}

// Reread is a [parse.Rereader]: it runs pdftotext and mutool under limits. One
// that is not installed, or ends badly, has no say.
func Reread(body []byte, first, last int) ([]parse.Rereading, error) {
	if first < 1 || last < first || last > maxPages {
		return nil, fmt.Errorf("a reading of the pages from %d to %d", first, last)
	}
	const name = "document.pdf"
	var out []parse.Rereading
	for _, r := range rereaders {
		result, err := Run(context.Background(), Tool{
			Path: r.program, Args: r.args(name, first, last), Files: map[string][]byte{name: body}, Limits: rereadLimits,
		})
		switch {
		case errors.Is(err, exec.ErrNotFound):
		case err != nil:
			return out, err
		case result.Class == Done:
			out = append(out, parse.Rereading{Program: r.program, Pages: strings.Split(strings.ToValidUTF8(string(result.Stdout), "\uFFFD"), "\f")})
		}
	}
	return out, nil
}

// reread is a [parse.Rereader] of a child: it asks its parent, which has the
// document.
func (r *recognizer) reread(_ []byte, first, last int) ([]parse.Rereading, error) {
	if err := writeJSON(r.out, answer{N: r.request.N, Reread: &pageRange{first, last}}); err != nil {
		return nil, err
	}
	var out []parse.Rereading
	err := readJSON(r.in, maxRequest, &out)
	return out, err
}
