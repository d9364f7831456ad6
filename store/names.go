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

func readNames(ctx context.Context, tx *sql.Tx) (*names, error) {
	words := map[string][]string{}
	err := eachRow(ctx, tx, `SELECT code, indicator, name, english FROM indicator`, func(rows *sql.Rows) error {
		var code, indicator, name, english string
		if err := rows.Scan(&code, &indicator, &name, &english); err != nil {
			return err
		}
		if code != indicator { // 收到申请：网上申请数: what follows is its own
			_, name, _ = strings.Cut(name, "：")
			english = ""
		}
		words[code] = append(words[code], name, english)
		return nil
	})
	if err != nil {
		return nil, err
	}
	n := &names{codes: map[int64]codeName{}}
	err = eachRow(ctx, tx, `SELECT id, code, indicator FROM code ORDER BY id`, func(rows *sql.Rows) error {
		var id int64
		var code, indicator string
		if err := rows.Scan(&id, &code, &indicator); err != nil {
			return err
		}
		own := words[indicator]
		if code != indicator {
			own = append(own[:len(own):len(own)], words[code]...)
		}
		name := codeName{code: report.ParseCode(code)}
		for _, w := range own {
			name.words = append(name.words, cut(w))
		}
		n.codes[id] = name
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
