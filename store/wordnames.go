package store

import (
	"cmp"
	"slices"
)

// A name is a word that documents have in their names: of bodies, divisions,
// years.
type name struct {
	phrase    string
	documents map[int64]bool // nil where they are many: each is asked
	size      int
}

// findNames finds the words that may be names.
func (w *words) findNames() error {
	var found []int
	for i := range w.want {
		g := &w.want[i]
		if g.near != nil || g.single != "" {
			continue
		}
		list, err := ids(w.ctx, w.tx, `SELECT rowid FROM document_search WHERE document_search MATCH ? LIMIT ?`, g.phrase(), w.bounds.named+1)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			continue
		}
		n := name{phrase: g.phrase(), size: len(list)}
		if len(list) <= w.bounds.named {
			n.documents = map[int64]bool{}
			for _, id := range list {
				n.documents[id] = true
			}
		}
		w.named[i] = n
		found = append(found, i)
	}
	slices.SortFunc(found, func(a, b int) int { return cmp.Or(cmp.Compare(w.named[a].size, w.named[b].size), cmp.Compare(a, b)) })
	for _, i := range found[min(len(found), mostNames):] {
		delete(w.named, i)
	}
	return nil
}

// namesOf are the words that a document has in its names.
func (w *words) namesOf(document int64) (s subset, err error) {
	if s, ok := w.has[document]; ok {
		return s, nil
	}
	for i, n := range w.named {
		has := n.documents[document]
		if n.documents == nil {
			err := w.tx.QueryRowContext(w.ctx, `SELECT EXISTS (SELECT 1 FROM document_search WHERE document_search MATCH ? AND rowid = ?)`,
				n.phrase, document).Scan(&has)
			if err != nil {
				return 0, err
			}
		}
		if has {
			s |= 1 << i
		}
	}
	w.has[document] = s
	return s, nil
}
