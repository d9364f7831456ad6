package parse

import (
	"bytes"
	"errors"
	"fmt"
	"image"
)

// A Recognizer reads the characters in pictures, as Tesseract does. It gives
// Tesseract's table of words (its tsv output), in which page n is picture n.
// An error says why it could not, for people; [ErrNoRecognizer] is one that is
// not there at all.
type Recognizer func(Recognition) ([]byte, error)

// ErrNoRecognizer is character recognition that this machine does not have, or
// not for this language.
var ErrNoRecognizer = errors.New("no character recognition")

// A Recognition asks for the characters in some pictures.
type Recognition struct {
	Pictures [][]byte `json:"pictures"` // grey, in the format PGM
	DPI      int      `json:"dpi"`
	Layout   Layout   `json:"layout"`
	Language Language `json:"language"`
}

// A Layout says what a picture shows.
type Layout string

const (
	PageLayout   Layout = "page"   // a page of text
	LineLayout   Layout = "line"   // one line of text
	FigureLayout Layout = "figure" // one line of digits and the signs around them
)

// A Language is what a picture is read for.
type Language string

const (
	Simplified  Language = "chi_sim"
	Traditional Language = "chi_tra"
	Latin       Language = "eng" // digits, beside the Chinese readings
)

// pgm writes a picture in the format PGM.
func pgm(g *image.Gray) []byte {
	w, h := g.Rect.Dx(), g.Rect.Dy()
	var b bytes.Buffer
	b.Grow(w*h + 32)
	fmt.Fprintf(&b, "P5\n%d %d\n255\n", w, h)
	for y := range h {
		b.Write(g.Pix[y*g.Stride : y*g.Stride+w])
	}
	return b.Bytes()
}
