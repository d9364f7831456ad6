//go:build unix

package sandbox

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"nianbao/report"
)

// readable is the outcome of a bomb that is read like any document, whole or in part.
const readable report.Reason = ""

// becomes says what each bomb becomes. Where the time and memory of the machine
// decide, those reasons are listed too; a crash of the parser never is.
var becomes = map[string][]report.Reason{
	"a node that is its own child":                          {report.Malformed, report.TimedOut},
	"a table of places before itself":                       {readable, report.TimedOut},
	"a cycle of parents":                                    {readable, report.TimedOut},
	"an outline that is its own next":                       {readable, report.TimedOut},
	"a table of characters with 9223372036854775807 ranges": {readable},
	"a stream of places for 2000000000 objects":             {report.Malformed},
	"a page that inflates to 480 MB":                        {report.Malformed, report.TimedOut, report.OutOfMemory},
	"spaces that inflate through four filters":              {report.Empty, report.TimedOut, report.OutOfMemory},
	"a million arrays within each other":                    {readable},
	"a page within a million dictionaries":                  {readable},
	"ten million arrays within each other":                  {readable, report.TimedOut, report.OutOfMemory},
	"ten million dictionaries within each other":            {readable, report.TimedOut, report.OutOfMemory},
	"a page within ten million arrays":                      {readable, report.TimedOut, report.OutOfMemory},
	"a filter that nobody knows":                            {readable},
	"numbers of 100000 digits":                              {report.Empty},
	"half of it":                                            {report.Truncated},
	"a page that is not there":                              {readable},
	"contents that are not there":                           {readable},
	"half a character at the end of a text":                 {readable},
	"2147483647 pages":                                      {readable},
	"100000 pages":                                          {report.TooLarge},
	"a tree of pages 10000 deep":                            {report.Malformed},
	"a form that draws itself":                              {readable, report.TimedOut, report.OutOfMemory},
	"forms that double 40 times":                            {readable, report.TimedOut, report.OutOfMemory},
	"a font whose letters are written in it":                {report.Mojibake, report.Empty, report.TimedOut},
	"a stream as long as itself":                            {readable},
	"an object stream that extends itself":                  {readable},
	"a picture of 2147483647 by 2147483647":                 {report.NeedsOCR, report.Empty},
	"a picture within the page without end":                 {readable, report.TimedOut},
	"a text without end":                                    {report.Empty},
	"100000 saved states":                                   {readable},
	"5000000 lines":                                         {readable, report.TimedOut, report.OutOfMemory},
	"200000 marks upon each other":                          {readable, report.TimedOut, report.OutOfMemory},
	"a paper of 10^30 points":                               {readable},
	"a lock with no key":                                    {report.Encrypted},

	"20000 <html> with an attribute each":     {report.Malformed},
	"20000 <body> with an attribute each":     {report.Malformed},
	"80000 attributes":                        {report.Malformed},
	"100000 divisions within each other":      {report.TooDeep},
	"10000 tables within each other":          {report.TooDeep},
	"20000 fonts that are never closed":       {readable, report.TimedOut},
	"100000 links that open each other again": {report.Stub, report.TimedOut},
	"10 MB of <":                                {report.Stub, report.TimedOut},
	"a comment of 10 MB without end":            {report.Empty},
	"a script of 10 MB without end":             {report.ScriptShell},
	"an attribute of 10 MB":                     {report.Empty},
	"200000 entities":                           {report.Stub, report.TimedOut},
	"2 MB of NUL":                               {report.Unsupported},
	"cells that span 2147483647":                {report.Stub},
	"a table of 1000 by 1000 that spans all":    {report.Stub, report.TimedOut, report.OutOfMemory},
	"a table of 400000 cells":                   {report.TooLarge, report.Stub, report.TimedOut, report.OutOfMemory},
	"a row of 100000 cells":                     {report.Stub, report.TimedOut},
	"50000 options and selections":              {report.Empty},
	"50000 pictures of lines within each other": {report.TooDeep},
	"50000 templates within each other":         {report.TooDeep},
	"50000 wrong ends":                          {report.Empty},
	"a word of 5 MB":                            {readable, report.TimedOut},
	"a number of 5 MB":                          {report.Stub, report.TimedOut},
	"300000 paragraphs":                         {readable, report.TimedOut, report.OutOfMemory},
	"100000 frames":                             {report.Stub},

	"20 MB of digits":               {report.TooLarge},
	"20 MB of pipes":                {report.TooLarge},
	"a grid of 100000 lines":        {readable, report.TimedOut},
	"100000 rules":                  {report.Stub},
	"a line of 5 MB of spaces":      {report.TooLarge},
	"2000000 empty lines":           {report.Stub},
	"half of each character":        {report.Mojibake},
	"surrogates without their half": {report.Mojibake},
	"a billion laughs":              {report.NotAReport},

	"gzip of 512 MB":                          {report.Unsupported},
	"gzip of a gzip of 256 MB":                {report.Unsupported},
	"zip of 512 MB":                           {report.Unsupported},
	"zip of 50000 entries":                    {report.Unsupported},
	"zip that goes up":                        {report.Unsupported},
	"zip within zip five times":               {report.Unsupported},
	"docx of 1 GB of spaces":                  {report.TooLarge},
	"docx of 200 MB of paragraphs":            {report.TooLarge},
	"docx of 50000 paragraphs":                {readable, report.TimedOut},
	"docx that lies of its length":            {report.Malformed},
	"docx with a billion laughs":              {report.Malformed},
	"docx of 500000 tables within each other": {report.TooDeep},
	"docx of 500000 texts within each other":  {report.TooDeep},
	"docx with cells that span 2147483647":    {report.Stub},
	"docx of a million cells":                 {report.Stub, report.TooLarge, report.TimedOut},
	"docx of 50000 parts":                     {report.TooLarge},
	"xlsx of 1048576 by 16384 cells":          {report.NotAReport},
	"xlsx of cells far apart":                 {report.TooLarge},
	"xlsx with a string of 30 MB":             {report.NotAReport, report.TooLarge, report.TimedOut},
	"xlsx with one string 100000 times":       {report.TooLarge, report.TimedOut, report.OutOfMemory},
	"xlsx with a billion laughs":              {report.Empty, report.Malformed},
	"xlsx of 100000 merged places":            {report.NotAReport, report.TimedOut},
	"ofd of a page that is its own":           {report.Empty, report.Malformed},
}

