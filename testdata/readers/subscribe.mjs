// Subscribes to a feed with the package pubsubhubbub, and tells what it hears: a
// line for each. A line on standard input has it leave.
import { createHash, createHmac } from "node:crypto";
import { createInterface } from "node:readline";
import PubSubHubbub from "pubsubhubbub";

const [topic, hub, port] = process.argv.slice(2);
const callbackUrl = `http://127.0.0.1:${port}/told`;
// It hands the hub a secret that it makes of the one it is given and of the topic,
// and verifies with the one that it is given: two of it are one that does both.
const secret = createHmac("sha1", "hush").update(topic).digest("hex");
const asks = PubSubHubbub.createServer({ callbackUrl, secret: "hush", leaseSeconds: 3600 });
const hears = PubSubHubbub.createServer({ callbackUrl, secret });

const say = (...words) => console.log(words.join(" "));
hears.on("subscribe", (told) => say("subscribed", told.topic, Math.round((told.lease - Date.now() / 1000) / 60)));
hears.on("unsubscribe", (told) => say("unsubscribed", told.topic));
hears.on("denied", (told) => say("denied", told.topic));
hears.on("feed", (told) => say("told", told.headers["content-type"], createHash("sha256").update(told.feed).digest("hex")));
hears.on("listen", () => asks.subscribe(topic, hub, (fault) => fault && say("fault", fault.message)));
createInterface({ input: process.stdin }).on("line", () => asks.unsubscribe(topic, hub, (fault) => fault && say("fault", fault.message)));
hears.listen(Number(port), "127.0.0.1");
