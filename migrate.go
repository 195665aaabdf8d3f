package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"storywire/internal/config"
	"storywire/migrations"
)

var migrateCommand = command{
	name: "migrate", args: "up | down N | version", short: "move the database's schema between versions",
	long: `Move the database's schema between versions, or tell which one it is at.

  up        bring it to the newest version that this binary knows
  down N    take back the last N versions, and with them what only they held
  version   print the version it is at

A server does "up" by itself unless STORYWIRE_MIGRATE is false. Where the
server's role may not change the schema, STORYWIRE_MIGRATE_URL is the same
database under the role that owns it.`,
	run: migrate,
}

func migrate(ctx context.Context, c command, args []string) error {
	f := c.flags()
	if err := c.parse(f, args, 1, 2); err != nil {
		return err
	}
	steps, err := strconv.Atoi(f.Arg(1))
	switch do := f.Arg(0); {
	case do == "down" && (err != nil || steps < 1):
		return errors.New("migrate down needs the number of versions to take back")
	case do != "down" && f.NArg() > 1, do != "up" && do != "down" && do != "version":
		f.Usage()
		return errUsage
	}
	return withOwner(ctx, func(db *database) error {
		switch f.Arg(0) {
		case "up":
			err = migrations.Up(ctx, db.owner, db.role)
		case "down":
			err = migrations.Down(db.owner, steps)
		default:
			err = nil
		}
		if err != nil {
			return err
		}
		return printVersion(db)
	})
}

func printVersion(db *database) error {
	version, dirty, err := migrations.Version(db.owner)
	if err != nil {
		return err
	}
	fmt.Printf("schema version %d of %d\n", version, migrations.Latest())
	if dirty {
		return fmt.Errorf("migration %d stopped half-way: repair the schema by hand before anything else", version)
	}
	return nil
}

func withOwner(ctx context.Context, do func(*database) error) (err error) {
	c, err := config.Load()
	if err != nil {
		return err
	}
	db, err := commandDatabase(ctx, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.close()) }()
	return do(db)
}
