package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"storywire/internal/auth"
	"storywire/internal/news"
	"storywire/internal/postgres"

	"github.com/google/uuid"
)

var keyCommand = command{
	name: "key", args: "create --name N --scopes A,B [--advance] [--partner P] [--limit N] [--expires D] | list | revoke ID", short: "make, list and revoke API keys",
	long: `Make, list and revoke API keys. A key is shown once, when it is made: only its
hash is stored.

  create    make a key; print it on a line of its own, what is known of it on
            standard error
  list      every key with its scopes and dates, newest first
  revoke    end a key at once; its id is in the list

The scopes are feed (partners' reads), write (drafts, and seeing them),
publish (publish and correct) and admin (all of these, keys and settings).
A key with --advance sees stories under embargo too; it takes the scope feed.
A key with --partner sees what that partner's contract allows, and nothing else;
it takes the scope feed alone. Contracts are made over the API, at /v1/partners.`,
	run: key,
}

func key(ctx context.Context, c command, args []string) error {
	if len(args) == 0 {
		return c.parse(c.flags(), args, 1, 1)
	}
	do, args := args[0], args[1:]
	f := c.flags()
	switch do {
	case "create":
		name := f.String("name", "", "what the key is for; revisions name it `N`")
		scopes := f.String("scopes", "", "what the key allows: some of feed,write,publish,admin")
		advance := f.Bool("advance", false, "entitle the key to advance copies: stories under embargo")
		partner := f.String("partner", "", "whose key it is: the slug or the id of a partner `P`, whose contract then says what it sees")
		limit := f.Int("limit", 0, "how many requests a minute are answered with it; 0 for as many as the server is set to")
		expires := f.String("expires", "", "when the key ends: a day (2027-01-31, its end in UTC), a time (RFC 3339), or from now on (90d, 12h)")
		if err := c.parse(f, args, 0, 0); err != nil {
			return err
		}
		return createKey(ctx, auth.Key{Name: *name, Advance: *advance, Partner: *partner, RequestsPerMinute: *limit}, *scopes, *expires)
	case "list":
		if err := c.parse(f, args, 0, 0); err != nil {
			return err
		}
		return withStore(ctx, func(s *postgres.Store) error { return listKeys(ctx, s) })
	case "revoke":
		if err := c.parse(f, args, 1, 1); err != nil {
			return err
		}
		return revokeKey(ctx, f.Arg(0))
	}
	return c.parse(f, append([]string{do}, args...), 0, 0)
}

func createKey(ctx context.Context, k auth.Key, scopes, expires string) error {
	for scope := range strings.SplitSeq(scopes, ",") {
		if scope = strings.TrimSpace(scope); scope != "" {
			k.Scopes = append(k.Scopes, auth.Scope(scope))
		}
	}
	var err error
	if k.ExpiresAt, err = expiry(expires, time.Now()); err != nil {
		return err
	}
	secret := auth.NewSecret()
	return withStore(ctx, func(s *postgres.Store) error {
		made, err := s.CreateKey(ctx, operator("storywire key"), k, auth.Hash(secret))
		if err != nil {
			return err
		}
		fmt.Fprintf(os.Stderr, "%s  %s  %s  %s  expires %s\n", made.ID, made.Name, allowed(made), limit(made), day(made.ExpiresAt, "never"))
		fmt.Println(secret)
		return nil
	})
}

// expiry reads when a key ends: the zero time for "".
func expiry(s string, now time.Time) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	if d, err := time.Parse(time.DateOnly, s); err == nil {
		return d.AddDate(0, 0, 1), nil
	}
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t, nil
	}
	if n, ok := strings.CutSuffix(s, "d"); ok {
		if days, err := strconv.Atoi(n); err == nil && days > 0 && days < 36500 {
			return now.AddDate(0, 0, days), nil
		}
	}
	if d, err := time.ParseDuration(s); err == nil && d > 0 {
		return now.Add(d), nil
	}
	return time.Time{}, fmt.Errorf("--expires: %q is neither a day, a time nor a duration such as 90d", s)
}

func listKeys(ctx context.Context, s *postgres.Store) error {
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "ID\tNAME\tALLOWS\tLIMIT\tCREATED\tEXPIRES\tREVOKED\tLAST USED")
	q := news.EntityQuery{Limit: 100}
	for {
		page, err := s.Keys(ctx, q)
		if err != nil {
			return err
		}
		for _, l := range page[:min(len(page), q.Limit)] {
			k := l.Value
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", k.ID, k.Name, allowed(k), limit(k),
				day(k.CreatedAt, ""), day(k.ExpiresAt, "never"), day(k.RevokedAt, "-"), day(k.LastUsedAt, "never"))
		}
		if len(page) <= q.Limit {
			return w.Flush()
		}
		q.After = &page[q.Limit-1].Key
	}
}

// allowed is what a key allows, in one word: its scopes, advance, and by whose
// contract.
func allowed(k auth.Key) string {
	words := make([]string, len(k.Scopes), len(k.Scopes)+2)
	for i, scope := range k.Scopes {
		words[i] = string(scope)
	}
	if k.Advance {
		words = append(words, "advance")
	}
	if k.Partner != "" {
		words = append(words, "partner:"+k.Partner)
	}
	return strings.Join(words, ",")
}

// limit is how many requests with a key are answered.
func limit(k auth.Key) string {
	if k.RequestsPerMinute == 0 {
		return "the server's limit"
	}
	return strconv.Itoa(k.RequestsPerMinute) + " a minute"
}

func day(t time.Time, none string) string {
	if t.IsZero() {
		return none
	}
	return t.UTC().Format("2006-01-02 15:04Z")
}

func revokeKey(ctx context.Context, ref string) error {
	id, err := uuid.Parse(ref)
	if err != nil {
		return fmt.Errorf("%q is not the id of a key; storywire key list shows them", ref)
	}
	return withStore(ctx, func(s *postgres.Store) error {
		err := s.RevokeKey(ctx, operator("storywire key"), id)
		if errors.Is(err, news.ErrNotFound) {
			return fmt.Errorf("no key has the id %s; storywire key list shows them", id)
		}
		if err == nil {
			fmt.Println("revoked", id)
		}
		return err
	})
}
