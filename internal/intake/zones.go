package intake

import (
	"fmt"
	"regexp"
	"strings"
	"time"
)

// reading is one thing that a zone's abbreviation can mean: the clock it
// stands for, and where that is. A zone of no fixed offset ("ET") has none.
type reading struct {
	zone   string // IANA
	offset int    // minutes east of UTC
	fixed  bool
	hint   *regexp.Regexp // what a page says that means this one
}

func fixed(zone string, hours, minutes int, hint string) reading {
	r := reading{zone: zone, offset: hours*60 + minutes, fixed: true}
	if hint != "" {
		r.hint = regexp.MustCompile(`(?i)\b(?:` + hint + `)\b`)
	}
	return r
}

// abbreviations lists what each one means, the likeliest first.
var abbreviations = map[string][]reading{
	"Z": {fixed("UTC", 0, 0, "")}, "UTC": {fixed("UTC", 0, 0, "")}, "GMT": {fixed("Europe/London", 0, 0, "")},
	"IST": {fixed("Asia/Kolkata", 5, 30, "india|indian|new delhi|delhi|mumbai|bengaluru|kolkata|chennai"),
		fixed("Europe/Dublin", 1, 0, "ireland|irish|dublin|cork|galway|limerick"),
		fixed("Asia/Jerusalem", 2, 0, "israel|israeli|jerusalem|tel aviv|haifa")},
	"BST": {fixed("Europe/London", 1, 0, "britain|british|london|uk|england|scotland|wales"),
		fixed("Asia/Dhaka", 6, 0, "bangladesh|bangladeshi|dhaka|chittagong")},
	"CST": {fixed("America/Chicago", -6, 0, "chicago|texas|united states"),
		fixed("Asia/Shanghai", 8, 0, "china|chinese|beijing|shanghai|taiwan|taipei"),
		fixed("America/Havana", -5, 0, "cuba|cuban|havana")},
	"AST": {fixed("America/Halifax", -4, 0, "canada|halifax|nova scotia|bermuda|puerto rico"),
		fixed("Asia/Riyadh", 3, 0, "saudi|riyadh|jeddah|qatar|doha|kuwait|bahrain")},
	"GST": {fixed("Asia/Dubai", 4, 0, "dubai|emirates|abu dhabi|oman")},
	"ET":  {{zone: "America/New_York"}}, "CT": {{zone: "America/Chicago"}}, "MT": {{zone: "America/Denver"}}, "PT": {{zone: "America/Los_Angeles"}},
	"EST": {fixed("America/New_York", -5, 0, "")}, "EDT": {fixed("America/New_York", -4, 0, "")},
	"CDT": {fixed("America/Chicago", -5, 0, "")}, "MST": {fixed("America/Denver", -7, 0, "")}, "MDT": {fixed("America/Denver", -6, 0, "")},
	"PST": {fixed("America/Los_Angeles", -8, 0, ""), fixed("Asia/Manila", 8, 0, "philippines|philippine|manila")}, "PDT": {fixed("America/Los_Angeles", -7, 0, "")},
	"ADT": {fixed("America/Halifax", -3, 0, "")}, "NST": {fixed("America/St_Johns", -3, -30, "")}, "NDT": {fixed("America/St_Johns", -2, -30, "")},
	"WET": {fixed("Europe/Lisbon", 0, 0, "")}, "WEST": {fixed("Europe/Lisbon", 1, 0, "")},
	"CET": {fixed("Europe/Berlin", 1, 0, "")}, "CEST": {fixed("Europe/Berlin", 2, 0, "")}, "MEZ": {fixed("Europe/Berlin", 1, 0, "")}, "MESZ": {fixed("Europe/Berlin", 2, 0, "")},
	"EET": {fixed("Europe/Helsinki", 2, 0, "")}, "EEST": {fixed("Europe/Helsinki", 3, 0, "")}, "MSK": {fixed("Europe/Moscow", 3, 0, "")},
	"TRT": {fixed("Europe/Istanbul", 3, 0, "")}, "IDT": {fixed("Asia/Jerusalem", 3, 0, "")}, "IRST": {fixed("Asia/Tehran", 3, 30, "")},
	"PKT": {fixed("Asia/Karachi", 5, 0, "")}, "NPT": {fixed("Asia/Kathmandu", 5, 45, "")}, "WIB": {fixed("Asia/Jakarta", 7, 0, "")},
	"ICT": {fixed("Asia/Bangkok", 7, 0, "")}, "SGT": {fixed("Asia/Singapore", 8, 0, "")}, "MYT": {fixed("Asia/Kuala_Lumpur", 8, 0, "")},
	"HKT": {fixed("Asia/Hong_Kong", 8, 0, "")}, "PHT": {fixed("Asia/Manila", 8, 0, "")}, "AWST": {fixed("Australia/Perth", 8, 0, "")},
	"JST": {fixed("Asia/Tokyo", 9, 0, "")}, "KST": {fixed("Asia/Seoul", 9, 0, "")}, "ACST": {fixed("Australia/Adelaide", 9, 30, "")},
	"AEST": {fixed("Australia/Sydney", 10, 0, "")}, "AEDT": {fixed("Australia/Sydney", 11, 0, "")}, "NZST": {fixed("Pacific/Auckland", 12, 0, "")}, "NZDT": {fixed("Pacific/Auckland", 13, 0, "")},
	"SAST": {fixed("Africa/Johannesburg", 2, 0, "")}, "CAT": {fixed("Africa/Harare", 2, 0, "")}, "EAT": {fixed("Africa/Nairobi", 3, 0, "")}, "WAT": {fixed("Africa/Lagos", 1, 0, "")},
	"BRT": {fixed("America/Sao_Paulo", -3, 0, "")}, "ART": {fixed("America/Argentina/Buenos_Aires", -3, 0, "")}, "HST": {fixed("Pacific/Honolulu", -10, 0, "")}, "AKST": {fixed("America/Anchorage", -9, 0, "")},
}

