package store

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestPublish holds that a copy to be published tells nothing of the machine: not
// where files lie, nor what its crawl is at.
func TestPublish(t *testing.T) {
	p := path(t)
	db := open(t, p)
	names := []string{
		"/home/wang/reports/2017/a.html", "/home/wang/reports/2018/a.html", // ingested as a folder
		"/home/wang/one.html",                         // as a file
		"/srv/lists/files/b.pdf",                      // by the manifest /srv/lists/list.csv
		"/mnt/other/2017/a.html",                      // another folder with a file of the same name
		"../zhang/c.html", "reports/d.html", "e.html", // from where the program ran
		"https://x.gov.cn/f.html", "/lost/and/found/g.html", `C:\Users\wang\h.html`,
	}
	for i, name := range names {
		it := sample(i)
		it.Document.Source = name
		put(t, db, it)
	}
	gone := sample(30)
	gone.Document.Source = "/home/wang/secret.html"
	put(t, db, gone)
	if _, err := db.Forget(t.Context(), gone.Document.Source, "应来函要求", "王某", noon); err != nil {
		t.Fatal(err)
	}
	for _, command := range []string{"ingest /home/wang/reports /home/wang/one.html", "ingest /srv/lists/list.csv /mnt/other", "ingest ../zhang reports e.html",
		`ingest C:\Users\wang`, "crawl --sources /home/wang/sources.yaml"} {
		if _, err := db.StartRun(t.Context(), Run{Command: command, Version: "v1", StartedAt: noon}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := db.w.Exec(`UPDATE source SET detail = 'open /home/wang/reports/2017/a.html: no such file' WHERE name = '/home/wang/reports/2017/a.html'`); err != nil {
		t.Fatal(err)
	}
	v := visit(t, db, "host-17", night)
	do(t, db.Discover(t.Context(), v, night, sightings(0, 3)))
	do(t, db.Expect(t.Context(), night, Due{Body: "x", Year: 2024, Site: "x"}))

	copied := p + ".copy"
	do(t, Snapshot(t.Context(), p, copied))
	do(t, Publish(t.Context(), copied))
	do(t, Finish(t.Context(), copied, false))
	published := open(t, copied)
	check(t, published)
	tx, err := published.r.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	got, err := texts(t.Context(), tx, `SELECT name FROM source ORDER BY id`)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"2017/a.html", "2018/a.html", "one.html", "files/b.pdf", "2017/a.html~2", "c.html", "reports/d.html", "e.html", "https://x.gov.cn/f.html", "g.html", "h.html"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("sources (-want +got):\n%s", diff)
	}
	commands, err := texts(t.Context(), tx, `SELECT DISTINCT command FROM run ORDER BY command`)
	if diff := cmp.Diff([]string{"crawl", "ingest"}, commands); diff != "" || err != nil {
		t.Errorf("%v, commands (-want +got):\n%s", err, diff)
	}
	if got := value[string](t, published, `SELECT max(detail) FROM source`); got != "open 2017/a.html: no such file" {
		t.Errorf("detail %q", got)
	}
	if n := value[int](t, published, `SELECT (SELECT count(*) FROM tombstone) + (SELECT count(*) FROM crawl_site) + (SELECT count(*) FROM crawl_url) + (SELECT count(*) FROM crawl_visit)
		+ (SELECT count(*) FROM crawl_account)`); n != 0 {
		t.Errorf("%d rows of the machine's are left", n)
	}
	if n := value[int](t, published, `SELECT count(*) FROM ledger`); n != 1 {
		t.Errorf("%d lines of the ledger", n)
	}
	for _, w := range holdingAny(t, copied, "wang", "王某", "host-17", "/srv", "/mnt", "zhang", "secret") {
		t.Errorf("the file holds %s", w)
	}
}
