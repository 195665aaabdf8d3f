package page

import "strings"

// countryZone is the zone of the country that the page's address ends with,
// for countries that have one.
func (r *reader) countryZone() string {
	if r.base == nil {
		return ""
	}
	host := r.base.Hostname()
	return zonesOfCountries[host[strings.LastIndexByte(host, '.')+1:]]
}

// zonesOfCountries are the zones of countries that keep one clock, by the
// ending of their addresses. Endings that are sold to everybody are not here.
var zonesOfCountries = map[string]string{
	"at": "Europe/Vienna", "be": "Europe/Brussels", "bg": "Europe/Sofia", "ch": "Europe/Zurich", "cz": "Europe/Prague", "de": "Europe/Berlin",
	"dk": "Europe/Copenhagen", "ee": "Europe/Tallinn", "es": "Europe/Madrid", "fi": "Europe/Helsinki", "fr": "Europe/Paris", "gr": "Europe/Athens",
	"hr": "Europe/Zagreb", "hu": "Europe/Budapest", "ie": "Europe/Dublin", "il": "Asia/Jerusalem", "in": "Asia/Kolkata", "is": "Atlantic/Reykjavik",
	"it": "Europe/Rome", "jp": "Asia/Tokyo", "kr": "Asia/Seoul", "li": "Europe/Vaduz", "lt": "Europe/Vilnius", "lu": "Europe/Luxembourg", "lv": "Europe/Riga",
	"ls": "Africa/Maseru", "my": "Asia/Kuala_Lumpur", "na": "Africa/Windhoek", "ng": "Africa/Lagos", "nl": "Europe/Amsterdam", "no": "Europe/Oslo", "np": "Asia/Kathmandu",
	"pk": "Asia/Karachi", "pl": "Europe/Warsaw", "ro": "Europe/Bucharest", "rs": "Europe/Belgrade", "se": "Europe/Stockholm", "sg": "Asia/Singapore",
	"si": "Europe/Ljubljana", "sk": "Europe/Bratislava", "th": "Asia/Bangkok", "tr": "Europe/Istanbul", "tw": "Asia/Taipei", "tz": "Africa/Dar_es_Salaam",
	"ua": "Europe/Kyiv", "uk": "Europe/London", "vn": "Asia/Ho_Chi_Minh", "za": "Africa/Johannesburg", "py": "America/Asuncion", "cn": "Asia/Shanghai",
	"ke": "Africa/Nairobi", "gh": "Africa/Accra", "eg": "Africa/Cairo", "lb": "Asia/Beirut", "jo": "Asia/Amman", "qa": "Asia/Qatar", "sa": "Asia/Riyadh", "ae": "Asia/Dubai",
	"lk": "Asia/Colombo", "bd": "Asia/Dhaka", "ph": "Asia/Manila", "hk": "Asia/Hong_Kong", "ar": "America/Argentina/Buenos_Aires", "co.nz": "Pacific/Auckland", "nz": "Pacific/Auckland", "uy": "America/Montevideo", "pe": "America/Lima",
}
