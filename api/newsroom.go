package api

import (
	"context"
	"net/http"

	"storywire/internal/auth"
	"storywire/internal/news"
)

// Newsroom is what the API asks of the store about the newsroom's settings.
type Newsroom interface {
	Newsroom(ctx context.Context) (news.Newsroom, error)
	ChangeNewsroom(ctx context.Context, by auth.Principal, m news.Match, change func(*news.Newsroom) error) (news.Newsroom, error)
}

func (a *api) getNewsroom(w http.ResponseWriter, r *http.Request) error {
	if _, err := parseQuery(r); err != nil {
		return err
	}
	room, err := a.Newsroom.Newsroom(r.Context())
	if err != nil {
		return err
	}
	return a.sendNewsroom(w, r, room)
}

// changeNewsroom is PUT and PATCH: the body's type tells a patch from a whole.
func (a *api) changeNewsroom(w http.ResponseWriter, r *http.Request) error {
	if _, err := parseQuery(r); err != nil {
		return err
	}
	m, err := precondition(r)
	if err != nil {
		return err
	}
	in := readChange(w, r)
	room, err := a.Newsroom.ChangeNewsroom(r.Context(), auth.From(r.Context()), m, change(in, readOnlyOfRecord,
		func(fresh, was *news.Newsroom) { fresh.Record = was.Record }))
	if err != nil {
		return err
	}
	return a.sendNewsroom(w, r, room)
}

func (a *api) sendNewsroom(w http.ResponseWriter, r *http.Request, room news.Newsroom) error {
	return a.sendJSON(w, r, reply{etag: room.ETag(), modified: room.ModifiedAt, life: lifeFor(r), keys: []string{"newsroom"}}, room)
}
