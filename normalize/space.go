package normalize

import (
	"slices"
	"unicode"
)

// closeUp takes out white space. It stays, as a single ' ', between Latin words
// and where two numbers stand apart: by a wide gap, a tab or a column's bar, or
// in a row that is no broken numeral (see [broken]).
func (t *text) closeUp() {
	k, row, joined := 0, 0, false // row: where the row of numbers under way ends
	for i := 0; i < len(t.runes); {
		r := t.runes[i]
		if !isBlank(r) && r != '|' {
			if isDigit(r) && i >= row {
				row, joined = t.row(i, k)
			}
			t.put(k, i, r)
			i, k = i+1, k+1
			continue
		}
		j := i
		for j < len(t.runes) && (isBlank(t.runes[j]) || t.runes[j] == '|') {
			j++
		}
		k = t.gap(i, j, k, joined && i < row)
		i = j
	}
	t.cut(k)
}

// gap writes what stays of the white space and bars in [i, j) after the k runes
// kept so far, and gives how many are kept then.
func (t *text) gap(i, j, k int, joined bool) int {
	var left, right rune
	if k > 0 {
		left = t.runes[k-1]
	}
	if j < len(t.runes) {
		right = t.runes[j]
	}
	bars := slices.Contains(t.runes[i:j], '|')
	switch {
	case isDigit(left) && isDigit(right):
		if joined && narrow(t.runes[i:j]) {
			return k
		}
	case bars:
		for ; i < j; i++ {
			if t.runes[i] == '|' {
				t.put(k, i, '|')
				k++
			}
		}
		return k
	case isLatin(left) && (isLatin(right) || isDigit(right)):
	case left == '.' && isDigit(right) && t.ordinalBefore(k-1, j):
	default:
		return k
	}
	t.runes[k], t.from[k], t.to[k] = ' ', t.from[i], t.to[j-1]
	return k + 1
}

// narrow tells whether a gap may stand within a numeral: one blank (9 310), or
// one line end with at most a blank beside it.
func narrow(gap []rune) bool {
	blanks, lines := 0, 0
	for i, r := range gap {
		switch {
		case r == '\n' && i > 0 && gap[i-1] == '\r':
		case r == '\n', r == '\r', r == '\v', r == '\f', r == 0x85, r == 0x2028, r == 0x2029:
			lines++
		case r == '\t', r == 0x3000, r == '|':
			return false
		default:
			blanks++
		}
	}
	return blanks+lines == 1 || lines == 1 && blanks == 1
}

// row finds the numbers that narrow gaps part, from the one that starts at i,
// and tells whether they are one numeral; k is the number of runes kept before.
func (t *text) row(i, k int) (end int, joined bool) {
	var numbers [][]rune
	s := t.runes
	for {
		j := i
		for j < len(s) && (isDigit(s[j]) || isMark(s[j]) && j+1 < len(s) && isDigit(s[j+1])) {
			j++
		}
		numbers = append(numbers, s[i:j])
		end = j
		for i = j; i < len(s) && isBlank(s[i]); i++ {
		}
		if i == j || i == len(s) || !isDigit(s[i]) || !narrow(s[j:i]) {
			break
		}
	}
	if len(numbers) < 2 {
		return end, false
	}
	last := numbers[len(numbers)-1]
	switch {
	case t.tiedBefore(k), end+1 < len(s) && isTie(s[end]) && isDigit(s[end+1]):
		return end, false // of a date, a time, a telephone number
	case end < len(s) && (isLatin(s[end]) || s[end] == '×' || s[end] == '*'):
		return end, false // of a telephone number with hidden digits
	case end < len(s) && s[end] == '年' && len(last) == 4:
		return end, false // 共5项 2017年 without its 项
	}
	if spaced(numbers) {
		return end, t.inProse(end)
	}
	return end, broken(numbers)
}

// spaced tells three or more single digits: a numeral with its letters spaced
// (1 9 6 条), or a row of small figures.
func spaced(numbers [][]rune) bool {
	return len(numbers) >= 3 && string(numbers[0]) != "0" &&
		!slices.ContainsFunc(numbers, func(n []rune) bool { return len(n) > 1 })
}

// inProse tells whether a word follows at rune i on the same line.
func (t *text) inProse(i int) bool {
	if i < len(t.runes) && t.runes[i] == ' ' {
		i++
	}
	return i < len(t.runes) && (unicode.Is(unicode.Han, t.runes[i]) || t.runes[i] == '%')
}

// isMark tells a point or comma of a numeral.
func isMark(r rune) bool { return r == '.' || r == ',' || r == '，' }

// isTie tells a mark that parts the numbers of a date, a time, a telephone
// number.
func isTie(r rune) bool { return r == '-' || r == '/' || r == ':' || r == '：' }

// tiedBefore tells whether such a mark ties what follows the first k runes to a
// number.
func (t *text) tiedBefore(k int) bool {
	return k > 1 && isTie(t.runes[k-1]) && isDigit(t.runes[k-2])
}

// broken tells whether numbers that single blanks part are one numeral: grouped
// by thousands (11 398 889), or torn by the way from print to text (1 38↵6).
// Else they are columns of a table that lost its lines.
func broken(numbers [][]rune) bool {
	if grouped(numbers) {
		return true
	}
	commas := 0
	for i, n := range numbers {
		if slices.Contains(n, '.') && i < len(numbers)-1 {
			return false // 3.2 5件: the number of a paragraph
		}
		if slices.Contains(n, ',') || slices.Contains(n, '，') {
			commas++
		}
		if i > 0 && len(n) >= 4 && len(numbers[i-1]) >= 4 {
			return false
		}
	}
	return len(numbers) <= 3 && commas <= 1 && string(numbers[0]) != "0" && !isYear(numbers[0])
}

// isYear tells a number that is likelier a year beside a number (2017 36条)
// than the beginning of a torn one.
func isYear(n []rune) bool {
	return len(n) == 4 && (hasPrefix(n, 0, "19") || hasPrefix(n, 0, "20"))
}

// grouped tells 9 310 and 11 398 889.5: one to three digits, then threes.
func grouped(numbers [][]rune) bool {
	for i, n := range numbers {
		whole := n
		if p := slices.Index(n, '.'); p >= 0 && i == len(numbers)-1 {
			whole = n[:p]
		}
		if slices.ContainsFunc(whole, isMark) || len(whole) > 3 || i > 0 && len(whole) < 3 {
			return false
		}
	}
	return numbers[0][0] != '0'
}

// ordinalBefore tells whether the point at rune dot, of those kept, ends the
// number of a list item (1. 2017年…) and does not belong to the digits at j.
func (t *text) ordinalBefore(dot, j int) bool {
	i := dot
	for i > 0 && isDigit(t.runes[i-1]) {
		i--
	}
	if dot == i || dot-i > 2 {
		return false
	}
	end := j
	for end < len(t.runes) && isDigit(t.runes[end]) {
		end++
	}
	if end-j >= 4 {
		return true
	}
	starts := i == 0 || slices.Contains([]rune("。；：！？”）;:)"), t.runes[i-1])
	return starts && !(end < len(t.runes) && t.runes[end] == '%')
}

func isLatin(r rune) bool { return unicode.Is(unicode.Latin, r) }
