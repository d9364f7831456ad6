// Make prints the characters that the font must have, each once: those of
// GB 2312, of the table of divisions and of the codebook, their traditional
// forms, Latin and punctuation. README.md names the commands around it.
package main

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/text/encoding/simplifiedchinese"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "make:", err)
		os.Exit(1)
	}
}

func run() error {
	has := map[rune]bool{}
	add := func(s string) {
		for _, r := range s {
			if r >= ' ' && r != 0x7f && r < 0x10000 && r != 0xfffd && !(0xe000 <= r && r < 0xf900) {
				has[r] = true
			}
		}
	}
	for r := rune(' '); r < 0x250; r++ { // Latin
		add(string(r))
	}
	for r := rune(0x2010); r < 0x2040; r++ { // dashes, quotes, dots
		add(string(r))
	}
	for r := rune(0xff01); r < 0xff5f; r++ { // full width
		add(string(r))
	}
	add("≈≤≥−×Σ□〇￥、。〈〉《》「」『』【】〔〕")
	for high := 0xa1; high <= 0xf7; high++ {
		for low := 0xa1; low <= 0xfe; low++ {
			s, err := simplifiedchinese.GBK.NewDecoder().Bytes([]byte{byte(high), byte(low)})
			if err != nil {
				return err
			}
			add(string(s))
		}
	}
	files, err := filepath.Glob("extract/indicator/*.txt*")
	if err != nil {
		return err
	}
	for _, name := range append(files, "third_party/divisions/divisions.txt") {
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		add(string(text))
	}
	if err := traditional(has, add); err != nil {
		return err
	}
	var all []rune
	for r := range has {
		all = append(all, r)
	}
	slices.Sort(all)
	_, err = fmt.Println(string(all))
	return err
}

// traditional adds the traditional forms of the characters that are there.
func traditional(has map[rune]bool, add func(string)) error {
	f, err := os.Open("third_party/opencc/TSCharacters.txt")
	if err != nil {
		return err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		from, to, ok := strings.Cut(lines.Text(), "\t")
		if r := []rune(to); ok && len(r) > 0 && has[r[0]] {
			add(from)
		}
	}
	return lines.Err()
}
