# Reads a feed twice with feedparser, and tells what it has: a story a line, then
# the status of the second time.
import calendar
import json
import sys

import feedparser

feed = feedparser.parse(sys.argv[1])
if feed.bozo:
    sys.exit(f"{sys.argv[1]}: {feed.bozo_exception}")
for entry in feed.entries:
    content = entry.content[0].value if "content" in entry else entry.get("summary", "")
    print(json.dumps({
        "id": entry.id, "title": entry.title, "link": entry.link, "content": content,
        "authors": [author["name"] for author in entry.authors],
        "published": calendar.timegm(entry.published_parsed),
    }))
again = feedparser.parse(sys.argv[1], etag=feed.etag, modified=feed.modified)
print(again.status)
