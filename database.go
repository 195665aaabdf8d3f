package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"storywire/internal/auth"
	"storywire/internal/config"
	"storywire/internal/localpg"
	"storywire/internal/markup"
	"storywire/internal/postgres"
	"storywire/internal/render"
	"storywire/migrations"
)

// database is where the store is: the addresses of one database under the
// server's role and under its owner's, and what ends it where it is ours.
type database struct {
	server, owner string
	role          string // the server's role, to be granted what it may do
	stop          func(context.Context) error
}

// stopTimeout is how long the private Postgres may take to end.
const stopTimeout = 8 * time.Second

// serverDatabase is the database of a server: the configured one, else the
// private cluster, which this process then holds.
func serverDatabase(ctx context.Context, c config.Config, log *slog.Logger) (*database, error) {
	return findDatabase(ctx, c, log, localpg.Start)
}

// commandDatabase is the database of any other subcommand: the configured one,
// else the private cluster that a running server holds, else that cluster
// started for as long as it is needed.
func commandDatabase(ctx context.Context, c config.Config) (*database, error) {
	return findDatabase(ctx, c, slog.New(slog.DiscardHandler), localpg.Open)
}

func findDatabase(ctx context.Context, c config.Config, log *slog.Logger, open func(context.Context, localpg.Options) (*localpg.Cluster, error)) (*database, error) {
	if c.DatabaseURL != "" {
		role, err := migrations.Role(c.DatabaseURL)
		if err != nil {
			return nil, errors.New("DATABASE_URL is not a Postgres address")
		}
		return &database{
			server: c.DatabaseURL, owner: c.MigrateURL, role: role,
			stop: func(context.Context) error { return nil },
		}, nil
	}
	cluster, err := open(ctx, localpg.Options{DataDir: c.DataDir, Log: log})
	if err != nil {
		return nil, err
	}
	return &database{
		server: cluster.ServerURL(localpg.Database), owner: cluster.OwnerURL(localpg.Database),
		role: localpg.ServerRole, stop: cluster.Stop,
	}, nil
}

// close ends the cluster where it is ours, also when the program is told to end.
func (d *database) close() error {
	ctx, cancel := context.WithTimeout(context.Background(), stopTimeout)
	defer cancel()
	return d.stop(ctx)
}

// migrate brings the schema up to date unless the configuration leaves that
// to somebody else.
func (d *database) migrate(ctx context.Context, c config.Config) error {
	if !c.Migrate {
		return nil
	}
	return migrations.Up(ctx, d.owner, d.role)
}

func (d *database) open(ctx context.Context) (*postgres.Store, error) {
	return postgres.Open(ctx, d.server, migrations.Latest(), render.JSON{}, markup.Setter{})
}

// withStore runs do on the configured store, whose schema is up to date, for a
// subcommand that is over when do is.
func withStore(ctx context.Context, do func(*postgres.Store) error) (err error) {
	c, err := config.Load()
	if err != nil {
		return err
	}
	db, err := commandDatabase(ctx, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.close()) }()
	if err := db.migrate(ctx, c); err != nil {
		return err
	}
	return db.use(ctx, do)
}

// asOwner is the database under its owner's role for everything.
func (d *database) asOwner() *database {
	owner := *d
	owner.server = d.owner
	return &owner
}

// use runs do on the store of a database whose schema is up to date.
func (d *database) use(ctx context.Context, do func(*postgres.Store) error) error {
	store, err := d.open(ctx)
	if err != nil {
		return err
	}
	defer store.Close()
	if err := store.Ready(ctx); err != nil {
		return fmt.Errorf("the database is not ready: %w", err)
	}
	return do(store)
}

// operator is who writes through a subcommand: whoever may run it on this
// machine may do everything. name is what revisions say.
func operator(name string) auth.Principal {
	return auth.Principal{Name: name, Scopes: []auth.Scope{auth.Admin}}
}
