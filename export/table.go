package export

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"hash"
	"io"
	"os"
	"path/filepath"
	"slices"

	"nianbao/report"
	"nianbao/store"
	"nianbao/tabular"
)

// A column is one column of a table of things T.
type column[T any] struct {
	name   string
	kind   tabular.Kind
	zh, en string
	of     func(T) any // nil for no value
}

// A sheet is a table being written, in every format that is asked for.
type sheet[T any] struct {
	columns []column[T]
	writers []*tabular.Writer
	outs    []*outFile
	cells   []any
	rows    int
}

// A spec says in which formats a table may be written, the first one where none
// of them is asked for.
type spec struct {
	name    string
	zh, en  string
	formats []tabular.Format
}

// formats are those in which the table is written.
func (o *Options) formats(s spec) []tabular.Format {
	var out []tabular.Format
	for _, f := range s.formats {
		if o.has(f) {
			out = append(out, f)
		}
	}
	if out == nil {
		out = s.formats[:1]
	}
	return out
}

// A writer writes the files of a data set into a folder.
type writer struct {
	o                  Options
	dir                string
	files              []File
	codes              map[string]*code // what the figures say of each code
	entries            map[string]store.CodeEntry
	wide               []store.WideColumn
	relations          []store.Relation
	eraBreaks          map[string][]report.Era
	figures, documents int
	counts             counts
}

// counts are what the README says of the whole.
type counts struct {
	status              map[report.Status]int // of current documents
	absent              int                   // sources without bytes
	bodies              map[string]bool
	firstYear, lastYear int
	firstSeen           string
	lastSeen            string
}

// begin starts a table.
func begin[T any](w *writer, s spec, columns []column[T]) (*sheet[T], error) {
	out := &sheet[T]{columns: columns, cells: make([]any, len(columns))}
	var list []tabular.Column
	for _, c := range columns {
		list = append(list, tabular.Column{Name: c.name, Kind: c.kind, Description: c.en + " / " + c.zh, Exact: c.kind == tabular.Number && s.name == figuresSpec.name})
	}
	for _, format := range w.o.formats(s) {
		f, err := w.create(s.name + "." + string(format))
		if err != nil {
			return nil, errors.Join(err, out.drop())
		}
		f.about(s)
		out.outs = append(out.outs, f)
		t, err := tabular.New(f, format, list, tabular.Options{Excel: w.o.Excel, Title: s.name})
		if err != nil {
			return nil, errors.Join(err, out.drop())
		}
		out.writers = append(out.writers, t)
	}
	return out, nil
}

func (s *sheet[T]) row(v T) error {
	for i, c := range s.columns {
		s.cells[i] = c.of(v)
	}
	s.rows++
	for _, w := range s.writers {
		if err := w.Row(s.cells...); err != nil {
			return err
		}
	}
	return nil
}

// end closes the files and notes them.
func (s *sheet[T]) end(w *writer) error {
	for i, t := range s.writers {
		if err := t.Close(); err != nil {
			return err
		}
		f := s.outs[i]
		f.file.Rows, f.file.Replaced, f.file.Cut = s.rows, t.Replaced(), t.Cut()
		if err := w.finish(f); err != nil {
			return err
		}
	}
	s.outs = nil
	return nil
}

// drop closes the files of a table that is given up.
func (s *sheet[T]) drop() error {
	var errs []error
	for _, f := range s.outs {
		errs = append(errs, f.f.Close())
	}
	return errors.Join(errs...)
}

// An outFile is a file whose sum is taken as it is written.
type outFile struct {
	f    *os.File
	hash hash.Hash
	file File
}