var numericZone = regexp.MustCompile(`^(?:UTC|GMT)? ?([+-])(\d{1,2}):?(\d{2})?$`)

func knownZone(name string) bool {
	return abbreviations[name] != nil || numericZone.MatchString(name)
}

// resolved is what a printed zone was taken to mean.
type resolved struct {
	location   *time.Location // to read the clock in
	zone       string         // IANA, "" where only an offset is known
	method     string
	confidence float64
	others     []string // what else it can mean
}

// resolveZone reads a printed zone. house is the newsroom's zone, and about is
// what the page says outside the story: both can tell which of several zones
// an abbreviation means.
func resolveZone(printed string, house *time.Location, about string) resolved {
	if m := numericZone.FindStringSubmatch(printed); m != nil {
		minutes := num(m[2])*60 + num(m[3])
		if m[1] == "-" {
			minutes = -minutes
		}
		return resolved{location: time.FixedZone("", minutes*60), method: "offset", confidence: 1}
	}
	readings := abbreviations[printed]
	if len(readings) == 0 {
		return resolved{location: house, zone: house.String(), method: "newsroom_time_zone", confidence: 0.6}
	}
	pick, method, confidence := readings[0], "abbreviation", 1.0
	if len(readings) > 1 {
		pick, method, confidence = choose(readings, house, about)
	}
	r := resolved{location: time.FixedZone(printed, pick.offset*60), zone: pick.zone, method: method, confidence: confidence}
	if location, err := time.LoadLocation(pick.zone); err == nil && !pick.fixed {
		r.location = location
	}
	if len(readings) > 1 {
		for _, o := range readings {
			if o.zone != pick.zone {
				r.others = append(r.others, o.zone)
			}
		}
	}
	return r
}

// choose takes the reading that the newsroom's zone agrees with, else the one
// that the page's own words name, else the likeliest.
func choose(readings []reading, house *time.Location, about string) (reading, string, float64) {
	for _, r := range readings {
		if sameClock(r.zone, house) {
			return r, "abbreviation_in_newsroom_zone", 0.95
		}
	}
	for _, r := range readings {
		if r.hint != nil && r.hint.MatchString(about) {
			return r, "abbreviation_on_page", 0.9
		}
	}
	return readings[0], "abbreviation", 0.8
}

// aliases are the old names of zones that an abbreviation can mean.
var aliases = map[string]string{
	"Asia/Calcutta": "Asia/Kolkata", "Eire": "Europe/Dublin", "Israel": "Asia/Jerusalem", "Asia/Tel_Aviv": "Asia/Jerusalem",
	"GB": "Europe/London", "Asia/Dacca": "Asia/Dhaka", "PRC": "Asia/Shanghai", "Asia/Taipei": "Asia/Shanghai", "Cuba": "America/Havana",
	"US/Central": "America/Chicago", "US/Pacific": "America/Los_Angeles", "Asia/Qatar": "Asia/Riyadh", "Asia/Kuwait": "Asia/Riyadh",
}

func sameClock(zone string, house *time.Location) bool {
	return zone == house.String() || zone == aliases[house.String()]
}

// ambiguity is the detail of the warning about a zone that can mean others.
func (r resolved) ambiguity(printed string) string {
	return fmt.Sprintf("%q was taken as %s; it can also mean %s", printed, r.zone, strings.Join(r.others, " or "))
}

// IsZone tells the name of a time zone that has a place.
func IsZone(name string) bool {
	_, err := time.LoadLocation(name)
	return err == nil && name != "" && name != "Local"
}
