package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"strings"

	"nianbao/report"
)

// names are the codes of a database's figures, with the words of the codebook.
type names struct {
	codes map[int64]codeName
	list  []int64 // all, in their order
}

type codeName struct {
	code  report.Code
	words []string // what the codebook calls it, cut
}

// A codebookNames has what a database's codebook calls indicators and codes, cut.
type codebookNames map[string][]string

func readCodebook(ctx context.Context, tx *sql.Tx) (codebookNames, error) {
	out := codebookNames{}
	err := eachRow(ctx, tx, `SELECT code, indicator, name, english FROM indicator`, func(rows *sql.Rows) error {
		var code, indicator, name, english string
		if err := rows.Scan(&code, &indicator, &name, &english); err != nil {
			return err
		}
		if code != indicator { // 收到申请：网上申请数: what follows is its own
			_, name, _ = strings.Cut(name, "：")
			english = ""
		}
		for _, w := range []string{cut(name), cut(english)} {
			if w != "" {
				out[code] = append(out[code], w)
			}
		}
		return nil
	})
	return out, err
}

// of gives the names of a code: its indicator's, and its own.
func (n codebookNames) of(c report.Code) []string {
	own := n[c.Indicator]
	if len(c.Dims) > 0 {
		own = append(own[:len(own):len(own)], n[c.String()]...)
	}
	return own
}

func readNames(ctx context.Context, tx *sql.Tx) (*names, error) {
	book, err := readCodebook(ctx, tx)
	if err != nil {
		return nil, err
	}
	n := &names{codes: map[int64]codeName{}}
	err = eachRow(ctx, tx, `SELECT id, code FROM code ORDER BY id`, func(rows *sql.Rows) error {
		var id int64
		var code string
		if err := rows.Scan(&id, &code); err != nil {
			return err
		}
		c := report.ParseCode(code)
		n.codes[id] = codeName{c, book.of(c)}
		n.list = append(n.list, id)
		return nil
	})
	return n, err
}

// asked gives the codes that a query asks for, as a JSON list too.
func (n *names) asked(q *Query) (ids []int64, list string) {
	ids = []int64{}
	for _, id := range n.list {
		if q.wants(n.codes[id].code) {
			ids = append(ids, id)
		}
	}
	b, err := json.Marshal(ids)
	if err != nil {
		return nil, "[]" // unreachable: numbers
	}
	return ids, string(b)
}
