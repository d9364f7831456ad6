package parse

import (
	"image"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A scanWord is a word that a recognizer read.
type scanWord struct {
	picture int // from 0
	line    scanLineID
	box     image.Rectangle // in its picture
	text    string
	sure    float64 // 0 to 1
}

// A scanLineID numbers a line of a picture by its block, its paragraph and itself.
type scanLineID [3]int

const (
	maxScanWords  = 50_000 // of one answer
	tsvColumns    = 12
	wordLevel     = "5"
	maxWordLength = 200 // bytes; more is no word
)

// wordsOf reads Tesseract's table of words. Rows that are none, as a hostile
// picture might bring about, are left out.
func wordsOf(tsv []byte) []scanWord {
	var words []scanWord
	for row := range strings.Lines(string(tsv)) {
		f := strings.SplitN(strings.TrimRight(row, "\r\n"), "\t", tsvColumns)
		if len(f) < tsvColumns || f[0] != wordLevel || len(words) >= maxScanWords {
			continue
		}
		var n [9]int
		ok := true
		for i := range n {
			v, err := strconv.Atoi(f[i+1])
			ok = ok && err == nil && v >= 0 && v < 1<<20
			n[i] = v
		}
		sure, err := strconv.ParseFloat(f[10], 64)
		text := strings.TrimSpace(f[11])
		// The columns are page, block, paragraph, line, word, left, top, width, height.
		if !ok || err != nil || math.IsNaN(sure) || n[0] == 0 || !utf8.ValidString(text) || len(text) > maxWordLength || text == "" {
			continue
		}
		words = append(words, scanWord{
			picture: n[0] - 1, line: scanLineID{n[1], n[2], n[3]}, text: text, sure: min(max(sure/100, 0), 1),
			box: image.Rect(n[5], n[6], n[5]+n[7], n[6]+n[8]),
		})
	}
	return words
}
