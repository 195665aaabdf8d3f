package localpg

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// furnish makes the server's role and database where they are missing. Every
// start looks, so that a first start that was cut short is completed.
func (c *Cluster) furnish(ctx context.Context, conn *pgx.Conn) error {
	if err := c.ensureServerRole(ctx, conn); err != nil {
		return fmt.Errorf("make the role %s: %w", ServerRole, err)
	}
	var there bool
	err := conn.QueryRow(ctx, `select exists (select from pg_database where datname = $1)`, Database).Scan(&there)
	if err != nil {
		return fmt.Errorf("look for the database %s: %w", Database, err)
	}
	if there {
		return nil
	}
	return c.createFirstDatabase(ctx, conn)
}

// createFirstDatabase gives the database its name last, so that one which a
// crash left half made is never taken for the real one.
func (c *Cluster) createFirstDatabase(ctx context.Context, conn *pgx.Conn) error {
	const making = Database + "_making"
	if err := dropDatabase(ctx, conn, making); err != nil {
		return err
	}
	if err := c.createDatabase(ctx, conn, making, "template1"); err != nil {
		return err
	}
	if err := c.closeSchema(ctx, making); err != nil {
		return fmt.Errorf("keep all but the owner from making tables: %w", err)
	}
	if _, err := conn.Exec(ctx, `alter database `+making+` rename to `+Database); err != nil {
		return fmt.Errorf("name the database %s: %w", Database, err)
	}
	return nil
}

// closeSchema takes away what Postgres 14 still gives everybody: making
// tables in the schema public.
func (c *Cluster) closeSchema(ctx context.Context, db string) error {
	conn, err := c.connect(ctx, db)
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, `revoke create on schema public from public`)
	return errors.Join(err, conn.Close(ctx))
}

func (c *Cluster) ensureServerRole(ctx context.Context, conn *pgx.Conn) error {
	return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		var there bool
		err := tx.QueryRow(ctx, `select exists (select from pg_roles where rolname = $1)`, ServerRole).Scan(&there)
		if err != nil || there {
			return err
		}
		// The password is ours and free of quotes; DDL takes no parameters.
		// The timeouts bound how long a backend that lost its client can keep
		// a later start waiting. They are the role's, so that an operator can
		// change them and they stay changed.
		for _, sql := range []string{
			`create role ` + ServerRole + ` login password '` + c.secrets.ServerPassword + `'`,
			`alter role ` + ServerRole + ` set statement_timeout = '15s'`,
			`alter role ` + ServerRole + ` set idle_in_transaction_session_timeout = '60s'`,
		} {
			if _, err := tx.Exec(ctx, sql); err != nil {
				return err
			}
		}
		return nil
	})
}

// CreateDatabase makes a database owned by OwnerRole in which ServerRole may
// do what it is granted and nothing else.
func (c *Cluster) CreateDatabase(ctx context.Context, name, template string) error {
	conn, err := c.connect(ctx, "postgres")
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	return c.createDatabase(ctx, conn, name, template)
}

func (c *Cluster) createDatabase(ctx context.Context, conn *pgx.Conn, name, template string) error {
	quoted := pgx.Identifier{name}.Sanitize()
	create := `create database ` + quoted + ` template ` + pgx.Identifier{template}.Sanitize()
	if c.fast && c.bin.major >= 15 {
		// The files are copied as they are, which takes half the processor's time
		// where no disk is waited for. Postgres 14 does nothing else.
		create += ` strategy file_copy`
	}
	for _, sql := range []string{
		create,
		`revoke all on database ` + quoted + ` from public`,
		`grant connect on database ` + quoted + ` to ` + ServerRole,
	} {
		if _, err := conn.Exec(ctx, sql); err != nil {
			return fmt.Errorf("create the database %s: %w", name, err)
		}
	}
	return nil
}

// DropDatabase removes a database and whoever is still connected to it.
func (c *Cluster) DropDatabase(ctx context.Context, name string) error {
	conn, err := c.connect(ctx, "postgres")
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	return dropDatabase(ctx, conn, name)
}

func dropDatabase(ctx context.Context, conn *pgx.Conn, name string) error {
	if _, err := conn.Exec(ctx, `drop database if exists `+pgx.Identifier{name}.Sanitize()+` with (force)`); err != nil {
		return fmt.Errorf("drop the database %s: %w", name, err)
	}
	return nil
}
