package drill

import "storywire/internal/news"

// Steps is how many steps a round has. In the last ones nothing happens, so that
// a copy can be looked at that has had time to come true.
const Steps = 24

// event is one thing that happens in a round.
type event struct {
	at    int    // steps after the round's beginning
	story string // by its first slug
	does  news.ChangeType
	note  string
	minor bool
	// was and now are words of the story, and what stands in their place.
	was, now string
	slug     string // a new one
	silent   bool   // the log has no entry of it: what the key may see has changed
}

// timetable is what happens in each round, in this order. Each event is one that
// a program is known to get wrong.
var timetable = []event{
	{at: 0, story: ferry, does: news.ChangePublished},
	{at: 0, story: pool, does: news.ChangePublished},
	{at: 1, story: market, does: news.ChangePublished},
	{at: 2, story: ferry, does: news.ChangeUpdated, minor: true, was: "timetabel", now: "timetable"},
	{at: 3, story: pool, does: news.ChangeCorrected, was: "on Monday", now: "on Tuesday",
		note: "An earlier version of this story gave the wrong day for the reopening."},
	// Twice within a moment: the story beside the first entry is the second version.
	{at: 4, story: bridge, does: news.ChangePublished},
	{at: 4, story: bridge, does: news.ChangeCorrected, was: "four million", now: "fourteen million",
		note: "The cost of the bridge is <em>fourteen</em> million crowns, not four."},
	{at: 5, story: theatre, does: news.ChangePublished},
	{at: 5, story: mill, does: news.ChangePublished},
	{at: 6, story: ferry, does: news.ChangeUpdated, slug: "drill-ferry-sails-twice-a-day", was: "once a day", now: "twice a day"},
	{at: 7, story: market, does: news.ChangeRetracted, note: "The market was not closed. We relied on a notice that was not the council’s, and take the story back."},
	{at: 8, story: mill, does: news.ChangeWithheld, note: "We are checking a statement in this story."},
	{at: 9, story: theatre, does: news.ChangeKilled, note: "This story should not have been published."},
	{at: 10, story: mill, does: news.ChangeRestored},
	{at: 11, story: gale, does: news.ChangePublished},
	{at: 12, story: gale, does: news.ChangeWithheld}, // its licence has ended: there is no note
	{at: 13, story: pool, does: news.ChangeCorrected, was: "six lanes", now: "eight lanes",
		note: "The pool has eight lanes, not six."},
	// Gone before anybody could fetch it.
	{at: 14, story: tunnel, does: news.ChangePublished},
	{at: 14, story: tunnel, does: news.ChangeKilled, note: "This story should not have been published."},
	// What the key may see becomes another: a story less, a story more, and no
	// entry of either. A copy that is not taken afresh is wrong from here on.
	{at: 15, story: ferry, does: news.ChangeWithheld, silent: true},
	{at: 15, story: lamp, does: news.ChangePublished, silent: true},
	{at: 15, does: news.ChangeReset},
	{at: 16, story: mill, does: news.ChangeUpdated, was: "in spring", now: "in May"},
}

// The stories, by their first slugs.
const (
	ferry   = "drill-ferry-sails-once-a-day"
	pool    = "drill-pool-reopens"
	market  = "drill-market-is-closed"
	bridge  = "drill-bridge-costs-more"
	theatre = "drill-theatre-names-its-new-head"
	mill    = "drill-mill-turns-again"
	gale    = "drill-gale-in-the-sound"
	tunnel  = "drill-tunnel-is-dry"
	lamp    = "drill-lamp-of-the-old-light"
)

// told is how a story is told first.
type told struct{ slug, language, headline, summary, text string }

// stories are those that there are in a round, in the order of their ids.
var stories = []told{
	{ferry, "en", "[Drill] Ferry to Nether Holm sails once a day", "The new timetabel begins this week.",
		"The ferry to Nether Holm sails once a day from this week on, the harbour office of Port Sorrel said. The new timetabel hangs at the pier."},
	{pool, "en", "[Drill] Pool at Sallow Lane reopens", "It was shut for a year.",
		"The pool at Sallow Lane in Port Sorrel reopens on Monday after a year of repairs. It has six lanes and a slide."},
	{market, "en", "[Drill] <b>Bread & butter</b> market closed, says “نعم” stall ☃", "A headline to be shown as it is typed: markup, quotation marks, two scripts.",
		"The market on Corn Square is closed until further notice, according to a notice < at the gate & elsewhere >."},
	{bridge, "en", "[Drill] Bridge over the Merle costs more", "The bill is higher than the estimate.",
		"The bridge over the Merle costs four million crowns, a report to the council of Port Sorrel says."},
	{theatre, "en", "[Drill] Theatre names its new head", "She begins in autumn.",
		"The Lantern Theatre in Port Sorrel has named Oda Brandreth as its new head."},
	{mill, "en", "[Drill] The mill at Ferrow turns again", "Its wheel stood still for thirty years.",
		"The mill at Ferrow is to turn again in spring, thirty years after its wheel stood still."},
	{gale, "en", "[Drill] Gale in the Sound", "An agency’s story, with a licence that ends.",
		"A gale in the Sound of Ferrow kept the boats in harbour on Thursday."},
	{tunnel, "en", "[Drill] Tunnel under the Merle is dry", "It is taken back at once.",
		"The tunnel under the Merle is dry, the works office said."},
	{lamp, "de", "[Drill] Das alte Feuer von Sorrel brennt wieder", "Eine Geschichte, die nur in einer frischen Kopie steht.",
		"Das alte Leuchtfeuer von Sorrel brennt wieder. Es war vierzig Jahre lang aus."},
}
