package store

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"nianbao/report"
)

// Raw gives the bytes of a hash. [report.ErrNotFound] if they are not kept: a
// copy by [Finish] has their hashes alone.
func (db *DB) Raw(ctx context.Context, sha string) ([]byte, error) {
	var gz []byte
	var size int64
	err := db.r.QueryRowContext(ctx, `SELECT size, gz FROM raw WHERE sha256 = ? AND length(gz) > 0`, sha).Scan(&size, &gz)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("bytes %s: %w", sha, report.ErrNotFound)
	}
	if err != nil {
		return nil, explain(db.path, err)
	}
	b, err := unpack(gz, size)
	if err != nil || sum(b) != sha {
		return nil, fmt.Errorf("%s: the stored bytes %s are damaged: restore it from a backup, or ingest the source again", db.path, sha)
	}
	return b, nil
}

// putRaw keeps bytes, unless they are kept already.
func putRaw(ctx context.Context, tx *sql.Tx, sha string, b []byte) error {
	kept, err := hasRaw(ctx, tx, sha)
	if kept || err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO raw (sha256, size, gz) VALUES (?, ?, ?) ON CONFLICT (sha256) DO UPDATE SET gz = excluded.gz`, sha, len(b), pack(b))
	return err
}

func hasRaw(ctx context.Context, tx *sql.Tx, sha string) (kept bool, err error) {
	err = tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM raw WHERE sha256 = ? AND length(gz) > 0)`, sha).Scan(&kept)
	return kept, err
}

// pack compresses. The header holds no name and no time: the same bytes always
// give the same.
func pack(b []byte) []byte {
	var buf bytes.Buffer
	w := gzip.NewWriter(&buf)
	w.Write(b) // writing to memory does not fail
	w.Close()
	return buf.Bytes()
}

// unpack reads no more than the size that was noted.
func unpack(gz []byte, size int64) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(gz))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(io.LimitReader(r, size+1))
}

func sum(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}
