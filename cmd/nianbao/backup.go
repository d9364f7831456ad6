package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"nianbao/fault"
	"nianbao/needle"
	"nianbao/store"
)

// backupFlags are the flags of backup as they were given.
type backupFlags struct {
	keep   int
	format string
}

func (c *cli) backupCommand() *cobra.Command {
	o := backupFlags{format: "table"}
	cmd := &cobra.Command{
		Use:     "backup [flags] DEST",
		Short:   c.say("backup.short"),
		Long:    c.say("backup.long"),
		Example: "  nianbao backup before.db\n  nianbao backup --keep 14 /var/backups/nianbao/",
		Args:    c.between(1, 1),
		RunE:    func(cmd *cobra.Command, args []string) error { return c.backup(cmd.Context(), args[0], o) },
	}
	flags := cmd.Flags()
	flags.IntVar(&o.keep, "keep", 0, c.say("flag.keep"))
	flags.Var(choice{&o.format, []string{"table", "json"}}, "format", c.say("flag.format"))
	return cmd
}

// backup makes one copy and says where it is.
func (c *cli) backup(ctx context.Context, dest string, o backupFlags) error {
	to, inFolder, err := c.backupPath(dest)
	if err != nil {
		return err
	}
	if o.keep < 0 || o.keep > 0 && !inFolder {
		return c.usage(c.say("usage.keep"), c.say("hint.keep"))
	}
	made, err := store.Backup(ctx, c.db, to)
	switch {
	case ctx.Err() != nil:
		return &failure{text: c.say("backup.interrupted"), hint: c.say("hint.backup_again"), code: exitFailed}
	case errors.Is(err, fs.ErrExist):
		return c.fault(c.say("backup.exists", to), c.say("hint.backup_name"))
	case errors.Is(err, store.ErrDiskFull):
		return c.fault(c.say("backup.disk_full", to), c.say("hint.backup_room", sizeOf(c.db)))
	case errors.Is(err, store.ErrBadCopy):
		return c.fault(c.say("backup.bad", err), c.say("hint.backup_bad"))
	case errors.Is(err, fs.ErrPermission):
		return c.fault(c.say("backup.forbidden", filepath.Dir(to)), c.say("hint.backup_forbidden"))
	case err != nil:
		return err
	}
	var gone []string
	if o.keep > 0 {
		if gone, err = rotate(filepath.Dir(to), c.backupName(), o.keep); err != nil {
			return c.fault(c.say("backup.rotate", err), c.say("hint.backup_forbidden"))
		}
	}
	return c.writeBackup(made, gone, o.format)
}

func (c *cli) writeBackup(made store.Copy, gone []string, format string) error {
	if format == "json" {
		type answer struct {
			store.Copy
			Removed []string `json:"removed"`
		}
		e := json.NewEncoder(c.stdout)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		return e.Encode(answer{made, append([]string{}, gone...)})
	}
	compared := c.say("backup.compared")
	if !made.Compared {
		compared = c.say("backup.meanwhile")
	}
	c.log.info(c.say("backup.done", amount(made.Bytes), made.Documents, made.Figures, compared))
	if len(gone) > 0 {
		c.log.info(c.say("backup.rotated", strings.Join(gone, ", ")))
	}
	_, err := fmt.Fprintln(c.stdout, made.Path)
	return err
}

// backupPath is the file that a copy becomes: the one that is named, or one of
// a name of its own in the folder that is.
func (c *cli) backupPath(dest string) (path string, inFolder bool, err error) {
	info, err := os.Stat(dest)
	inFolder = err == nil && info.IsDir() || strings.HasSuffix(dest, string(filepath.Separator)) || strings.HasSuffix(dest, "/")
	dir := filepath.Dir(dest)
	path = dest
	if inFolder {
		dir = filepath.Clean(dest)
		path = filepath.Join(dir, c.backupName()+"-"+c.now().UTC().Format(backupStamp)+".db")
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return "", false, c.fault(c.say("backup.no_folder", dir), c.say("hint.backup_folder"))
	}
	return path, inFolder, nil
}

// backupStamp tells copies in one folder apart; names sort as times do.
const backupStamp = "20060102T150405.000Z"

// backupName begins the names of copies of the database.
func (c *cli) backupName() string { return strings.TrimSuffix(filepath.Base(c.db), ".db") }

// rotate takes away the oldest copies of one database in a folder, so that keep
// remain. Nothing but what backup itself named is a copy.
func rotate(dir, name string, keep int) (gone []string, err error) {
	ours := needle.MustCompile(`^` + regexp.QuoteMeta(name) + `-(\d{8}T\d{6}\.\d{3}Z)\.db$`)
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var copies []string
	for _, e := range entries {
		m := ours.FindStringSubmatch(e.Name())
		if m == nil || !e.Type().IsRegular() {
			continue
		}
		if _, err := time.Parse(backupStamp, m[1]); err == nil {
			copies = append(copies, e.Name())
		}
	}
	slices.Sort(copies)
	for _, old := range copies[:max(0, len(copies)-keep)] {
		path := filepath.Join(dir, old)
		if err := os.Remove(path); err != nil {
			return gone, err
		}
		fault.Point(fault.BackupRotated)
		gone = append(gone, path)
	}
	return gone, nil
}

// amount is a number of bytes for people.
func amount(n int64) string {
	unit := "KB"
	for _, next := range []string{"MB", "GB", "TB"} {
		if n < 10<<20 {
			break
		}
		n, unit = n>>10, next
	}
	return fmt.Sprintf("%d %s", (n+1023)>>10, unit)
}

// sizeOf is how large a file is, for people.
func sizeOf(path string) string {
	info, err := os.Stat(path)
	if err != nil {
		return "?"
	}
	return amount(info.Size())
}
