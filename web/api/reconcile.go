package api

import (
	"encoding/json"
	"net/http"

	"nianbao/store"
)

// A match is a body that a name may mean (Reconciliation Service API 0.2).
type match struct {
	ID    string      `json:"id"`
	Name  string      `json:"name"`
	Score float64     `json:"score"`
	Match bool        `json:"match"`
	Type  []matchType `json:"type"`
}

type matchType struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// bodyType is the one kind of thing that names are of.
var bodyType = matchType{"body", "public body"}

// Bounds of a batch.
const (
	mostQueries = 50
	mostMatches = 10
)

// reconcile names the bodies that names of a table mean, for OpenRefine and its
// like. Without queries it says what it is.
func (a *API) reconcile(r *http.Request) (answer, error) {
	words := r.FormValue("queries")
	if words == "" {
		return asJSON(map[string]any{
			"versions": []string{"0.2"}, "name": "nianbao: public bodies",
			"identifierSpace": a.public(r, "/api/v1/reconcile#body"), "schemaSpace": a.public(r, "/api/v1/reconcile#type"),
			"defaultTypes": []matchType{bodyType}, "view": map[string]string{"url": a.public(r, "/search?body={{id}}")},
		})
	}
	var queries map[string]struct {
		Query string `json:"query"`
		Limit int    `json:"limit"`
	}
	if err := json.Unmarshal([]byte(words), &queries); err != nil {
		return answer{}, bad("queries is no JSON object of queries")
	}
	if len(queries) > mostQueries {
		return answer{}, &fault{http.StatusBadRequest, "more than 50 queries at once"}
	}
	out := map[string]map[string][]match{}
	for key, q := range queries {
		most := mostMatches
		if q.Limit > 0 {
			most = min(most, q.Limit)
		}
		list, err := a.Source.Bodies(r.Context(), q.Query, most)
		if err != nil {
			return answer{}, err
		}
		found := []match{}
		for _, b := range list {
			found = append(found, match{b.ID, b.Name, score(q.Query, b), b.Name == q.Query && alone(list, b.Name), []matchType{bodyType}})
		}
		out[key] = map[string][]match{"result": found}
	}
	return asJSON(out)
}

// score is how much of the body's name was asked for: of a hundred, all.
func score(asked string, b store.Body) float64 {
	if b.Name == asked {
		return 100
	}
	n := len([]rune(b.Name))
	return 100 * float64(min(len([]rune(asked)), n)) / float64(max(n, 1)) * 0.99
}

// alone tells whether a name is of one body.
func alone(list []store.Body, name string) bool {
	n := 0
	for _, b := range list {
		if b.Name == name {
			n++
		}
	}
	return n == 1
}
