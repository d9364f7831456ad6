package main

import "strings"

// didYouMean gives the hint for a word that is not known: the nearest known
// one, else the other hint.
func (c *cli) didYouMean(word string, known []string, otherwise string) string {
	if best := nearest(word, known); best != "" {
		return c.say("hint.mean", best)
	}
	return otherwise
}

// nearest gives the known word that differs least, "" where all differ by more
// than a third of their letters.
func nearest(word string, known []string) string {
	best, least := "", len(word)
	for _, k := range known {
		d := distance(strings.ToLower(word), strings.ToLower(k))
		if strings.HasPrefix(k, word) && word != "" {
			d = 1
		}
		if d < least && d <= max(2, len(k)/3) {
			best, least = k, d
		}
	}
	return best
}

// distance counts the letters to insert, remove or change (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
