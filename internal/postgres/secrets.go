package postgres

import (
	"context"

	"storywire/internal/auth"

	"github.com/jackc/pgx/v5"
)

// Secret is the house's own secret of this name, which becomes made where there
// is none yet: every server over one database shares it.
func (s *Store) Secret(ctx context.Context, name string, made []byte) (secret []byte, err error) {
	err = s.write(ctx, auth.Principal{}, func(u *unit) error {
		var b pgx.Batch
		b.Queue(`insert into secrets (name, secret) values ($1, $2) on conflict do nothing`, name, made)
		b.Queue(`select secret from secrets where name = $1`, name).
			QueryRow(func(row pgx.Row) error { return row.Scan(&secret) })
		return u.SendBatch(ctx, &b).Close()
	})
	return secret, err
}

// vaultOf closes what the house must read again, under its own secret of this name.
func (s *Store) vaultOf(ctx context.Context, name string) (auth.Vault, error) {
	secret, err := s.Secret(ctx, name, auth.Hash(auth.NewSecret()))
	if err != nil {
		return auth.Vault{}, err
	}
	return auth.NewVault(secret, name)
}
