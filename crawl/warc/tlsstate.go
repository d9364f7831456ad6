package warc

import (
	"strings"
)

// stateField holds what is said of a connection beyond the version that
// WARC-Protocol has: a legacy version, a certificate that had run out.
const stateField = "X-Nianbao-TLS"

// tlsFields are those that a record has of a connection, in the words of the
// database ("TLS 1.3").
func tlsFields(state string) Fields {
	if state == "" {
		return nil
	}
	f := Fields{}
	version, _, more := strings.Cut(state, ",")
	if n, ok := strings.CutPrefix(version, "TLS "); ok {
		f = append(f, Field{"WARC-Protocol", "tls/" + n})
	} else {
		more = true
	}
	if more {
		f = append(f, Field{stateField, state})
	}
	return f
}

// tlsOf is what a record says of the connection.
func tlsOf(f Fields) string {
	if state := f.Get(stateField); state != "" {
		return state
	}
	for _, field := range f {
		if n, ok := strings.CutPrefix(strings.ToLower(field.Value), "tls/"); ok && strings.EqualFold(field.Name, "WARC-Protocol") {
			return "TLS " + n
		}
	}
	return ""
}
