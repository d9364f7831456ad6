package main

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"nianbao/store"
)

// TestOwed shows a ledger in which something became of every report, as a table,
// as JSON and as CSV.
func TestOwed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	ctx := t.Context()
	db, err := store.Open(ctx, path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	day := func(month time.Month, d int) time.Time { return time.Date(2026, month, d, 2, 0, 0, 0, time.UTC) }
	due := func(body string, year int, on string) store.Due {
		return store.Due{Body: body, Year: year, Site: "=site", On: on}
	}
	arrive := func(body string, year int, at time.Time, sha, unreadable string) error {
		return db.Arrived(ctx, store.Arrival{Due: due(body, year, "2025-03-31"), URL: "http://a.gov.cn/" + body, SHA256: sha, Unreadable: unreadable, At: at})
	}
	err = errors.Join(
		db.Expect(ctx, day(1, 1), due("missing", 2024, "2025-03-31"), due("later", 2099, "2100-03-31"), due("late", 2025, "2026-03-31")),
		db.Arrived(ctx, store.Arrival{Due: due("late", 2025, "2026-03-31"), URL: "http://a.gov.cn/late", SHA256: "s", At: day(4, 5)}),
		arrive("changed", 2024, day(1, 1), "a", ""), arrive("changed", 2024, day(2, 1), "b", ""), arrive("changed", 2024, day(3, 1), "c", ""),
		arrive("scan", 2024, day(1, 1), "", "needs_ocr"),
		arrive("spoilt", 2024, day(1, 1), "a", ""), arrive("spoilt", 2024, day(2, 1), "b", "mojibake"),
		arrive("removed", 2024, day(1, 1), "a", ""), db.Removed(ctx, "http://a.gov.cn/removed", day(2, 3)),
		db.Expect(ctx, day(1, 1), store.Due{Body: "away", Year: 2024, Site: "gone", On: "2025-03-31"}), db.SiteAnswers(ctx, "gone", false, day(2, 4)),
		db.Close())
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ format, want string }{
		{"table", `body     year  state        due         found       remark                                     where
away     2024  unreachable  2025-03-31              its site does not answer since 2026-02-04
changed  2024  found        2025-03-31  2026-01-01  changed 2×, last 2026-03-01                http://a.gov.cn/changed
late     2025  late         2026-03-31  2026-04-05  5 days late                                http://a.gov.cn/late
later    2099  not due      2100-03-31
missing  2024  missing      2025-03-31
removed  2024  removed      2025-03-31  2026-01-01  since 2026-02-03                           http://a.gov.cn/removed
scan     2024  unreadable   2025-03-31  2026-01-01  a scan without a text layer                http://a.gov.cn/scan
spoilt   2024  found        2025-03-31  2026-01-01  now garbled, or in no known encoding       http://a.gov.cn/spoilt
`},
		{"csv", `body,year,state,due_on,first_found_at,late_days,changes,changed_at,removed_at,unreachable_at,unreadable,site,url,sha256
away,2024,unreachable,2025-03-31,,,0,,,2026-02-04T02:00:00Z,,gone,,
changed,2024,found,2025-03-31,2026-01-01T02:00:00Z,,2,2026-03-01T02:00:00Z,,,,'=site,http://a.gov.cn/changed,c
late,2025,late,2026-03-31,2026-04-05T02:00:00Z,5,0,,,,,'=site,http://a.gov.cn/late,s
later,2099,not_due,2100-03-31,,,0,,,,,'=site,,
missing,2024,missing,2025-03-31,,,0,,,,,'=site,,
removed,2024,removed,2025-03-31,2026-01-01T02:00:00Z,,0,,2026-02-03T02:00:00Z,,,'=site,http://a.gov.cn/removed,a
scan,2024,unreadable,2025-03-31,2026-01-01T02:00:00Z,,0,,,,needs_ocr,'=site,http://a.gov.cn/scan,
spoilt,2024,found,2025-03-31,2026-01-01T02:00:00Z,,0,,,,mojibake,'=site,http://a.gov.cn/spoilt,a
`},
	} {
		got := call(t, "--db", path, "crawl", "status", "--reports", "--format", tt.format)
		if trimmed(got.stdout) != tt.want || got.code != exitOK {
			t.Errorf("%s: code %d %s\n%s\nwant\n%s", tt.format, got.code, got.stderr, got.stdout, tt.want)
		}
	}
	json := call(t, "--db", path, "crawl", "status", "--reports", "--format", "json").stdout
	for _, want := range []string{`"state": "removed"`, `"removed_at": "2026-02-03T02:00:00Z"`, `"late_days": 5`, `"late_days": null`, `"unreadable": "mojibake"`, `"unreachable_at": "2026-02-04T02:00:00Z"`, `"changes": 2`} {
		if !strings.Contains(json, want) {
			t.Errorf("JSON lacks %s", want)
		}
	}
	if got := call(t, "--db", path, "--lang", "zh", "crawl", "status", "--body", "changed").stdout; !strings.Contains(got, "改动 2 次,最近 2026-03-01") {
		t.Errorf("in Chinese:\n%s", got)
	}
}

// trimmed leaves out the blanks at the ends of lines.
func trimmed(s string) string {
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}
