package extract

import (
	"fmt"
	"os"
	"testing"
	"time"
)

func FuzzZZ(f *testing.F) {
	for _, c := range formCases {
		f.Add(c.tables)
	}
	book := loadBook(f)
	lg, _ := os.OpenFile("/tmp/h/fz.log", os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0644)
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 4000 {
			return
		}
		t0 := time.Now()
		d := tablesOf(2020, text)
		t1 := time.Now()
		d.Figures = readTables(d, book)
		t2 := time.Now()
		checkIdentities(d)
		fmt.Fprintln(lg, len(text), t1.Sub(t0), t2.Sub(t1), time.Since(t2))
	})
}
