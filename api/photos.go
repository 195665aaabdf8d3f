package api

import (
	"net/url"
	"strconv"
	"strings"

	"storywire/internal/news"
)

// photoFilters are the filters of the list of photos.
var photoFilters = []param{
	{name: "photographer"}, {name: "credit"}, {name: "person"},
	{name: "taken_after"}, {name: "taken_before"}, {name: "released_after"}, {name: "released_before"},
}

// maxName is how long a name is that is asked for, in bytes.
const maxName = 300

// photoFilter reads the filters of photos; a query without any asks for all.
func photoFilter(query url.Values) (f news.PhotoFilter, err error) {
	if f.Person = query.Get("person"); f.Person != "" && !news.IsSlug(f.Person) {
		return f, kindParameters.problem("person takes the slug of somebody whom a story mentions.")
	}
	for name, to := range map[string]*string{"photographer": &f.Photographer, "credit": &f.Credit} {
		*to = strings.TrimSpace(query.Get(name))
		if len(*to) > maxName || strings.ContainsRune(*to, 0) || query.Has(name) && *to == "" || strings.ToValidUTF8(*to, "") != *to {
			return f, kindParameters.problem(name + " takes a name as it stands with the photo, in " + strconv.Itoa(maxName) + " bytes at most.")
		}
	}
	if f.Taken, err = days(query, "taken"); err != nil {
		return f, err
	}
	f.Released, err = days(query, "released")
	return f, err
}

// days reads the parameters name_after and name_before, which are days: from the
// one on, and before the other.
func days(query url.Values, name string) (d news.Days, err error) {
	for param, to := range map[string]*news.Date{name + "_after": &d.After, name + "_before": &d.Before} {
		*to = news.Date(query.Get(param))
		if *to != "" && !news.IsDate(string(*to)) {
			return d, kindParameters.problem(param + " is a day such as 2025-09-03.")
		}
	}
	return d, nil
}
