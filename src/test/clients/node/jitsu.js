import { jitsuAnalytics } from "@jitsu/js";
import { done, event, host, key } from "../client.js";

// It never sends anything again.
const jitsu = jitsuAnalytics({ host, writeKey: key, fetch, s2s: true });
const answers = [];
for (let i = 0; i < 7; i++) {
  const { mark } = event();
  answers.push(jitsu.track("product_viewed", { sku: mark }));
}
await Promise.all(answers);
done("every promise is resolved");
