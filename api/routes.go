package api

import (
	"net/http"

	"storywire/internal/auth"
	"storywire/internal/news"

	"github.com/go-chi/chi/v5"
)

// routes is every address that there is.
func (a *api) routes() *chi.Mux {
	r := chi.NewRouter()
	r.Use(routed, secure, a.cors(), headAsGet, compress(), a.recover, a.options)
	r.NotFound(a.handle(func(http.ResponseWriter, *http.Request) error { return news.ErrNotFound }))
	r.MethodNotAllowed(a.handle(methodNotAllowed))

	a.service(r)
	a.sitemaps(r)
	r.Post("/hub", a.handle(a.askHub))

	r.Route("/v1", func(r chi.Router) {
		r.Use(a.caughtUp, a.authenticate, a.limit, a.until)
		r = r.With(a.once) // of each address that there is
		feed, write, publish, admin := a.require(auth.Feed), a.require(auth.Write), a.require(auth.Publish), a.require(auth.Admin)
		edit := a.require(auth.Write, auth.Publish) // the store says which of them the article's status asks for

		a.mountArticles(r)
		r.With(publish).Post("/batch", a.handle(a.batch))
		a.mountFollowing(r, r.With(feed))

		r.Get("/quotes", a.handle(a.listQuotes))
		r.With(edit).Post("/quotes", a.handle(a.createQuote))
		r.Get("/quotes/{id}", a.handle(a.getQuote))
		r.With(edit).Put("/quotes/{id}", a.handle(a.changeQuote))
		r.With(edit).Patch("/quotes/{id}", a.handle(a.changeQuote))
		r.With(edit).Delete("/quotes/{id}", a.handle(a.deleteQuote))

		a.authors().mount(r, write)
		a.photos().mount(r, write)
		a.sections().mount(r, write)
		a.tags().mount(r, write)
		a.speakers().mount(r, write)
		r.With(write).Post("/speakers/{id}/merge", a.handle(a.mergeSpeakers))
		a.sources().mount(r, write)
		r.Get("/authors/{id}/articles", a.handle(a.listArticlesOfAuthor))

		r.With(write).Post("/import", a.handle(a.importPage))
		r.With(edit).Get("/proposals", a.handle(a.listProposals))
		r.With(edit).Get("/proposals/{id}", a.handle(a.getProposal))
		r.With(publish).Post("/proposals/{id}/accept", a.handle(a.acceptProposal))
		r.With(edit).Post("/proposals/{id}/reject", a.handle(a.rejectProposal))
		a.mountSubscriptions(r.With(write), r.With(admin))

		r.Get("/feeds/{feed}", a.handle(a.getFeed))
		a.mountNamedFeeds(r.With(admin))
		a.mountWebhooks(r.With(feed))

		r.Get("/newsroom", a.handle(a.getNewsroom))
		r.With(admin).Put("/newsroom", a.handle(a.changeNewsroom))
		r.With(admin).Patch("/newsroom", a.handle(a.changeNewsroom))

		r.With(admin).Get("/audit", a.handle(a.listAudit))
		a.mountPartners(r.With(admin))
		r.With(admin).Get("/keys", a.handle(a.listKeys))
		r.With(admin).Post("/keys", a.handle(a.createKey))
		r.With(admin).Get("/keys/{id}", a.handle(a.getKey))
		r.With(admin).Patch("/keys/{id}", a.handle(a.changeKey))
		r.With(admin).Delete("/keys/{id}", a.handle(a.revokeKey))
		r.With(admin).Post("/keys/{id}/rotate", a.handle(a.rotateKey))
	})
	return r
}

// mountArticles adds the stories, what they were, and what is done with them.
func (a *api) mountArticles(r chi.Router) {
	write, publish, admin := a.require(auth.Write), a.require(auth.Publish), a.require(auth.Admin)
	edit := a.require(auth.Write, auth.Publish) // the store says which of them the article's status asks for

	r.Get("/articles", a.handle(a.listArticles))
	r.With(write).Post("/articles", a.handle(a.createArticle))
	r.Get("/articles/{id}", a.handle(a.getArticle))
	r.Get("/articles/{id}/related", a.handle(a.listRelated))
	r.Get("/articles/{id}/next", a.handle(a.listNeighbour(false)))
	r.Get("/articles/{id}/previous", a.handle(a.listNeighbour(true)))
	r.With(edit).Put("/articles/{id}", a.handle(a.changeArticle))
	r.With(edit).Patch("/articles/{id}", a.handle(a.changeArticle))
	r.With(edit).Delete("/articles/{id}", a.handle(a.deleteArticle))
	r.With(publish).Post("/articles/{id}/publish", a.handle(a.publishArticle))
	r.With(edit).Post("/articles/{id}/restore", a.handle(a.restoreArticle))
	r.Get("/articles/{id}/revisions", a.handle(a.listRevisions))
	r.Get("/articles/{id}/revisions/{version}", a.handle(a.getRevision))
	r.Get("/articles/{id}/diff", a.handle(a.diffRevisions))
	r.With(publish).Post("/articles/{id}/revisions", a.handle(a.scheduleRevision))
	r.With(edit).Get("/articles/{id}/scheduled", a.handle(a.listScheduled))
	r.With(publish).Delete("/articles/{id}/scheduled/{revision}", a.handle(a.cancelRevision))
	r.With(publish).Post("/articles/{id}/corrections", a.handle(a.correctArticle))
	r.With(publish).Post("/articles/{id}/withhold", a.handle(a.removeArticle(news.Withheld)))
	r.With(publish).Post("/articles/{id}/release", a.handle(a.removeArticle(news.Published)))
	r.With(admin).Post("/articles/{id}/kill", a.handle(a.removeArticle(news.Killed)))

	r.Get("/corrections", a.handle(a.listCorrections))
	r.Get("/corrections/{id}", a.handle(a.getCorrection))
	r.With(edit).Get("/corrections/{id}/reach", a.handle(a.reachOfCorrection))
}
