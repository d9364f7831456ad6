package store

import (
	"fmt"
	"testing"
	"time"
)

func owedState(t testing.TB, db *DB, now time.Time) string {
	t.Helper()
	lines, err := db.Owed(t.Context(), OwedFilter{Body: "b"}, now)
	if err != nil || len(lines) != 1 {
		t.Fatalf("lines %v, %v", lines, err)
	}
	o := lines[0]
	return fmt.Sprintf("%s late %d changes %d %s", o.State, o.LateDays, o.Changes, o.Unreadable)
}

// TestOwed follows one line of the ledger through its life.
func TestOwed(t *testing.T) {
	ctx := t.Context()
	day := func(month, d int) time.Time { return time.Date(2026, time.Month(month), d, 3, 0, 0, 0, time.UTC) }
	due := Due{Body: "b", Year: 2025, Site: "x", On: "2026-03-31"}
	arrive := func(db *DB, at time.Time, sha, unreadable string) error {
		return db.Arrived(ctx, Arrival{Due: due, URL: "http://x.gov.cn/1", SHA256: sha, Unreadable: unreadable, At: at})
	}
	db := open(t, path(t))
	for _, step := range []struct {
		do   func() error
		now  time.Time
		want string
	}{
		{func() error { return db.Expect(ctx, day(1, 2), due) }, day(1, 2), "not_due late -1 changes 0 "},
		{func() error { return db.Expect(ctx, day(1, 3), due) }, time.Date(2026, 3, 31, 15, 0, 0, 0, time.UTC), "not_due late -1 changes 0 "},
		{func() error { return nil }, time.Date(2026, 3, 31, 16, 0, 0, 0, time.UTC), "missing late -1 changes 0 "}, // April in China
		{func() error { return db.SiteAnswers(ctx, "x", false, day(4, 1)) }, day(4, 1), "unreachable late -1 changes 0 "},
		{func() error { return db.SiteAnswers(ctx, "x", false, day(4, 2)) }, day(4, 2), "unreachable late -1 changes 0 "},
		{func() error { return db.SiteAnswers(ctx, "x", true, day(4, 3)) }, day(4, 3), "missing late -1 changes 0 "},
		{func() error { return arrive(db, day(4, 5), "", "needs_ocr") }, day(4, 5), "unreadable late 5 changes 0 needs_ocr"},
		{func() error { return arrive(db, day(4, 6), "one", "") }, day(4, 6), "late late 5 changes 0 "},
		{func() error { return arrive(db, day(4, 7), "one", "") }, day(4, 7), "late late 5 changes 0 "},
		{func() error { return arrive(db, day(5, 1), "two", "") }, day(5, 1), "late late 5 changes 1 "},
		{func() error { return arrive(db, day(5, 2), "", "mojibake") }, day(5, 2), "late late 5 changes 1 mojibake"},
		{func() error { return db.SiteAnswers(ctx, "x", false, day(5, 3)) }, day(5, 3), "late late 5 changes 1 mojibake"},
		{func() error { return db.Removed(ctx, "http://x.gov.cn/1", day(6, 1)) }, day(6, 2), "removed late 5 changes 1 mojibake"},
		{func() error { return arrive(db, day(7, 1), "two", "") }, day(7, 1), "late late 5 changes 1 "},
		{func() error { return db.Removed(ctx, "http://x.gov.cn/1", day(7, 1)) }, day(7, 1), "removed late 5 changes 1 "},
		{func() error { return db.Returned(ctx, "http://x.gov.cn/1", day(7, 1)) }, day(7, 1), "late late 5 changes 1 "},
	} {
		do(t, step.do())
		if got := owedState(t, db, step.now); got != step.want {
			t.Errorf("%s: %s, want %s", step.now.Format(time.DateOnly), got, step.want)
		}
	}
	twin := Arrival{Due: due, URL: "http://x.gov.cn/1.pdf", SHA256: "pdf", At: day(7, 2)}
	do(t, db.Arrived(ctx, twin))
	if got := owedState(t, db, day(7, 2)); got != "late late 5 changes 1 " {
		t.Errorf("after its twin in another format: %s", got)
	}
	lines, err := db.Owed(ctx, OwedFilter{Year: 2025, Site: "x"}, day(7, 1))
	if err != nil || len(lines) != 1 || !lines[0].Changed.Equal(day(5, 1)) || !lines[0].First.Equal(day(4, 5)) || !lines[0].Unreachable.IsZero() || lines[0].SHA256 != "two" {
		t.Errorf("%+v, %v", lines, err)
	}
}

// TestOwedBefore holds that what was there before anyone looked is not late, and
// that what nobody expected is written down too.
func TestOwedBefore(t *testing.T) {
	ctx := t.Context()
	for _, tt := range []struct {
		name     string
		due      string
		expected time.Time
		found    time.Time
		want     string
	}{
		{"in time", "2026-03-31", time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 3, 31, 15, 59, 0, 0, time.UTC), "found late 0 changes 0 "},
		{"looked for too late", "2026-03-31", time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC), "found late -1 changes 0 "},
		{"not expected", "2026-03-31", time.Time{}, time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC), "found late -1 changes 0 "},
		{"no rule", "", time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC), "found late -1 changes 0 "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			db := open(t, path(t))
			d := Due{Body: "b", Year: 2025, Site: "x", On: tt.due}
			if !tt.expected.IsZero() {
				do(t, db.Expect(ctx, tt.expected, d))
			}
			do(t, db.Arrived(ctx, Arrival{Due: d, URL: "u", SHA256: "s", At: tt.found}))
			if got := owedState(t, db, tt.found); got != tt.want {
				t.Errorf("%s, want %s", got, tt.want)
			}
		})
	}
}
