package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// byLibreOffice prints the Word files: NAME.libreoffice.pdf.
func byLibreOffice(out string, names []string) error {
	tmp, err := os.MkdirTemp("", "twins")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	args := []string{"-env:UserInstallation=file://" + filepath.Join(tmp, "profile"), "--headless", "--convert-to", "pdf", "--outdir", tmp}
	for _, name := range names {
		args = append(args, filepath.Join(out, name+".docx"))
	}
	if said, err := exec.Command("soffice", args...).CombinedOutput(); err != nil {
		return fmt.Errorf("soffice: %w\n%s", err, said)
	}
	for _, name := range names {
		body, err := os.ReadFile(filepath.Join(tmp, name+".pdf"))
		if err != nil {
			return fmt.Errorf("soffice made no PDF of %s: %w", name, err)
		}
		if err := os.WriteFile(filepath.Join(out, name+".libreoffice.pdf"), body, 0o666); err != nil {
			return err
		}
	}
	return nil
}

// inType3 are the reports that Chromium prints in a font it cannot embed whole:
// it draws each character by a program of its own. Such files are large.
var inType3 = map[string]bool{"a08_bureau_2020": true, "t09_town_2022": true}

// byChromium prints the plain page: NAME.chromium.pdf.
func byChromium(out string, r Report) error {
	tmp, err := os.MkdirTemp("", "twins")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	font := "WenQuanYi Zen Hei"
	if inType3[r.Name] {
		font = "Noto Serif CJK SC"
	}
	page, err := r.pageIn(font)
	if err != nil {
		return err
	}
	src := filepath.Join(tmp, "page.html")
	if err := os.WriteFile(src, page, 0o666); err != nil {
		return err
	}
	to, err := filepath.Abs(filepath.Join(out, r.Name+".chromium.pdf"))
	if err != nil {
		return err
	}
	said, err := exec.Command("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-pdf-tagging", "--user-data-dir="+filepath.Join(tmp, "profile"),
		"--no-pdf-header-footer", "--print-to-pdf="+to, "file://"+src).CombinedOutput()
	if err != nil {
		return fmt.Errorf("chromium, %s: %w\n%s", r.Name, err, said)
	}
	return nil
}
