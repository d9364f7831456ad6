package store

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestRecentPlan holds that the newest documents are found without looking at the
// others: the start page of a hundred thousand reports asks for them each time.
func TestRecentPlan(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "n.db"))
	rows, err := db.r.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+recent, 12)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var plan []string
	for rows.Next() {
		var id, parent, unused int
		var detail string
		if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
			t.Fatal(err)
		}
		plan = append(plan, detail)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	if text := strings.Join(plan, "\n"); strings.Contains(text, "B-TREE") || !strings.Contains(text, "SCAN d") {
		t.Errorf("the plan is\n%s", text)
	}
}
