package main

import (
	"context"
	"fmt"

	"storywire/internal/postgres"
)

var changesCommand = command{
	name: "changes", args: "epoch", short: "begin the change log anew, after a restore",
	long: `Begin the change log anew.

  epoch     begin a new epoch of it and print its name: every cursor that was
            given before is refused from now on, with a word on where to begin

To be run after the database was restored from a backup or lost its last
writes in a failover, before partners are served again: the log would otherwise
give numbers a second time that they have seen. Nothing in the log itself
changes. STORYWIRE_MIGRATE_URL is the same database under the role that owns
the schema, where the server's role is another one.`,
	run: changes,
}

func changes(ctx context.Context, c command, args []string) error {
	f := c.flags()
	if err := c.parse(f, args, 1, 1); err != nil {
		return err
	}
	if f.Arg(0) != "epoch" {
		return c.parse(f, nil, 1, 1)
	}
	return withOwner(ctx, func(db *database) error {
		return db.asOwner().use(ctx, func(s *postgres.Store) error {
			epoch, err := s.RestartLog(ctx, operator("storywire changes"))
			if err == nil {
				fmt.Println(epoch)
			}
			return err
		})
	})
}
