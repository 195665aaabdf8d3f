package postgres

import (
	"context"
	"errors"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Webhooks and subscriptions call others by themselves, until somebody switches them
// off or the house gives them up. Both keep why, and since when.

// switchedOff is the reason of what somebody disabled.
func switchedOff(enabled bool) string {
	if enabled {
		return ""
	}
	return "it was switched off"
}

// setEnabled is what a written row sets: why and since when it is disabled stays as it
// was while it is.
func setEnabled(enabled, reason string) string {
	return `enabled = ` + enabled + `, reason = case when ` + enabled + ` then '' when enabled then ` + reason + ` else reason end,
	    disabled_at = case when not ` + enabled + ` then coalesce(disabled_at, clock_timestamp()) end`
}

// disable has a row of a table not be called any more, and says why.
func disable(ctx context.Context, u *unit, table string, id uuid.UUID, reason string) error {
	var version int
	err := u.QueryRow(ctx, `
		update `+table+` set enabled = false, reason = $2, disabled_at = clock_timestamp(), version = version + 1, modified_at = clock_timestamp()
		where id = $1 and enabled returning version`, id, reason).Scan(&version)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	u.did("disabled", pathOf(table, id), version)
	return err
}
