package export

import (
	"context"
	"errors"
	"time"

	"nianbao/store"
	"nianbao/tabular"
)

var owedColumns = []column[*store.Owed]{
	{"body", tabular.Text, "机关：标识或名称", "the body: its id or name", func(o *store.Owed) any { return text(o.Body) }},
	{"year", tabular.Integer, "报告年度", "year reported on", func(o *store.Owed) any { return number(o.Year) }},
	{"site", tabular.Text, "应在哪个网站公布", "the site where it is to be found", func(o *store.Owed) any { return text(o.Site) }},
	{"due_on", tabular.Text, "应公布的最后一天（中国）；无规定则空", "the last day on which it may be published (China); empty where no rule says", func(o *store.Owed) any { return text(o.On) }},
	{"state", tabular.Text, "not_due 未到期；missing 未见；found 已见；late 迟交；unreadable 读不了；removed 已撤；unreachable 网站打不开",
		"not_due, missing, found, late, unreadable, removed, unreachable: at the time of the last look", func(o *store.Owed) any { return text(o.State) }},
	{"url", tabular.Text, "所在网址", "where it was found", func(o *store.Owed) any { return text(o.URL) }},
	{"sha256", tabular.Text, "文件校验和", "hash of its bytes", func(o *store.Owed) any { return text(o.SHA256) }},
	{"published", tabular.Text, "发布日期，照原文", "date of publication, as stated", func(o *store.Owed) any { return text(o.Published) }},
	{"late_days", tabular.Integer, "逾期天数；到期前未曾查看则空", "found so many days after it was due; empty where nobody looked before", func(o *store.Owed) any {
		if o.LateDays < 0 {
			return nil
		}
		return o.LateDays
	}},
	{"changes", tabular.Integer, "首次见到后改动的次数", "how often it has changed since it was first found", func(o *store.Owed) any {
		if o.First.IsZero() {
			return nil
		}
		return o.Changes
	}},
	{"unreadable", tabular.Text, "未能读取的原因", "why it could not be read", func(o *store.Owed) any { return text(o.Unreadable) }},
	{"expected", tabular.Text, "从何时起查找（UTC，以下同）", "since when it has been looked for (UTC, as the following)", func(o *store.Owed) any { return moment(o.Expected) }},
	{"first_found", tabular.Text, "首次见到", "first found", func(o *store.Owed) any { return moment(o.First) }},
	{"last_found", tabular.Text, "最近见到", "last found", func(o *store.Owed) any { return moment(o.Last) }},
	{"changed", tabular.Text, "最近改动", "last changed", func(o *store.Owed) any { return moment(o.Changed) }},
	{"removed", tabular.Text, "从何时起不见了", "since when it is gone", func(o *store.Owed) any { return moment(o.Removed) }},
	{"unreachable", tabular.Text, "网站从何时起打不开", "since when its site does not answer", func(o *store.Owed) any { return moment(o.Unreachable) }},
}

func moment(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UTC().Format(time.RFC3339)
}

// owed writes the table of what bodies owe, as it stood at the last look: it
// comes after that of documents, which tells when that was. Of a data set that is
// narrowed it has the bodies of its documents and the years that are asked for.
func (w *writer) owed(ctx context.Context, db *store.DB) (err error) {
	s, err := begin(w, ledgerSpec, owedColumns)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.drop()) }()
	looked, err := time.Parse(time.RFC3339, w.counts.lastSeen)
	if err != nil {
		return err // unreachable: a document was written
	}
	lines, err := db.Owed(ctx, store.OwedFilter{}, looked)
	if err != nil {
		return err
	}
	q := w.o.Query
	for i := range lines {
		o := &lines[i]
		switch {
		case q.YearFrom != 0 && o.Year < q.YearFrom, q.YearTo != 0 && o.Year > q.YearTo:
			continue
		case (q.Body != "" || q.Region != "" || len(q.Places)+len(q.Bodies) > 0) && !w.counts.bodies[o.Body]:
			continue
		}
		if err := s.row(o); err != nil {
			return err
		}
	}
	return s.end(w)
}
