package web

import (
	"context"
	"net/url"
	"reflect"
	"strings"
	"time"

	"nianbao/report"
	"nianbao/store"
)

// filled gives a value of a type in which every text that may come from outside is
// the one given, every list has two things and every number is one. What the
// program makes itself has its form: hashes, times, keys, addresses of pages.
func filled[T any](text string) T {
	var v T
	fill(reflect.ValueOf(&v).Elem(), "", text, 0)
	return v
}

// ours are fields that the program makes, and what they look like.
func ours(name, text string) (value string, is bool) {
	switch name {
	case "SHA256", "Before":
		return strings.Repeat("a", 64), true
	case "Address", "Href", "Report", "Compare", "PeersCode":
		return "/search?q=" + url.QueryEscape(text), true
	case "Key":
		return strings.Repeat("a", 16) + "-" + strings.Repeat("b", 16), true
	}
	if strings.HasSuffix(name, "At") || strings.HasPrefix(name, "At") || strings.HasSuffix(name, "Seen") || name == "Since" || strings.HasSuffix(name, "On") {
		return "2026-01-01T00:00:00Z", true
	}
	return "", false
}

func fill(v reflect.Value, name, text string, depth int) {
	if depth > 6 {
		return
	}
	switch v.Interface().(type) {
	case report.Decimal:
		v.SetString("1")
		return
	case report.BodyLevel:
		v.SetString(string(report.County))
		return
	case store.Doubt:
		v.SetString(string(store.CheckFailed))
		return
	case store.Decision:
		v.SetString(string(store.Accept))
		return
	case store.Standing:
		v.SetString(string(store.Holds))
		return
	case time.Time:
		v.Set(reflect.ValueOf(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)))
		return
	}
	switch v.Kind() {
	case reflect.String:
		if made, is := ours(name, text); is {
			text = made
		}
		v.SetString(text)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(1)
	case reflect.Float64:
		v.SetFloat(0.5)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), name, text, depth+1)
	case reflect.Slice:
		n := 2
		if depth > 2 {
			n = 1
		}
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range v.Len() {
			fill(v.Index(i), name, text, depth+1)
		}
	case reflect.Array:
		for i := range v.Len() {
			fill(v.Index(i), name, text, depth+1)
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fill(key, "", text, depth+1)
		fill(value, "", text, depth+1)
		v.SetMapIndex(key, value)
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				fill(v.Field(i), f.Name, text, depth+1)
			}
		}
	}
}

func (e *echo) Subjects() []SubjectGroup       { return filled[[]SubjectGroup](e.text) }
func (e *echo) Indicators() []report.Indicator { return filled[[]report.Indicator](e.text) }
func (e *echo) Accuracy() string {
	line := strings.ReplaceAll(e.text, "\n", " ")
	return "# " + line + "\n\n" + line + "\n\n- " + line + "\n\n| " + line + " | " + line + " |\n| --- | --- |\n| " + line + " | 1 |\n"
}

func (e *echo) Compare(_ context.Context, _ string, p Pick) (Comparison, error) {
	c := filled[Comparison](e.text)
	switch { // with figures, with what can be meant, with what is wrong
	case p.After == "":
		c.Problem, c.Hint, c.Choices = "", "", nil
	case p.After == "choices":
		c.Problem, c.Hint = "", ""
	}
	c.Pick.View = p.View
	return c, nil
}

func (e *echo) District(context.Context, string, string) (District, error) {
	d := filled[District](e.text)
	d.Counting = false
	return d, nil
}

func (e *echo) Coverage(context.Context) (Coverage, error) {
	c := filled[Coverage](e.text)
	c.Counting = false
	return c, nil
}

func (e *echo) OwedLines(context.Context, string, int) ([]store.Owed, error) {
	return filled[[]store.Owed](e.text), nil
}

func (e *echo) NotRead(context.Context, string) ([]Unread, error) {
	return filled[[]Unread](e.text), nil
}

func (e *echo) Contradictions(context.Context, string, string) ([]Contradiction, error) {
	return filled[[]Contradiction](e.text), nil
}

func (e *echo) Doubtful(_ context.Context, _ string, a DeskAsk) (DeskList, error) {
	l := filled[DeskList](e.text)
	if a.Year == "" {
		l.Problem = ""
	}
	return l, nil
}

func (e *echo) Decided(context.Context, string) ([]Decided, error) {
	return filled[[]Decided](e.text), nil
}

func (e *echo) Decide(_ context.Context, d Decision) error {
	if d.Decision == string(store.Dismiss) {
		return &Held{Decision: e.text, By: e.text, At: e.text}
	}
	return nil
}
