package main

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	xunicode "golang.org/x/text/encoding/unicode"

	"nianbao/eval"
	"nianbao/report"
	"nianbao/store"
	"nianbao/tabular"
)

// The columns of a labelling sheet, by their place in sample.columns.
const (
	sheetNo = iota
	sheetSource
	sheetBody
	sheetYear
	sheetPage
	sheetFate
	sheetPassage
	sheetPrinted
	sheetIndicator
	sheetName
	sheetLabel
	sheetValue
	sheetUnit
	sheetRole
	sheetPeriod
	sheetPart
	sheetPlace
	sheetVerdict
	sheetDue
	sheetDueValue
	sheetNote
	sheetEra
	sheetMethod
	sheetStratum
	sheetWeight
	sheetID
	sheetColumns
)

// needed are the columns that a filled sheet cannot be without.
var needed = []int{sheetFate, sheetIndicator, sheetVerdict, sheetDue, sheetEra, sheetMethod, sheetStratum, sheetWeight, sheetID}

// byteOrderMark tells Excel that a CSV file is UTF-8.
const byteOrderMark = "\ufeff"

// writeSheet prints a row a numeral, for a person to fill.
func (c *cli) writeSheet(w io.Writer, draw store.Draw) error {
	if _, err := io.WriteString(w, byteOrderMark); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.Write(c.list("sample.columns"))
	for i, d := range draw.Drawn {
		row := make([]string, sheetColumns)
		row[sheetNo] = strconv.Itoa(i + 1)
		row[sheetSource], row[sheetBody], row[sheetYear], row[sheetPage] = tabular.Guard(d.Source), tabular.Guard(d.Body), number(d.Year), number(d.Page)
		row[sheetFate] = c.say("fate." + string(d.Fate))
		row[sheetPassage], row[sheetPrinted] = tabular.Guard(passage(d)), tabular.Guard(clean(d.Printed))
		row[sheetEra], row[sheetMethod], row[sheetStratum], row[sheetID] = string(d.Era), string(d.Method), d.Stratum, d.ID
		row[sheetWeight] = strconv.FormatFloat(d.Weight, 'f', -1, 64)
		row[sheetLabel] = string(d.Reason)
		if d.Fate == store.Taken {
			row[sheetIndicator], row[sheetName] = d.Code().String(), tabular.Guard(d.Name)
			if c.lang == "en" {
				row[sheetName] = tabular.Guard(d.English)
			}
			row[sheetLabel], row[sheetValue], row[sheetUnit] = tabular.Guard(d.Label), string(d.Value), tabular.Guard(d.Unit)
			row[sheetRole] = c.say("role." + string(d.Role))
			row[sheetPeriod], row[sheetPart], row[sheetPlace] = tabular.Guard(d.Period), tabular.Guard(d.Part), tabular.Guard(d.Place)
		}
		out.Write(row)
	}
	out.Flush()
	return out.Error() // of any write above
}

// passage is a numeral among its words, in one line: …收到申请【5件】，均已…
func passage(d store.Drawn) string {
	quote := d.Quote
	if at := printedIn(quote, d.Printed); at >= 0 {
		quote = quote[:at] + "【" + d.Printed + "】" + quote[at+len(d.Printed):]
	}
	return clean(strings.TrimLeft(d.Before, "\n") + quote + d.After)
}

// printedIn finds what is printed in a quote: the last place where it is not a
// piece of a longer number; -1 where it is not there.
func printedIn(quote, printed string) int {
	if printed == "" {
		return -1
	}
	for end := len(quote); end > 0; {
		at := strings.LastIndex(quote[:end], printed)
		if at < 0 {
			break
		}
		before, _ := utf8.DecodeLastRuneInString(quote[:at])
		first, _ := utf8.DecodeRuneInString(printed)
		if !unicode.IsDigit(before) || !unicode.IsDigit(first) {
			return at
		}
		end = at + len(printed) - 1
	}
	return strings.LastIndex(quote, printed)
}

