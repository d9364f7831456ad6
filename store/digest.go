package store

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"nianbao/report"
)

// digest stands for all that was read of a document, down to the words that it
// is found by: what two versions of the program read alike has the same one.
func digest(it *Item) (string, error) {
	d := it.Document
	tables := make([][]report.Cell, len(d.Tables))
	for i := range d.Tables {
		tables[i] = d.Tables[i].Cells
	}
	h := sha256.New()
	err := json.NewEncoder(h).Encode([]any{
		d.Status, d.Reason, d.Detail, d.Format, d.Encoding, d.Reader, d.Script, d.Meta, d.Text,
		d.Title, d.Body, d.BodyName, d.BodyID, d.MayBe, d.Was, d.Region, d.RegionBasis, d.RegionConfidence, d.Level, d.Scope, d.Year, d.Period, d.Published, d.Era, d.Residual,
		d.Figures, tables, d.Checks, d.Proposals, d.Issues, d.Rejects, d.Links, it.Passages, it.Names, it.Divisions, it.Called,
	})
	if err != nil {
		return "", fmt.Errorf("a number that is none: %w", err)
	}
	return hex.EncodeToString(h.Sum(nil)[:16]), nil
}