const harmless = "甲乙市丙丁局2017年政府信息公开工作年度报告\n\n本局全年通过政府网站公开信息120条。\n"

// TestBombs holds that every bomb ends within the limits as what it is, and that
// the next document in the same place is read.
func TestBombs(t *testing.T) {
	p := open(t, 2)
	if err := p.Prepare(); err != nil {
		t.Fatal(err)
	}
	want := p.Document("a.txt", []byte(harmless), "").Text
	if !strings.Contains(want, "公开信息120条") {
		t.Fatalf("text %q", want)
	}
	bombs := map[string]func() []byte{}
	for _, set := range []map[string]func() []byte{pdfBombs, htmlBombs, textBombs, zipBombs} {
		maps.Copy(bombs, set)
	}
	if len(bombs) != len(becomes) {
		t.Errorf("%d bombs, %d outcomes", len(bombs), len(becomes))
	}
	names := slices.Sorted(maps.Keys(bombs))
	if testing.Short() {
		names = slices.DeleteFunc(names, func(name string) bool { return slices.Contains(becomes[name], report.TimedOut) })
	}
	most := watchChildren()
	var wg sync.WaitGroup
	two := make(chan bool, 2)
	for _, name := range names {
		two <- true
		wg.Go(func() {
			defer func() { <-two }()
			explode(t, p, name, bombs[name]())
			if d := p.Document("a.txt", []byte(harmless), ""); d.Text != want {
				t.Errorf("after %s: %s %s %q", name, d.Status, d.Reason, d.Detail)
			}
		})
	}
	wg.Wait()
	if n := most(); n > 1536 {
		t.Errorf("a child held %d MB", n)
	} else {
		t.Logf("the largest child held %d MB", n)
	}
}

// longestReading is the sum of the limits on a document: of the child, of ending
// it, and of the two programs that a PDF in doubt is given to.
const longestReading = parserWall + 2*endTime + 2*(10*time.Second)

func explode(t *testing.T, p *Parser, name string, body []byte) {
	started := time.Now()
	d := p.Document(name, body, "")
	took := time.Since(started)
	what, _, _ := strings.Cut(d.Detail, "\n")
	t.Logf("%-54s %9d bytes %6.2f s  %s %s %.80s", name, len(body), took.Seconds(), d.Status, d.Reason, what)
	reasons := becomes[name]
	if whole := d.Status != report.Unreadable && slices.Contains(reasons, readable); !whole && !slices.Contains(reasons, d.Reason) {
		t.Errorf("%s: %s %s %s, want %q", name, d.Status, d.Reason, d.Detail, reasons)
	}
	if took > longestReading {
		t.Errorf("%s took %v", name, took)
	}
}

// watchChildren gives the most memory that a child of this process holds until
// the function is called, in MB; 0 where the system does not say.
func watchChildren() (most func() int) {
	stop, result := make(chan bool), make(chan int)
	parent := fmt.Sprintf("\nPPid:\t%d\n", os.Getpid())
	held := regexp.MustCompile(`\nVmHWM:\s*(\d+) kB`)
	go func() {
		largest := 0
		for {
			select {
			case <-stop:
				result <- largest >> 10
				return
			case <-time.After(20 * time.Millisecond):
			}
			processes, _ := filepath.Glob("/proc/[0-9]*/status")
			for _, name := range processes {
				status, _ := os.ReadFile(name)
				line, _ := os.ReadFile(strings.TrimSuffix(name, "status") + "cmdline")
				// before it is another program, a child shows the memory of its parent
				if m := held.FindSubmatch(status); m != nil && bytes.Contains(status, []byte(parent)) && bytes.Contains(line, []byte("__")) {
					n, _ := strconv.Atoi(string(m[1]))
					largest = max(largest, n)
				}
			}
		}
	}()
	return func() int {
		close(stop)
		return <-result
	}
}
