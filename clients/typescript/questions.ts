// The questions that a frontend asks, with the types that openapi.yaml gives
// them: npm ci && npm run generate && npm run build && npm start
//
// API is where the server is; STORYWIRE_KEY may hold a key. Each answer is
// printed as a line of JSON.
import createClient from "openapi-fetch";
import type { components, paths } from "./schema.js";

type Card = components["schemas"]["Card"];

const key = process.env.STORYWIRE_KEY;
const client = createClient<paths, "application/json">({ // an article has other forms too
  baseUrl: process.env.API ?? "http://127.0.0.1:8080",
  headers: key ? { Authorization: `Bearer ${key}` } : {},
});

// must is what was asked for; a problem (RFC 9457) ends the program.
function must<T>(answer: { data?: T | undefined; error?: unknown; response: Response }): T {
  if (answer.data === undefined) {
    throw new Error(`${answer.response.status} ${answer.response.url}: ${JSON.stringify(answer.error)}`);
  }
  return answer.data;
}

function print(question: string, answer: unknown) {
  console.log(JSON.stringify({ question, answer }));
}

// every is all the cards of a list, page by page.
async function* every(query: NonNullable<paths["/v1/articles"]["get"]["parameters"]["query"]>): AsyncGenerator<Card> {
  for (let cursor: string | undefined; ; ) {
    const page = must(await client.GET("/v1/articles", { params: { query: cursor ? { ...query, cursor } : query } }));
    yield* page.data;
    if (page.next === null) return;
    cursor = page.next;
  }
}

const newest = must(await client.GET("/v1/articles", { params: { query: { limit: 5 } } }));
print("the newest stories", newest.data.map((card) => card.headline));

const card = newest.data.find((card) => card.section);
if (!card?.section) throw new Error("no story has a section");
const section = [];
for await (const each of every({ section: [card.section.slug], limit: 2 })) section.push(each.slug);
print("all of a section, two at a time", section);

const story = must(await client.GET("/v1/articles/{id}", { params: { path: { id: card.slug } } }));
print("one story", {
  headline: story.headline,
  by: story.authors.filter((author) => author.role === "author").map((author) => author.name),
  said: story.quotes.map((quote) => quote.speaker?.name ?? null),
  blocks: story.body.map((block) => block.type),
  corrections: story.corrections.length,
});

const quotes = must(await client.GET("/v1/quotes", { params: { query: { limit: 100 } } }));
const speaker = quotes.data.find((quote) => quote.speaker)?.speaker;
if (!speaker) throw new Error("nobody is quoted");
const said = must(await client.GET("/v1/quotes", { params: { query: { speaker: speaker.slug } } }));
print("what somebody said", said.data.map((quote) => quote.text));

const found = must(
  await client.GET("/v1/articles", {
    params: { query: { q: "the harbour or council or budget", sort: "relevance", count: "exact", facets: ["section", "year"], include: ["quotes"], highlight: true } },
  }),
);
print("a search, with counts", { count: found.count, sections: found.facets?.section?.map((section) => section.slug), first: found.data[0]?.headline });

const related = must(await client.GET("/v1/articles/{id}/related", { params: { path: { id: card.slug }, query: { limit: 3 } } }));
print("what has to do with it", related.data.map((one) => [one.article.slug, one.why.map((why) => why.name)]));

const who = must(await client.GET("/v1/speakers/{id}", { params: { path: { id: speaker.slug } } }));
print("how often somebody was quoted", { quotes: who.quotes, articles: who.articles, last: who.last_quoted_at });

const corrections = must(await client.GET("/v1/corrections", {}));
print("what was corrected", corrections.data.map((correction) => correction.note));

const log = must(await client.GET("/v1/changes", { params: { query: { limit: 3 } } }));
if (typeof log === "string") throw new Error("a stream was not asked for");
print("what happened first", log.data.map((change) => change.type));

const none = await client.GET("/v1/articles/{id}", { params: { path: { id: "there-is-no-such-story" } } });
print("what there is not", none.response.status);
