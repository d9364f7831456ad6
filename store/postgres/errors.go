package postgres

import (
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// class is the first two characters of a server's error; "" for other errors.
func class(err error) string {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return e.Code[:2]
	}
	return ""
}

// OfData tells of a server's error whether the data is at fault - a value that a
// column does not take, a constraint, a row too large for an index - and not
// the machine.
func OfData(err error) (data, known bool) {
	switch class(err) {
	case "":
		return false, false
	case "22", "23", "54":
		return true, true
	}
	return false, true
}

// IsFull tells that the server has no room.
func IsFull(err error) bool {
	e, ok := errors.AsType[*pgconn.PgError](err)
	return ok && e.Code == "53100"
}

// IsForbidden tells that the server does not let this user in.
func IsForbidden(err error) bool {
	e, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (strings.HasPrefix(e.Code, "28") || e.Code == "42501" || e.Code == "3D000")
}

// IsAway tells that the server is not there, or has ended the connection: the
// same may succeed later.
func IsAway(err error) bool {
	switch class(err) {
	case "08", "57", "53": // 57: shut down, idle for too long in a transaction; 53: too many connections
		return true
	case "25": // a transaction that the server has ended
		return true
	case "":
	default:
		return false
	}
	_, refused := errors.AsType[*pgconn.ConnectError](err)
	_, network := errors.AsType[net.Error](err)
	return refused || network || errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		strings.Contains(err.Error(), "conn closed")
}
