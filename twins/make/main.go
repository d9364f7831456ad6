// Make writes the twins of the sample reports: the same tables as a page, a
// Word file, a workbook, plain text with pipes, and PDF files by two producers.
//
//	go run ./twins/make [-pdf=false] [-only STEM]
//
// It is run by hand, in the repository's folder, when a sample report is added
// or changed; its output is committed under twins/testdata. The PDF files need
// soffice and chromium on the path and the fonts Noto Serif CJK SC and WenQuanYi
// Zen Hei. All but these files are the same bytes at every run; the producers
// write their own dates and identifiers.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	out := flag.String("out", "twins/testdata", "folder of the twins")
	pdf := flag.Bool("pdf", true, "make the PDF files too")
	only := flag.String("only", "", "the one report to make, by its name without extension")
	flag.Parse()
	if err := run(*out, *only, *pdf); err != nil {
		fmt.Fprintln(os.Stderr, "make:", err)
		os.Exit(1)
	}
}

func run(out, only string, pdf bool) error {
	reports, err := load("fixtures")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(out, 0o777); err != nil {
		return err
	}
	var names []string
	for _, r := range reports {
		if only != "" && r.Name != only {
			continue
		}
		names = append(names, r.Name)
		files := map[string]func() ([]byte, error){".docx": r.docx, ".txt": r.text}
		if !r.Local {
			files[".xlsx"] = r.xlsx
		}
		if !r.IsPage {
			files[".html"] = r.page
		}
		for ext, write := range files {
			body, err := write()
			if err != nil {
				return fmt.Errorf("%s%s: %w", r.Name, ext, err)
			}
			if err := os.WriteFile(filepath.Join(out, r.Name+ext), body, 0o666); err != nil {
				return err
			}
		}
	}
	if !pdf {
		return nil
	}
	if err := byLibreOffice(out, names); err != nil {
		return err
	}
	for _, r := range reports {
		if only != "" && r.Name != only {
			continue
		}
		if err := byChromium(out, r); err != nil {
			return err
		}
	}
	return nil
}

// xmlText escapes a text for XML and HTML.
var xmlText = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace
