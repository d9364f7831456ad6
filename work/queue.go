package work

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"
	"github.com/riverqueue/river/rivertype"

	"nianbao/store/postgres"
)

// A Queue is the queue of a database.
type Queue struct {
	pool   *pgxpool.Pool
	client *river.Client[pgx.Tx]
}

// Open opens the queue of a database, and makes its tables where there are none.
func Open(ctx context.Context, address string) (*Queue, error) {
	q, err := connect(address, 4)
	if err != nil {
		return nil, err
	}
	if err := q.migrate(ctx); err != nil {
		q.pool.Close()
		return nil, fmt.Errorf("%s: the queue: %w", postgres.Redacted(address), err)
	}
	q.client, err = river.NewClient(riverpgxv5.New(q.pool), &river.Config{Logger: slog.New(slog.DiscardHandler)})
	return q, err
}

func connect(address string, connections int32) (*Queue, error) {
	config, err := pgxpool.ParseConfig(address)
	if err != nil {
		return nil, fmt.Errorf("%s is no address of a database", postgres.Redacted(address))
	}
	postgres.Settle(config.ConnConfig)
	config.MaxConns = connections
	pool, err := pgxpool.NewWithConfig(context.Background(), config)
	return &Queue{pool: pool}, err
}

// Close ends the queue's connections.
func (q *Queue) Close() { q.pool.Close() }

// migrate makes the tables of River and that of signs of life. Several processes
// may do so at once.
func (q *Queue) migrate(ctx context.Context) error {
	conn, err := q.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	if _, err := conn.Exec(ctx, `SELECT pg_advisory_lock(1852399982, 1)`); err != nil {
		return err
	}
	defer conn.Exec(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock(1852399982, 1)`)
	m, err := rivermigrate.New(riverpgxv5.New(q.pool), &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	if _, err := m.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return err
	}
	_, err = conn.Exec(ctx, `CREATE TABLE IF NOT EXISTS worker (id text PRIMARY KEY, seen_at timestamptz NOT NULL)`)
	return err
}

// Of one thing there is one job that is still to be done.
var unique = river.UniqueOpts{ByArgs: true, ByState: []rivertype.JobState{rivertype.JobStateAvailable, rivertype.JobStatePending,
	rivertype.JobStateRunning, rivertype.JobStateRetryable, rivertype.JobStateScheduled}}

func options(attempts int) *river.InsertOpts {
	return &river.InsertOpts{UniqueOpts: unique, MaxAttempts: attempts}
}

const (
	fetchAttempts = 6  // as many answers may fail
	readAttempts  = 10 // a document that ends its worker each time is given up
)

// AddFetch queues an address, unless it is queued.
func (q *Queue) AddFetch(ctx context.Context, args FetchArgs) (added bool, err error) {
	r, err := q.client.Insert(ctx, args, options(fetchAttempts))
	return err == nil && !r.UniqueSkippedAsDuplicate, err
}

// AddExtract queues bytes in a transaction that keeps them.
func (q *Queue) AddExtract(ctx context.Context, tx pgx.Tx, args ExtractArgs) (added bool, err error) {
	r, err := q.client.InsertTx(ctx, tx, args, options(readAttempts))
	return err == nil && !r.UniqueSkippedAsDuplicate, err
}

// AddReread queues a reading to be made again.
func (q *Queue) AddReread(ctx context.Context, args RereadArgs) (added bool, err error) {
	r, err := q.client.Insert(ctx, args, options(readAttempts))
	return err == nil && !r.UniqueSkippedAsDuplicate, err
}

// Count is how many jobs of a kind are in a state.
type Count struct {
	Kind, State string
	N           int
}

// Counts are what the queue holds.
func (q *Queue) Counts(ctx context.Context) (list []Count, err error) {
	rows, err := q.pool.Query(ctx, `SELECT kind, state::text, count(*) FROM river_job WHERE kind IN ('fetch', 'extract', 'reextract') GROUP BY 1, 2 ORDER BY 1, 2`)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (c Count, err error) {
		return c, row.Scan(&c.Kind, &c.State, &c.N)
	})
}

// Open are how many jobs are still to be done.
func (q *Queue) Left(ctx context.Context) (n int, err error) {
	err = q.pool.QueryRow(ctx, `SELECT count(*) FROM river_job WHERE state IN ('available', 'pending', 'running', 'retryable', 'scheduled')
		AND kind IN ('fetch', 'extract', 'reextract')`).Scan(&n)
	return n, err
}

// beat notes that a worker is alive, and gives others the jobs of those that have
// not been for so long.
func (q *Queue) beat(ctx context.Context, id string, dead time.Duration) (rescued int64, err error) {
	if _, err := q.pool.Exec(ctx, `INSERT INTO worker (id, seen_at) VALUES ($1, now()) ON CONFLICT (id) DO UPDATE SET seen_at = now()`, id); err != nil {
		return 0, err
	}
	done, err := q.pool.Exec(ctx, `UPDATE river_job SET
			state = CASE WHEN attempt < max_attempts THEN 'available' ELSE 'discarded' END::river_job_state,
			finalized_at = CASE WHEN attempt < max_attempts THEN NULL ELSE now() END, scheduled_at = now()
		WHERE state = 'running' AND attempted_by[array_upper(attempted_by, 1)] NOT IN (SELECT id FROM worker WHERE seen_at > now() - $1 * interval '1 second')`,
		dead.Seconds())
	return done.RowsAffected(), err
}

// leave takes a worker's sign of life away.
func (q *Queue) leave(ctx context.Context, id string) error {
	_, err := q.pool.Exec(ctx, `DELETE FROM worker WHERE id = $1 OR seen_at < now() - interval '1 day'`, id)
	return err
}