// verdicts are the words for verdicts, of either language.
var verdicts = map[string]eval.Verdict{
	"right": eval.IsRight, "correct": eval.IsRight, "对": eval.IsRight, "對": eval.IsRight, "正确": eval.IsRight, "正確": eval.IsRight, "√": eval.IsRight, "✓": eval.IsRight,
	"wrong": eval.IsWrong, "incorrect": eval.IsWrong, "错": eval.IsWrong, "錯": eval.IsWrong, "错误": eval.IsWrong, "錯誤": eval.IsWrong, "×": eval.IsWrong, "x": eval.IsWrong,
	"not": eval.IsNone, "none": eval.IsNone, "非": eval.IsNone, "不是": eval.IsNone,
	"figure": eval.IsFigure, "missed": eval.IsFigure, "数字": eval.IsFigure, "數字": eval.IsFigure, "漏": eval.IsFigure,
	"skip": eval.IsSkipped, "略": eval.IsSkipped, "跳过": eval.IsSkipped, "跳過": eval.IsSkipped,
}

// A sheetReader reads a filled sheet and says of every cell what it cannot take.
type sheetReader struct {
	c      *cli
	book   []report.Indicator
	at     [sheetColumns]int // where each column is
	faults []string
	own    map[string]bool // the sheet's own indicators
	seen   map[string]int  // rows by what they are of
	row    int             // as spreadsheets count
	cells  []string
}

// readSheet gives the rows of a filled sheet. Its faults are lines for people.
func (c *cli) readSheet(raw []byte, book []report.Indicator) (rows []eval.Judged, faults []string, err error) {
	text, err := c.sheetText(raw)
	if err != nil {
		return nil, nil, err
	}
	in := csv.NewReader(strings.NewReader(text))
	in.Comma, in.FieldsPerRecord, in.LazyQuotes = separator(text), -1, true
	records, err := in.ReadAll()
	if err != nil {
		return nil, nil, c.fault(c.say("sample.no_csv", err.Error()))
	}
	r := &sheetReader{c: c, book: book, own: map[string]bool{}, seen: map[string]int{}}
	if len(records) == 0 || !r.header(records[0]) {
		return nil, nil, c.fault(c.say("sample.no_sheet", r.lacking(records)), c.say("hint.sheet"))
	}
	for _, record := range records[1:] {
		r.cells = record
		if r.has(sheetIndicator) {
			r.own[report.ParseCode(r.text(sheetIndicator)).Indicator] = true
		}
	}
	for i, record := range records[1:] {
		if strings.TrimSpace(strings.Join(record, "")) == "" {
			continue
		}
		r.row, r.cells = i+2, record
		rows = append(rows, r.judged())
	}
	return rows, r.faults, nil
}

// sheetText gives UTF-8, whatever a spreadsheet saved.
func (c *cli) sheetText(raw []byte) (string, error) {
	var text []byte
	var err error
	switch {
	case bytes.HasPrefix(raw, []byte("PK\x03\x04")), bytes.HasPrefix(raw, []byte("\xd0\xcf\x11\xe0")):
		return "", c.fault(c.say("sample.workbook"), c.say("hint.workbook"))
	case bytes.HasPrefix(raw, []byte{0xff, 0xfe}), bytes.HasPrefix(raw, []byte{0xfe, 0xff}):
		text, err = xunicode.UTF16(xunicode.LittleEndian, xunicode.UseBOM).NewDecoder().Bytes(raw)
	case utf8.Valid(raw):
		text = raw
	default:
		text, err = simplifiedchinese.GB18030.NewDecoder().Bytes(raw)
	}
	return strings.TrimPrefix(string(text), byteOrderMark), err
}

// separator is what stands between the cells of the first line.
func separator(text string) rune {
	line, _, _ := strings.Cut(text, "\n")
	best := ','
	for _, r := range ";\t" {
		if strings.Count(line, string(r)) > strings.Count(line, string(best)) {
			best = r
		}
	}
	return best
}

// header finds the columns by their titles in either language.
func (r *sheetReader) header(titles []string) bool {
	for i := range r.at {
		r.at[i] = -1
	}
	for _, lang := range catalogue {
		for column, title := range strings.Split(lang["sample.columns"], "|") {
			for i, have := range titles {
				if strings.EqualFold(strings.TrimSpace(have), title) {
					r.at[column] = i
				}
			}
		}
	}
	return !slices.ContainsFunc(needed, func(column int) bool { return r.at[column] < 0 })
}

// lacking names the columns that are not there.
func (r *sheetReader) lacking(records [][]string) string {
	var out []string
	for _, column := range needed {
		if len(records) == 0 || r.at[column] < 0 {
			out = append(out, r.c.list("sample.columns")[column])
		}
	}
	return strings.Join(out, ", ")
}

