package api

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"storywire/internal/news"
	"storywire/internal/render"
)

// Bounds of a page.
const (
	defaultLimit = 20
	maxLimit     = 100
)

// param is one parameter that a query may have.
type param struct {
	name string
	many bool // it may be repeated
}

var (
	paramLimit  = param{name: "limit"}
	paramCursor = param{name: "cursor"}
	pageParams  = []param{paramLimit, paramCursor}
)

// parseQuery reads the query of a request that takes the known parameters and
// no other.
func parseQuery(r *http.Request, known ...param) (url.Values, error) {
	return readQuery(r.URL.RawQuery, known...)
}

// readQuery reads a query as it stands in an address.
func readQuery(text string, known ...param) (url.Values, error) {
	query, err := url.ParseQuery(text)
	if err != nil {
		return nil, kindParameters.problem("The query is not well formed.")
	}
	var faults []string
	for _, name := range sortedKeys(query) {
		i := slices.IndexFunc(known, func(p param) bool { return p.name == name })
		switch {
		case i < 0:
			faults = append(faults, strconv.QuoteToASCII(name)+" is not known here")
		case len(query[name]) > 1 && !known[i].many:
			faults = append(faults, name+" is given more than once")
		case slices.Contains(query[name], ""):
			faults = append(faults, name+" is empty")
		}
	}
	if len(faults) == 0 {
		return query, nil
	}
	return nil, kindParameters.problem(strings.Join(faults, "; ") + ". " + listParams(known))
}

func listParams(known []param) string {
	if len(known) == 0 {
		return "There are no parameters here."
	}
	names := make([]string, len(known))
	for i, p := range known {
		names[i] = p.name
		if p.many {
			names[i] += " (repeatable)"
		}
	}
	return "The parameters are: " + strings.Join(names, ", ") + "."
}

func sortedKeys(query url.Values) []string {
	names := make([]string, 0, len(query))
	for name := range query {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// page is the part of a list that a query asks for.
type page struct {
	path  string
	query url.Values
	limit int
	after *news.Keyset
	life  lifetime // lifeList unless it says
	tally []byte   // JSON members that stand beside the entries
	// fields is what of each entry is asked for, nil for all of it.
	fields render.Fields
}

// parsePage reads the query of a list that takes the filters besides limit and
// cursor.
func (a *api) parsePage(r *http.Request, filters ...param) (page, error) {
	query, err := parseQuery(r, append(filters, pageParams...)...)
	if err != nil {
		return page{}, err
	}
	p := page{path: r.URL.Path, query: query}
	if p.limit, err = limit(query); err != nil {
		return page{}, err
	}
	p.after, err = a.cursorIn(p)
	return p, err
}

// cursorIn is where the cursor of a page's query goes on, nil where there is none.
func (a *api) cursorIn(p page) (*news.Keyset, error) {
	s := p.query.Get(paramCursor.name)
	if s == "" {
		return nil, nil //nolint:nilnil // the beginning
	}
	after, ok := a.cursors.read(p.path, p.query, s)
	if !ok {
		return nil, kindParameters.problem("cursor is not one that was given for this list with these filters.")
	}
	return after, nil
}

// limit is how many entries a query asks for.
func limit(query url.Values) (int, error) {
	s := query.Get("limit")
	if s == "" {
		return defaultLimit, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > maxLimit {
		return 0, kindParameters.problem("limit is a whole number from 1 to 100.")
	}
	return n, nil
}

// oneOf are the values of a filter that takes some of all.
func oneOf[T ~string](query url.Values, name string, all []T) ([]T, error) {
	var list []T
	for _, s := range query[name] {
		if !slices.Contains(all, T(s)) {
			return nil, kindParameters.problem(name + " is one of " + listed(all) + ".")
		}
		list = append(list, T(s))
	}
	return list, nil
}

// refs are the values of a filter that takes ids and slugs.
func refs(query url.Values, name string) ([]string, error) {
	for _, ref := range query[name] {
		if !isRef(ref) {
			return nil, kindParameters.problem(name + " takes ids and slugs; " + strconv.QuoteToASCII(ref) + " is neither.")
		}
	}
	return query[name], nil
}

// ref is the value of a filter that takes one id or slug, or "".
func ref(query url.Values, name string) (string, error) {
	values, err := refs(query, name)
	if err != nil || len(values) == 0 {
		return "", err
	}
	return values[0], nil
}

func isRef(s string) bool {
	_, id := news.ParseID(s)
	return id || news.IsSlug(s)
}

// boolean is the value of a parameter that is true or false; false without it.
func boolean(query url.Values, name string) (bool, error) {
	switch query.Get(name) {
	case "", "false":
		return false, nil
	case "true":
		return true, nil
	}
	return false, kindParameters.problem(name + " is true or false.")
}

// next is the address of the next page, and its cursor.
func (a *api) next(p page, last news.Keyset) (address, cursor string) {
	cursor = a.cursors.make(p.path, p.query, last)
	query := url.Values{}
	for name, values := range p.query {
		query[name] = values
	}
	query.Set("cursor", cursor)
	return p.path + "?" + query.Encode(), cursor
}
