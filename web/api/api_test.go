package api

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// TestDescribed holds that what answers is described, and that what is described
// answers.
func TestDescribed(t *testing.T) {
	var doc struct {
		Paths   map[string]map[string]any `json:"paths"`
		Servers []struct{ URL string }    `json:"servers"`
	}
	if err := json.Unmarshal(description, &doc); err != nil {
		t.Fatal(err)
	}
	var described, routes []string
	for path, methods := range doc.Paths {
		for method := range methods {
			if method != "parameters" {
				described = append(described, method+" "+path)
			}
		}
	}
	for pattern, r := range new(API).routes() {
		if r.undescribed {
			continue
		}
		path := strings.TrimSuffix(strings.TrimPrefix(pattern, "/api/v1"), "{$}")
		routes = append(routes, "get "+path)
		if r.post {
			routes = append(routes, "post "+path)
		}
	}
	slices.Sort(described)
	slices.Sort(routes)
	if !slices.Equal(described, routes) {
		t.Errorf("described are %v\nthere are %v", described, routes)
	}
}