func (w *writer) create(name string) (*outFile, error) {
	f, err := os.OpenFile(filepath.Join(w.dir, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return nil, err
	}
	return &outFile{f: f, hash: sha256.New(), file: File{Name: name, Rows: -1}}, nil
}

func (f *outFile) about(s spec) { f.file.Zh, f.file.En, f.file.table = s.zh, s.en, s.name }

func (f *outFile) Write(b []byte) (int, error) {
	n, err := f.f.Write(b)
	f.hash.Write(b[:n])
	f.file.Size += int64(n)
	return n, err
}

// finish makes a file safe on disk and notes its sum.
func (w *writer) finish(f *outFile) error {
	if err := errors.Join(f.f.Sync(), f.f.Close()); err != nil {
		return err
	}
	f.file.SHA256 = hex.EncodeToString(f.hash.Sum(nil))
	if f.file.Zh == "" {
		p := plain(f.file.Name)
		f.file.Zh, f.file.En = p.zh, p.en
	}
	w.files = append(w.files, f.file)
	return nil
}

// sum notes a file that is written already.
func (w *writer) sum(name string) error {
	f, err := os.OpenFile(filepath.Join(w.dir, name), os.O_RDWR, 0)
	if err != nil {
		return err
	}
	out := &outFile{f: f, hash: sha256.New(), file: File{Name: name, Rows: -1}}
	if out.file.Size, err = io.Copy(out.hash, f); err != nil {
		return errors.Join(err, f.Close())
	}
	return w.finish(out)
}

// text writes a file of text.
func (w *writer) text(name, content string) error {
	f, err := w.create(name)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(f, content); err != nil {
		return errors.Join(err, f.f.Close())
	}
	return w.finish(f)
}

func (w *writer) json(name string, v any) error {
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	return w.text(name, string(b)+"\n")
}

// The tables.
var (
	csvFirst      = []tabular.Format{tabular.CSV, tabular.Parquet}
	figuresSpec   = spec{"figures", "数字，一行一个", "one row a figure", []tabular.Format{tabular.CSV, tabular.Parquet, tabular.JSONL}}
	panelSpec     = spec{"panel", "面板：一行一个机关一年，一列一个指标", "one row a body and year, one column an indicator", []tabular.Format{tabular.CSV, tabular.Parquet, tabular.XLSX}}
	documentsSpec = spec{"documents", "全部来源和文件，含未能读取的及其原因", "every source and document, with why one could not be read", csvFirst}
	ledgerSpec    = spec{"ledger", "台账：各机关应交的报告及其下落", "the ledger: which report each body owes, and what became of it", csvFirst}
	checksSpec    = spec{"checks", "勾稽关系核对结果", "comparisons of figures with each other", csvFirst}
	proposalsSpec = spec{"proposals", "按勾稽关系应填的数（原数不改）", "what should stand in cells by the sums around them; what is printed stays", csvFirst}
	issuesSpec    = spec{"issues", "未能理解或自相矛盾之处", "what was not understood", csvFirst}
	codebookSpec  = spec{"codebook", "指标编码簿", "the codebook, a row a code", csvFirst}
	specs         = []spec{figuresSpec, panelSpec, documentsSpec, ledgerSpec, checksSpec, proposalsSpec, issuesSpec, codebookSpec}
)

// papers are the files that are no tables.
var papers = []File{
	{Name: "codebook.json", Zh: "指标编码簿，含各年代表样、不可比之处与实测准确率", En: "the codebook whole: forms of every era, breaks in series, measured error rates"},
	{Name: databaseFile, Zh: "SQLite 数据库", En: "the SQLite database"},
	{Name: "metadata.json", Zh: "供 Datasette 使用的表和列说明", En: "descriptions of tables and columns, for Datasette"},
	{Name: "CITATION.cff", Zh: "引用格式", En: "how to cite it"},
	{Name: "citation.bib", Zh: "BibTeX 引用", En: "the same for BibTeX"},
	{Name: "README.md", Zh: "说明", En: "what everything means"},
	{Name: sumsFile, Zh: "各文件校验和", En: "checksums of the files"},
}

func plain(name string) (p struct{ zh, en string }) {
	i := slices.IndexFunc(papers, func(f File) bool { return f.Name == name })
	p.zh, p.en = papers[i].Zh, papers[i].En
	return p
}

// Plan lists the files that [Write] would make.
func Plan(o Options) []File {
	var out []File
	for _, s := range specs {
		for _, f := range o.formats(s) {
			out = append(out, File{Name: s.name + "." + string(f), Zh: s.zh, En: s.en, Rows: -1})
		}
	}
	for _, f := range papers {
		if (f.Name == databaseFile || f.Name == "metadata.json") && !o.has(SQLite) {
			continue
		}
		f.Rows = -1
		out = append(out, f)
	}
	return out
}

// tables writes every table from the copy of the database.
func (w *writer) tables(ctx context.Context, path string) (err error) {
	db, err := store.OpenReader(ctx, path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	entries, err := db.Codes(ctx)
	if err != nil {
		return err
	}
	w.entries = map[string]store.CodeEntry{}
	for _, e := range entries {
		w.entries[e.Code] = e
	}
	w.eraBreaks = eraBreaks(w.o.Indicators)
	if w.wide, err = db.WideColumns(ctx); err != nil {
		return err
	}
	if w.relations, err = db.Relations(ctx); err != nil {
		return err
	}
	for _, part := range []func(context.Context, *store.DB) error{w.documentList, w.owed, w.documentTables, w.panel} {
		if err := part(ctx, db); err != nil {
			return err
		}
	}
	return w.codebook()
}

// Values of cells: what is not said is no value.

func text[S ~string](s S) any {
	if s == "" {
		return nil
	}
	return string(s)
}

func number(n int) any {
	if n == 0 {
		return nil
	}
	return n
}
