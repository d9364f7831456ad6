package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"nianbao/fetch/guard"
	"nianbao/report"
)

// Limits on an archive of documents.
const (
	maxMembers      = 2000
	maxArchiveBytes = 200 << 20 // of all members, unpacked
)

// Errors of archives.
var (
	ErrPassword = errors.New("needs a password")
	ErrDamaged  = errors.New("a damaged archive")
	ErrLeftOut  = errors.New("left out")
)

// A member is a file in an archive.
type member struct {
	name   string                               // as the archive has it, in any encoding
	utf8   bool                                 // the archive says that it is UTF-8
	size   int64                                // unpacked, as the archive says; -1 where it does not
	locked bool                                 // it needs a password
	open   func() (io.ReadCloser, int64, error) // gives its packed size too
}

// files lists what a file holds: itself, or the members of an archive. They are
// never written to the disk, least of all by their names.
func (f *Fetcher) files(name string) []Item {
	switch {
	case isWARC(name):
		return f.answers(name)
	case !isBundle(name):
		return []Item{f.file(name)}
	}
	list := listZip
	switch kind, err := kindOf(name); {
	case err != nil:
		return []Item{failing(name, pathError(err))}
	case kind == "":
		return []Item{f.file(name)} // no archive, whatever its name: its bytes tell what it is
	case kind == "rar":
		list = listRAR
	}
	members, err := list(name)
	if err == nil && slices.ContainsFunc(members, isOfficePart) {
		return []Item{f.file(name)}
	}
	if err == nil {
		err = checkMembers(members)
	}
	if err != nil {
		return []Item{failing(name, err)}
	}
	decodeNames(members)
	return f.members(name, members)
}

// isBundle tells archives that are opened by their names: office documents are
// zip archives too.
func isBundle(name string) bool {
	ext := strings.ToLower(filepath.Ext(name))
	return ext == ".zip" || ext == ".rar"
}

// kindOf tells archives by their first bytes; one is often named as the other.
func kindOf(name string) (string, error) {
	file, err := open(name)
	if err != nil {
		return "", err
	}
	defer file.Close()
	if info, err := file.Stat(); err == nil && info.Size() > maxArchiveBytes {
		return "", fmt.Errorf("an archive of more than %d MB, unpack it first: %w", maxArchiveBytes>>20, report.ErrTooLarge)
	}
	head := make([]byte, 6)
	n, err := io.ReadFull(file, head)
	switch s := string(head[:n]); {
	case err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF):
		return "", err
	case strings.HasPrefix(s, "PK\x03\x04"), strings.HasPrefix(s, "PK\x05\x06"):
		return "zip", nil
	case s == "Rar!\x1a\x07":
		return "rar", nil
	}
	return "", nil
}

// isOfficePart tells an entry that only documents have which are zip archives.
func isOfficePart(m member) bool {
	return m.name == "[Content_Types].xml" || m.name == "OFD.xml" || m.name == "mimetype"
}

func checkMembers(members []member) error {
	total := int64(0)
	for _, m := range members {
		total += max(m.size, 0)
	}
	switch {
	case len(members) > maxMembers:
		return fmt.Errorf("an archive of more than %d members, unpack it first: %w", maxMembers, report.ErrTooLarge)
	case total > maxArchiveBytes || total < 0:
		return fmt.Errorf("an archive that unpacks to more than %d MB, unpack it first: %w", maxArchiveBytes>>20, report.ErrTooLarge)
	}
	return nil
}

// members gives an item for each document of an archive, named
// archive.zip!folder/member, and one that says what else is in it.
func (f *Fetcher) members(archive string, members []member) (items []Item) {
	out := map[string]int{} // left out, by extension
	seen := map[string]int{}
	for _, m := range members {
		name := m.name
		base := path.Base(name)
		if strings.HasPrefix(base, ".") || strings.HasPrefix(name, "__MACOSX/") {
			continue
		}
		if ext := strings.ToLower(path.Ext(base)); slices.Contains(noDocuments, ext) {
			out[ext]++
			continue
		}
		if seen[name]++; seen[name] > 1 {
			name += fmt.Sprintf("#%d", seen[name])
		}
		items = append(items, f.member(archive+"!"+name, m))
	}
	if len(out) > 0 || len(items) == 0 {
		items = append(items, failing(archive, leftOut(out, len(items))))
	}
	return items
}

// noDocuments are the extensions of what lies beside documents in archives.
var noDocuments = strings.Fields(`.jpg .jpeg .png .gif .bmp .tif .tiff .webp .svg .ico .psd .mp3 .mp4 .avi .wmv .mov .flv .wav
	.exe .dll .msi .apk .bat .js .css .ttf .otf .woff .db .mdb .ini .lnk .url .log .tmp .bak .dwg`)

func leftOut(out map[string]int, read int) error {
	var list []string
	n := 0
	for ext, count := range out {
		n += count
		list = append(list, fmt.Sprintf("%d %s", count, ext))
	}
	slices.Sort(list)
	if n == 0 {
		return fmt.Errorf("an archive with nothing in it: %w", ErrLeftOut)
	}
	return fmt.Errorf("%d of %d members of the archive are no documents (%s): %w", n, n+read, strings.Join(list, ", "), ErrLeftOut)
}

// decodeNames gives names in UTF-8, with slashes. Older Chinese programs write
// them in GBK and do not say so; where one name of an archive is, all are.
func decodeNames(members []member) {
	gbk := slices.ContainsFunc(members, func(m member) bool { return !m.utf8 && !utf8.ValidString(m.name) })
	for i := range members {
		m := &members[i]
		if gbk && !m.utf8 {
			if decoded, err := simplifiedchinese.GB18030.NewDecoder().String(m.name); err == nil {
				m.name = decoded
			}
		}
		m.name = label(m.name)
	}
}

// label cleans a member's name, which is shown and never used as a path.
func label(name string) string {
	name = strings.ReplaceAll(strings.ToValidUTF8(name, "\ufffd"), `\`, "/")
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, name)
	return path.Clean("/" + name)[1:]
}

// member is the item of one member.
func (f *Fetcher) member(source string, m member) Item {
	switch {
	case isArchive(m.name):
		return failing(source, fmt.Errorf("an archive within an archive, unpack it first: %w", ErrArchive))
	case m.locked:
		return failing(source, ErrPassword)
	case m.size > f.opts.MaxBytes:
		return failing(source, f.tooLarge())
	}
	return Item{Source: source, Open: func(context.Context) (Content, error) {
		body, err := f.readMember(m)
		return Content{Body: body}, err
	}}
}

// readMember unpacks a member within the limits: what the archive says of its
// size is not believed.
func (f *Fetcher) readMember(m member) (body []byte, err error) {
	defer recovered(&err)
	r, packed, err := m.open()
	if err != nil {
		return nil, archiveError(err)
	}
	defer r.Close()
	body, err = f.readAll(&guard.Ratio{Unpacked: r, Packed: func() int64 { return packed }})
	return body, archiveError(err)
}

// archiveError gives an error of a library one of this package's kinds.
func archiveError(err error) error {
	if err == nil {
		return nil
	}
	for _, kind := range []error{report.ErrTooLarge, ErrPassword, ErrDamaged} {
		if errors.Is(err, kind) {
			return err
		}
	}
	if known := pathError(err); known != err {
		return known
	}
	return fmt.Errorf("%v: %w", err, ErrDamaged)
}
