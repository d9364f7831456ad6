package main

import (
	"encoding/json"
	"path/filepath"
	"testing"

	"nianbao/report"
)

// TestCodebookPage holds that docs/codebook.md has the breaks of the codebook.
func TestCodebookPage(t *testing.T) {
	got := call(t, "codebook", "breaks", "--report", filepath.Join("..", "..", "docs", "codebook.md"), "-n")
	if got.code != exitOK {
		t.Errorf("exit code %d, %s\nlook at the difference that `make codebook` makes, and commit it", got.code, got.stderr)
	}
}

// TestCodebookJSON holds that programs get all that the codebook says.
func TestCodebookJSON(t *testing.T) {
	var list []indicatorRecord
	if err := json.Unmarshal([]byte(call(t, "codebook", "list", "--format", "json").stdout), &list); err != nil {
		t.Fatal(err)
	}
	cells := map[report.Era]int{} // of the official forms
	told, values := 0, 0
	for _, i := range list {
		values += len(i.Values)
		for _, c := range i.Codes {
			for era, standing := range c.Eras {
				if standing == report.InForm {
					cells[era]++
				}
			}
		}
		for _, b := range i.Series {
			told += len(b.Codes)
		}
	}
	// One code of 2019 has two cells of each row of documents: what is newly
	// published, and all that is open to the public.
	if cells[report.Era2008] != 0 || cells[report.Era2014] != 58 || cells[report.Era2019] != 196 || cells[report.Era2021] != 200 {
		t.Errorf("codes in the official forms: %v", cells)
	}
	if told < 500 || values < 90 {
		t.Errorf("%d codes told about, %d values", told, values)
	}
}
