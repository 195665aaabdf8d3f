package postgres

import (
	"context"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/google/uuid"
)

// feedsVault is the name of the house's secret that closes what partners' feeds are
// asked for with.
const feedsVault = "subscriptions"

// sealedFor is what a feed's secret is closed for: a row that says another origin, or
// another subscription, does not open it.
func sealedFor(subscription uuid.UUID, s news.FeedSecret) []byte {
	return append(subscription[:], s.Origin+" "+s.Header...)
}

// keepCredentials stores what a feed is asked for with, or that it is asked for
// without anything. What is kept stays as it is.
func keepCredentials(ctx context.Context, u *unit, vault auth.Vault, subscription uuid.UUID, c *news.FeedCredentials) error {
	if c != nil && c.Kept {
		return nil
	}
	var s news.FeedSecret
	var sealed []byte
	if c != nil {
		s = c.Secret()
		sealed = vault.Close([]byte(s.Value), sealedFor(subscription, s))
	}
	_, err := u.Exec(ctx, `
		update subscriptions set credentials_header = $2, credentials_origin = $3, credentials_sealed = $4 where id = $1`,
		subscription, s.Header, s.Origin, sealed)
	return err
}

// openSecrets reads what feeds are asked for with that are about to be.
func (s *Store) openSecrets(ctx context.Context, list []news.Polling, sealed map[uuid.UUID][]byte) error {
	if len(sealed) == 0 {
		return nil
	}
	vault, err := s.vaultOf(ctx, feedsVault)
	if err != nil {
		return err
	}
	for i, p := range list {
		list[i].Secret.Value = string(vault.Open(sealed[p.Subscription], sealedFor(p.Subscription, p.Secret)))
	}
	return nil
}
