package sandbox

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"

	"nianbao/parse"
)

// tesseract is the program that reads scans.
const tesseract = "tesseract"

// recognizeLimits bound one run of Tesseract: on a page, or on the lines of the
// tables of one. A page of an honest scan takes it 1 to 3 seconds.
var recognizeLimits = Limits{CPU: 60 * time.Second, Wall: 90 * time.Second, Memory: 2 << 30, Output: 16 << 20, File: 1 << 20}

// layouts are Tesseract's options for what a picture shows.
var layouts = map[parse.Layout][]string{
	parse.PageLayout:   {"--psm", "3"},
	parse.LineLayout:   {"--psm", "7"},
	parse.FigureLayout: {"--psm", "7", "-c", "tessedit_char_whitelist=0123456789.,+-/%"},
}

// Recognize is a [parse.Recognizer]: it runs Tesseract under limits.
func Recognize(r parse.Recognition) ([]byte, error) {
	layout := layouts[r.Layout]
	known := []parse.Language{parse.Simplified, parse.Traditional, parse.Latin}
	if layout == nil || !slices.Contains(known, r.Language) {
		return nil, fmt.Errorf("a recognition of layout %q in language %q", r.Layout, r.Language)
	}
	files := map[string][]byte{}
	var list strings.Builder
	for i, picture := range r.Pictures {
		name := fmt.Sprintf("%05d.pgm", i)
		files[name] = picture
		fmt.Fprintln(&list, name)
	}
	const listName = "pictures.txt"
	files[listName] = []byte(list.String())
	result, err := Run(context.Background(), Tool{
		Path: tesseract, Files: files, Limits: recognizeLimits,
		Args: slices.Concat([]string{listName, "stdout", "-l", string(r.Language), "--dpi", strconv.Itoa(r.DPI)}, layout, []string{"tsv"}),
	})
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return nil, fmt.Errorf("%w: install Tesseract (tesseract-ocr) with the languages chi_sim and chi_tra", parse.ErrNoRecognizer)
	case err != nil:
		return nil, err
	case result.Class == Failed && strings.Contains(result.Stderr, "language"):
		return nil, fmt.Errorf("%w: Tesseract is installed without the language %s: install it (tesseract-ocr-%s)",
			parse.ErrNoRecognizer, r.Language, strings.ReplaceAll(string(r.Language), "_", "-"))
	case result.Class != Done:
		return nil, fmt.Errorf("character recognition ended: %s: %s", result.Class.words(recognizeLimits), lastLine(result.Stderr))
	}
	return result.Stdout, nil
}

// RecognizedLanguages are the languages that Tesseract reads here, as
// "chi_sim"; an error wraps [parse.ErrNoRecognizer] where it is not installed.
func RecognizedLanguages() ([]string, error) {
	result, err := Run(context.Background(), Tool{Path: tesseract, Args: []string{"--list-langs"}, Limits: recognizeLimits})
	if errors.Is(err, exec.ErrNotFound) {
		return nil, fmt.Errorf("%w: Tesseract is not installed", parse.ErrNoRecognizer)
	}
	if err == nil && result.Class != Done {
		err = fmt.Errorf("tesseract --list-langs: %s", result.Class.words(recognizeLimits))
	}
	if err != nil {
		return nil, err
	}
	_, list, _ := strings.Cut(string(result.Stdout), "\n") // the first line is a heading
	return strings.Fields(list), nil
}

// A recognizer is a child's way to have pictures recognised, and PDFs read
// again: by its parent.
type recognizer struct {
	in      *bufio.Reader
	out     io.Writer
	clock   cpuClock
	request request // the one in hand
}

// recognize is a [parse.Recognizer]. Each answer allows the child the processor
// time of a document again, since it has another page to read.
func (r *recognizer) recognize(pictures parse.Recognition) ([]byte, error) {
	if err := writeJSON(r.out, answer{N: r.request.N, Recognition: &pictures}); err != nil {
		return nil, err
	}
	var how recognized
	if err := readJSON(r.in, maxRequest, &how); err != nil {
		return nil, err
	}
	words, err := readFrame(r.in, maxRequest)
	if err != nil {
		return nil, err
	}
	if err := r.clock.allow(r.request.CPU); err != nil {
		return nil, err
	}
	switch {
	case how.Absent:
		return nil, absent(how.Error)
	case how.Error != "":
		return nil, errors.New(how.Error)
	}
	return words, nil
}

// absent is a [parse.ErrNoRecognizer] in the words of the parent.
type absent string

func (a absent) Error() string { return string(a) }

func (a absent) Unwrap() error { return parse.ErrNoRecognizer }
