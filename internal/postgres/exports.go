package postgres

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgproto3"
	pgxuuid "github.com/vgarvardt/pgx-google-uuid/v5"
)

// exportTimeout bounds an export, which holds a snapshot: an archive of a
// million, to somebody on a slow line.
const exportTimeout = time.Hour

// exportBuffer is how much is read from the database at once, in bytes.
const exportBuffer = 128 << 10

// expiredPhotosOf are the photos of article a whose licence has ended, null
// where there are none of any article's: nearly always.
const expiredPhotosOf = `case when ` + anyExpired + ` then array(
	select p.id from article_photos j join photos p on p.id = j.photo_id
	where j.article_id = a.id and p.expires_at <= statement_timestamp()) end`

// Export hands each the document of every story that the caller may read, in the
// order of their ids. All are of one snapshot; begin is told before them which
// place in the change log that is, or the one that was told where the export
// began, if it goes on from somewhere. Who follows the log from there misses
// nothing: what this snapshot has not is behind it.
//
// A document is each's until it returns. An error of begin or each ends the
// export and is returned as it is. A place of another epoch is *news.Epochs.
func (s *Store) Export(ctx context.Context, by auth.Principal, from news.ExportPlace, begin func(news.LogPlace) error, each func(id uuid.UUID, document []byte) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	conn, err := s.connectExporter(ctx)
	if err != nil {
		return interpret(err)
	}
	defer func() {
		cancel() // what is still to come is not waited for
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		_ = conn.Close(ctx) // the transaction has written nothing
	}()
	tx, err := conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return interpret(err)
	}
	at, err := exportedAt(ctx, tx, from.From)
	if err != nil {
		return interpret(err)
	}
	if err := begin(at); err != nil {
		return err
	}
	rows, err := tx.Query(ctx, `
		select a.id, a.document, `+expiredPhotosOf+` from articles a
		where a.id > $1 and `+readable(by)+` order by a.id`, from.After)
	if err != nil {
		return interpret(err)
	}
	defer func() {
		cancel()
		rows.Close()
	}()
	for rows.Next() {
		id, document, err := s.exported(rows, by)
		if err != nil {
			return interpret(err)
		}
		if err := each(id, document); err != nil {
			return err
		}
	}
	return interpret(rows.Err())
}

// exportedAt is the place in the change log that the snapshot of tx is of, or
// the place before, where it is one of the same log.
func exportedAt(ctx context.Context, tx pgx.Tx, before news.LogPlace) (now news.LogPlace, err error) {
	err = tx.QueryRow(ctx, `select epoch, coalesce((select max(sequence) from changes), 0) from change_epoch`).Scan(&now.Epoch, &now.Sequence)
	switch {
	case err != nil || before == (news.LogPlace{}):
		return now, err
	case before.Epoch != now.Epoch:
		return now, &news.Epochs{Current: now.Epoch}
	case before.Sequence > now.Sequence:
		return now, news.ErrAhead
	}
	return before, nil
}

// exported is the story of one row. Its document is taken as it came, without a
// copy, but where it shows a photo that is not for the caller.
func (s *Store) exported(rows pgx.Rows, by auth.Principal) (id uuid.UUID, document []byte, err error) {
	raw := rows.RawValues()
	if !by.SeesPhotos() {
		d := news.Document{ID: uuid.UUID(raw[0]), Body: raw[1]}
		err := s.dropPhotos(&d)
		return d.ID, d.Body, err
	}
	if raw[2] == nil {
		return uuid.UUID(raw[0]), raw[1], nil
	}
	var expired []uuid.UUID
	if err := rows.Scan(&id, &document, &expired); err != nil || len(expired) == 0 {
		return id, document, err
	}
	d, err := s.withoutPhotos(news.Document{ID: id, Body: document}, expired)
	return id, d.Body, err
}

// connectExporter makes a connection for one export: it is busy for minutes, and
// no reader or writer is to wait for that. It reads much at once, where others
// read little.
func (s *Store) connectExporter(ctx context.Context) (*pgx.Conn, error) {
	config := s.pool.pool.Config().ConnConfig
	config.RuntimeParams["application_name"] = "storywire export"
	config.RuntimeParams["statement_timeout"] = fmt.Sprint(exportTimeout.Milliseconds())
	config.BuildFrontend = func(r io.Reader, w io.Writer) *pgproto3.Frontend {
		return pgproto3.NewFrontend(bufio.NewReaderSize(r, exportBuffer), w)
	}
	ctx, cancel := context.WithTimeout(ctx, reachTimeout)
	defer cancel()
	conn, err := pgx.ConnectConfig(ctx, config)
	if err == nil {
		pgxuuid.Register(conn.TypeMap())
	}
	return conn, err
}
