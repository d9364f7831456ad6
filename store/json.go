package store

import "encoding/json"

// jsonList is a list as SQLite's json_each takes it.
func jsonList[T string | int64](list []T) string {
	b, err := json.Marshal(append([]T{}, list...)) // [] rather than null
	if err != nil {
		return "[]" // unreachable: words and numbers
	}
	return string(b)
}
