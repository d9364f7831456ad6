package tabular

import (
	"fmt"
	"io"
	"reflect"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/zstd"

	"nianbao/report"
)

// A group of rows is written when it has so many rows or bytes: what is held
// in memory does not grow with the file.
const (
	groupRows  = 100_000
	groupBytes = 32 << 20
)

// exactSuffix names the twin column that has a number's digits.
const exactSuffix = "_exact"

type parquetEncoder struct {
	w       *parquet.GenericWriter[any]
	columns []Column
	row_    parquet.Row
	rows    int // of the group
	bytes   int
}

func newParquet(w io.Writer, columns []Column, opts Options) (*parquetEncoder, error) {
	var fields []parquet.Field
	seen := map[string]bool{}
	for _, c := range columns {
		seen[c.Name] = true
	}
	config := []parquet.WriterOption{
		parquet.CreatedBy("nianbao", "1", "0"), // without the version that wrote it: the same rows, the same bytes
		parquet.Compression(&zstd.Codec{Level: zstd.SpeedDefault, Concurrency: 1}),
	}
	if opts.Title != "" {
		config = append(config, parquet.KeyValueMetadata("title", opts.Title))
	}
	for _, c := range columns {
		fields = append(fields, field{parquet.Optional(leaf(c.Kind)), c.Name})
		if c.Description != "" {
			config = append(config, parquet.KeyValueMetadata("column:"+c.Name, c.Description))
		}
		if !c.Exact {
			continue
		}
		name := c.Name + exactSuffix
		if seen[name] {
			return nil, fmt.Errorf("two columns %q", name)
		}
		fields = append(fields, field{parquet.Optional(leaf(Text)), name})
	}
	title := opts.Title
	if title == "" {
		title = "rows"
	}
	config = append(config, parquet.NewSchema(title, table{parquet.Group{}, fields}))
	return &parquetEncoder{w: parquet.NewGenericWriter[any](w, config...), columns: columns}, nil
}

// leaf is the type of a column. Text has a dictionary: bodies, codes and units
// come again and again.
func leaf(kind Kind) parquet.Node {
	switch kind {
	case Text:
		return parquet.Encoded(parquet.String(), &parquet.RLEDictionary)
	case Integer:
		return parquet.Int(64)
	case Bool:
		return parquet.Leaf(parquet.BooleanType)
	}
	return parquet.Leaf(parquet.DoubleType)
}

func (e *parquetEncoder) row(cells []any) (cut int, err error) {
	e.row_ = e.row_[:0]
	for i, c := range cells {
		e.add(c)
		if e.columns[i].Exact {
			if d, ok := c.(report.Decimal); ok {
				e.add(string(d))
			} else {
				e.add(nil)
			}
		}
	}
	if _, err := e.w.WriteRows([]parquet.Row{e.row_}); err != nil {
		return 0, err
	}
	if e.rows++; e.rows < groupRows && e.bytes < groupBytes {
		return 0, nil
	}
	e.rows, e.bytes = 0, 0
	return 0, e.w.Flush()
}

func (e *parquetEncoder) add(cell any) {
	var v parquet.Value
	switch c := cell.(type) {
	case string:
		v = parquet.ByteArrayValue([]byte(c))
		e.bytes += len(c)
	case int64:
		v = parquet.Int64Value(c)
	case report.Decimal:
		v = parquet.DoubleValue(c.Float())
	case float64:
		v = parquet.DoubleValue(c)
	case bool:
		v = parquet.BooleanValue(c)
	}
	defined := 1
	if cell == nil {
		defined = 0
	}
	e.row_ = append(e.row_, v.Level(0, defined, len(e.row_)))
	e.bytes += 8
}

func (e *parquetEncoder) close() error { return e.w.Close() }

// A table is a group whose fields keep their order, and whose names may be any
// text: parquet.Group sorts them.
type table struct {
	parquet.Group
	fields []parquet.Field
}

func (t table) Fields() []parquet.Field { return t.fields }
func (t table) GoType() reflect.Type    { return reflect.TypeFor[map[string]any]() }

type field struct {
	parquet.Node
	name string
}

func (f field) Name() string { return f.name }

// Value is how parquet would take a field out of a Go value. Rows are written
// as values already.
func (f field) Value(base reflect.Value) reflect.Value {
	return base.MapIndex(reflect.ValueOf(f.name))
}
