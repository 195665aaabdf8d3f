// Reads a feed twice with a package, and tells what it has: a story a line, then
// the status of the second time.
import { parseFeed } from "feedsmith";
import Parser from "rss-parser";

const [reader, url] = process.argv.slice(2);
const answer = await fetch(url);
const text = await answer.text();
const seconds = (date) => Math.floor(Date.parse(date) / 1000);
const list = (value) => (Array.isArray(value) ? value : value ? [value] : []);

async function withRssParser() {
  const feed = await new Parser().parseString(text);
  return feed.items.map((item) => ({
    id: item.guid ?? item.id, title: item.title, link: item.link, published: seconds(item.isoDate),
    authors: list(item.creator ?? item.author), content: item["content:encoded"] ?? item.content,
  }));
}

function withFeedsmith() {
  const { format, feed } = parseFeed(text);
  return (feed.items ?? feed.entries).map((item) => ({
    id: item.guid?.value ?? item.id, title: item.title?.value ?? item.title, link: item.link ?? item.url ?? item.links?.[0].href,
    published: seconds(item.pubDate ?? item.published ?? item.date_published),
    authors: format === "rss" ? list(item.dc?.creators ?? item.dc?.creator) : list(item.authors).map((author) => author.name),
    content: item.content?.encoded ?? item.content?.value ?? item.content ?? item.content_html,
  }));
}

for (const story of reader === "feedsmith" ? withFeedsmith() : await withRssParser()) {
  console.log(JSON.stringify(story));
}
const again = await fetch(url, { headers: { "If-None-Match": answer.headers.get("etag") } });
console.log(again.status);