func (r *sheetReader) has(column int) bool { return r.text(column) != "" }

func (r *sheetReader) text(column int) string {
	if at := r.at[column]; at >= 0 && at < len(r.cells) {
		return strings.TrimSpace(r.cells[at])
	}
	return ""
}

// bad notes what is wrong with a cell of the row, by its place in a spreadsheet.
func (r *sheetReader) bad(column int, what string) {
	r.faults = append(r.faults, r.c.say("sample.bad_cell", letters(r.at[column]), r.row, r.c.list("sample.columns")[column], what))
}

// letters are a spreadsheet's name of a column: A is the first, AA the 27th.
func letters(column int) string {
	name := ""
	for column++; column > 0; column = (column - 1) / 26 {
		name = string(rune('A'+(column-1)%26)) + name
	}
	return name
}

func (r *sheetReader) judged() eval.Judged {
	j := eval.Judged{Stratum: r.text(sheetStratum), Era: r.text(sheetEra), Method: r.text(sheetMethod)}
	if fate, ok := r.fate(); !ok {
		r.bad(sheetFate, r.c.say("sample.bad_fate", r.text(sheetFate)))
	} else if fate == store.Taken {
		j.Taken = true
		j.Indicator = report.ParseCode(r.text(sheetIndicator)).Indicator
		if j.Indicator == "" {
			j.Indicator = "open"
		}
	}
	weight := r.text(sheetWeight)
	if !strings.Contains(weight, ".") {
		weight = strings.Replace(weight, ",", ".", 1) // as half of Europe writes it
	}
	var err error
	if j.Weight, err = strconv.ParseFloat(weight, 64); err != nil || !(j.Weight >= 1 && j.Weight < 1e12) {
		r.bad(sheetWeight, r.c.say("sample.bad_weight", weight))
	}
	if id := r.text(sheetID); id == "" {
		r.bad(sheetID, r.c.say("sample.bad_empty"))
	} else if before := r.seen[id]; before > 0 {
		r.bad(sheetID, r.c.say("sample.bad_twice", before))
	} else {
		r.seen[id] = r.row
	}
	j.Verdict = r.verdict(j.Taken)
	j.Due = r.due(&j)
	return j
}

func (r *sheetReader) fate() (store.Fate, bool) {
	have := r.text(sheetFate)
	for _, fate := range []store.Fate{store.Taken, store.Rejected, store.Leftover} {
		for _, lang := range catalogue {
			if strings.EqualFold(have, lang["fate."+string(fate)]) {
				return fate, true
			}
		}
	}
	return "", false
}

// verdict reads the person's word. Of a numeral that was not taken right means
// that it is no figure, and wrong that it is one.
func (r *sheetReader) verdict(taken bool) eval.Verdict {
	have := r.text(sheetVerdict)
	if have == "" {
		return eval.Unfilled
	}
	v, ok := verdicts[strings.ToLower(have)]
	switch {
	case !ok:
		r.bad(sheetVerdict, r.c.say("sample.bad_verdict", have))
	case taken && v == eval.IsFigure:
		r.bad(sheetVerdict, r.c.say("sample.bad_taken", have))
	case !taken && v == eval.IsRight:
		return eval.IsNone
	case !taken && v == eval.IsWrong:
		return eval.IsFigure
	}
	return v
}

// due reads what the indicator should be.
func (r *sheetReader) due(j *eval.Judged) string {
	have := r.text(sheetDue)
	if have == "" {
		return ""
	}
	due := report.ParseCode(have).Indicator
	if due == "" {
		due = "open"
	}
	if !r.own[due] && due != "open" {
		i, err := r.c.findIndicator(r.book, have)
		var f *failure
		if errors.As(err, &f) {
			r.bad(sheetDue, f.text+"; "+f.hint)
			return ""
		}
		due = i.ID
	}
	switch {
	case j.Verdict == eval.IsRight && due != j.Indicator:
		r.bad(sheetDue, r.c.say("sample.bad_due", have))
	case j.Verdict == eval.IsNone || j.Verdict == eval.Unfilled:
		r.bad(sheetDue, r.c.say("sample.bad_due_verdict", have))
	}
	return due
}
