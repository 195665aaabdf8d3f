package news

import (
	"errors"

	"github.com/google/uuid"
)

// Reference is a part of a written article that may be a bare string in place
// of an object: the id or the slug of what it names.
type Reference interface {
	// Refer makes the part name ref. It is an error where ref cannot name
	// such a part; whether there is one is the store's to say.
	Refer(ref string) error
}

// Refer makes r name a section or a tag by its id or slug.
func (r *Ref) Refer(ref string) (err error) {
	*r = Ref{}
	r.ID, r.Slug, err = idOrSlug(ref)
	return err
}

// Refer makes a name an author by id or slug.
func (a *ArticleAuthor) Refer(ref string) (err error) {
	*a = ArticleAuthor{}
	a.ID, a.Slug, err = idOrSlug(ref)
	return err
}

// Refer makes s name a source by id or slug.
func (s *ArticleSource) Refer(ref string) (err error) {
	*s = ArticleSource{}
	s.ID, s.Slug, err = idOrSlug(ref)
	return err
}

// Refer makes s name a speaker by id or slug.
func (s *QuoteSpeaker) Refer(ref string) (err error) {
	*s = QuoteSpeaker{}
	s.ID, s.Slug, err = idOrSlug(ref)
	return err
}

// Refer makes p name a photo by its id: photos have no slug.
func (p *ArticlePhoto) Refer(ref string) error {
	id, ok := ParseID(ref)
	if !ok {
		return errors.New("is not the id of a photo")
	}
	*p = ArticlePhoto{ID: id}
	return nil
}

var errRef = errors.New("is neither an id nor a slug; a new one is written as an object with a name")

// idOrSlug tells which of the two a bare string is.
func idOrSlug(ref string) (uuid.UUID, string, error) {
	if id, ok := ParseID(ref); ok {
		return id, "", nil
	}
	if !IsSlug(ref) {
		return uuid.Nil, "", errRef
	}
	return uuid.Nil, ref, nil
}

// IsSlug tells whether s has the form of a slug.
func IsSlug(s string) bool {
	var f Faults
	CheckSlug(&f, "", s)
	return len(f) == 0
}
