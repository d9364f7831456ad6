package sandbox

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"nianbao/parse"
)

func needTesseract(t *testing.T) {
	t.Helper()
	languages, err := RecognizedLanguages()
	if err == nil && len(languages) > 1 {
		return
	}
	if os.Getenv("NIANBAO_TEST_ALL") != "" {
		t.Fatalf("Tesseract is not installed: %v", err)
	}
	t.Skipf("Tesseract is not installed: %v", err)
}

// emptyPicture is white, in the format PGM.
func emptyPicture(w, h int) []byte {
	return append(fmt.Appendf(nil, "P5\n%d %d\n255\n", w, h), bytes.Repeat([]byte{0xFF}, w*h)...)
}

func TestRecognize(t *testing.T) {
	needTesseract(t)
	words, err := Recognize(parse.Recognition{
		Pictures: [][]byte{emptyPicture(100, 40), emptyPicture(100, 40)}, DPI: 200, Layout: parse.LineLayout, Language: parse.Simplified,
	})
	if err != nil || !strings.HasPrefix(string(words), "level\tpage_num\t") {
		t.Errorf("Recognize = %q, %v; want a table of words", words, err)
	}
}

func TestRecognizeRefuses(t *testing.T) {
	needTesseract(t)
	picture := [][]byte{emptyPicture(100, 40)}
	for _, c := range []struct {
		name string
		ask  parse.Recognition
	}{
		{"a language that is an option", parse.Recognition{Pictures: picture, DPI: 200, Layout: parse.LineLayout, Language: "--help"}},
		{"no layout", parse.Recognition{Pictures: picture, DPI: 200, Language: parse.Simplified}},
		{"no picture at all", parse.Recognition{Pictures: [][]byte{[]byte("P5\n9999999 9999999\n255\n")}, DPI: 200, Layout: parse.LineLayout, Language: parse.Simplified}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if words, err := Recognize(c.ask); err == nil || errors.Is(err, parse.ErrNoRecognizer) {
				t.Errorf("Recognize = %q, %v; want an error that is no lack of Tesseract", words, err)
			}
		})
	}
}

func TestNotInstalled(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	if _, err := exec.LookPath(tesseract); err == nil {
		t.Skip("Tesseract is found outside PATH")
	}
	_, err := Recognize(parse.Recognition{Layout: parse.LineLayout, Language: parse.Simplified})
	if !errors.Is(err, parse.ErrNoRecognizer) || !strings.Contains(err.Error(), "install") {
		t.Errorf("Recognize = %v, want what to install", err)
	}
	if _, err := RecognizedLanguages(); !errors.Is(err, parse.ErrNoRecognizer) {
		t.Errorf("RecognizedLanguages = %v", err)
	}
}
