package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/mattn/go-sqlite3"

	"nianbao/crawl/warc"
	"nianbao/store"
)

// leastFree is what a night needs to begin with.
const leastFree = 256 << 20

// lookAtDisk compares what is free with what the database takes: a copy of it,
// as backup, forget and export make, takes as much again.
func (c *cli) lookAtDisk(context.Context) part {
	dir := filepath.Dir(c.db)
	free, known := freeBytes(dir)
	if !known {
		return fine(c.say("doctor.disk_unknown"))
	}
	var has int64
	for _, end := range []string{"", "-wal"} {
		if info, err := os.Stat(c.db + end); err == nil {
			has += info.Size()
		}
	}
	facts := c.say("doctor.free", amount(free), amount(has))
	switch {
	case free < leastFree:
		return broken(errors.New(facts), c.say("doctor.do_room"))
	case free < has+leastFree:
		return lesser(facts, c.say("doctor.do_room_copy"))
	}
	return fine(facts)
}

// lookAtPermissions looks at who may do what with the database.
func (c *cli) lookAtPermissions(context.Context) part {
	dir := filepath.Dir(c.db)
	info, err := os.Stat(c.db)
	if errors.Is(err, fs.ErrNotExist) {
		if _, write := mayUse(dir); !write {
			return broken(errors.New(c.say("doctor.folder_not_written", dir)), c.say("doctor.do_rights"))
		}
		return fine(c.say("doctor.folder_written", dir))
	}
	if err != nil {
		return broken(err, c.say("doctor.do_rights"))
	}
	read, write := mayUse(c.db)
	_, beside := mayUse(dir)
	switch {
	case !read:
		return broken(errors.New(c.say("doctor.not_read", c.db)), c.say("doctor.do_rights"))
	case info.Mode().Perm()&0o002 != 0:
		return lesser(c.say("doctor.by_all", c.db, info.Mode().Perm()), c.say("doctor.do_by_all", c.db))
	case !write || !beside:
		return lesser(c.say("doctor.read_only", c.db), c.say("doctor.do_rights"))
	}
	return fine(c.say("doctor.written", info.Mode().Perm()))
}

// lookAtDatabase reads all of it.
func (c *cli) lookAtDatabase(ctx context.Context) part {
	if _, err := os.Stat(c.db); errors.Is(err, fs.ErrNotExist) {
		return fine(c.say("doctor.no_database", c.db))
	}
	db, err := store.OpenReader(ctx, c.db)
	if err != nil {
		p := part{State: partFault, Facts: c.errorWords(err)} // which says what to do, but for damage
		if damage := (sqlite3.Error{}); errors.As(err, &damage) && damage.Code == sqlite3.ErrCorrupt {
			p.Do = c.say("doctor.do_restore")
		}
		return p
	}
	stats, err := db.Stats(ctx)
	unindexed, err2 := db.Unindexed(ctx)
	if err := errors.Join(err, err2, db.Check(ctx), db.Close()); err != nil {
		return part{State: partFault, Facts: c.errorWords(joined(err)), Do: c.say("doctor.do_restore")}
	}
	if unindexed > 0 {
		return broken(errors.New(c.say("search.unindexed", unindexed)), c.say("hint.unindexed"))
	}
	return fine(c.say("doctor.holds", c.db, stats.Sources, stats.Reports, stats.Figures))
}

// lookAtLedger compares the books of the crawl.
func (c *cli) lookAtLedger(ctx context.Context) part {
	db, err := store.OpenReader(ctx, c.db)
	if err != nil {
		return fine(c.say("doctor.no_ledger")) // the database's own line says why
	}
	s, err := db.CheckLedger(ctx)
	if err := errors.Join(err, db.Close()); err != nil {
		return broken(joined(err), c.say("doctor.do_ledger"))
	}
	switch {
	case s.Sites == 0:
		return fine(c.say("doctor.no_ledger"))
	case s.Open > 0:
		return lesser(c.say("doctor.booked", s.Sites, s.URLs, s.Nights)+"; "+c.say("doctor.open_nights", s.Open), c.say("doctor.do_open_nights"))
	}
	return fine(c.say("doctor.booked", s.Sites, s.URLs, s.Nights))
}

// lookAtArchive reads all that the crawl has kept, and compares it with its hashes.
func (c *cli) lookAtArchive(ctx context.Context, dir string) part {
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		return fine(c.say("doctor.no_archive", dir))
	}
	v, err := warc.Verify(ctx, dir)
	if err != nil {
		return broken(joined(err), c.say("doctor.do_archive"))
	}
	facts := c.say("doctor.archived", dir, v.Files, amount(v.Bytes), v.Answers, v.Bodies)
	if v.Unindexed > 0 {
		return lesser(facts+"; "+c.say("doctor.unindexed", v.Unindexed), c.say("doctor.do_unindexed"))
	}
	return fine(facts)
}
