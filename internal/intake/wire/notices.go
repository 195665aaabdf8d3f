package wire

import (
	"strconv"
	"strings"
	"time"

	"storywire/internal/intake"
	"storywire/internal/intake/page"
)

// Notices are what a feed says beside its items.
type Notices struct {
	Pace      time.Duration // how long it asks to be left alone between two looks; 0 where it does not say
	Withdrawn []Withdrawal
}

// Withdrawal is an item that a feed takes back.
type Withdrawal struct {
	Name string // what the item was called
	Note string
}

// ReadNotices reads what RSS and Atom say beside their items: ttl, the syndication
// module's period (http://purl.org/rss/1.0/modules/syndication/), and entries
// that are deleted (RFC 6721). Of what is no such feed it is nothing.
func ReadNotices(input []byte) (n Notices) {
	input, _, err := decoded(input, intake.Options{})
	if err != nil {
		return n
	}
	root, err := readXML(input)
	if err != nil {
		return n
	}
	channel := root
	if root.name != "feed" {
		channel = root.at("channel")
	}
	if channel == nil {
		return n
	}
	n.Pace = max(minutes(channel.at("ttl").words()), period(channel))
	for _, e := range channel.all("deleted-entry") {
		if name := page.Line(e.attr("ref")); name != "" {
			n.Withdrawn = append(n.Withdrawn, Withdrawal{Name: cut(shown(name), 200), Note: cut(page.Line(e.at("comment").words()), 500)})
		}
	}
	return n
}

// minutes reads a number of minutes that makes sense as a time between two looks.
func minutes(text string) time.Duration {
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil || n < 0 || n > 366*24*60 {
		return 0
	}
	return time.Duration(n) * time.Minute
}

// periods are those that the syndication module names.
var periods = map[string]time.Duration{
	"hourly": time.Hour, "daily": 24 * time.Hour, "weekly": 7 * 24 * time.Hour, "monthly": 30 * 24 * time.Hour, "yearly": 365 * 24 * time.Hour,
}

// period is how long there is between two updates of a channel, as it says.
func period(channel *element) time.Duration {
	named := channel.at("updatePeriod")
	if named == nil {
		return 0
	}
	times, err := strconv.Atoi(strings.TrimSpace(channel.at("updateFrequency").words()))
	if err != nil || times < 1 {
		times = 1
	}
	return periods[strings.ToLower(strings.TrimSpace(named.words()))] / time.Duration(times)
}
