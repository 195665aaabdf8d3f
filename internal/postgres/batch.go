package postgres

import (
	"context"

	"storywire/internal/auth"
	"storywire/internal/news"
)

// Batch does all the operations in one transaction, in their order, or none of
// them: then the error is a *news.InOperation that names the first that failed.
func (s *Store) Batch(ctx context.Context, by auth.Principal, operations []news.Operation) (outcomes []news.Outcome, err error) {
	err = s.write(ctx, by, func(u *unit) error {
		outcomes = make([]news.Outcome, len(operations))
		for i, o := range operations {
			if outcomes[i], err = s.operate(ctx, u, o); err != nil {
				return &news.InOperation{Index: i, Err: interpret(err)}
			}
		}
		return nil
	})
	return outcomes, err
}

func (s *Store) operate(ctx context.Context, u *unit, o news.Operation) (out news.Outcome, err error) {
	switch {
	case o.Correction != nil:
		var c news.Correction
		c, out.Document, err = s.correct(ctx, u, o.Ref, o.Edit, *o.Correction, o.Part, o.Change)
		out.Correction = &c
	case o.Removal != nil:
		out.Document, err = s.remove(ctx, u, o.Ref, o.Edit, *o.Removal)
	default:
		out.Document, err = s.publish(ctx, u, o.Ref, o.Edit, o.Times)
	}
	return out, err
}
