import { Analytics } from "@segment/analytics-node";
import { callbacks, event, host, key } from "../client.js";

const analytics = new Analytics({ writeKey: key, host, flushAt: 3 });
const told = callbacks();

for (let i = 0; i < 7; i++) {
  const { mark, id, time } = event({ id: "given", time: "given" });
  analytics.track(
    { userId: "user-1234", event: "Product Viewed", properties: { sku: mark }, messageId: id, timestamp: time },
    told.one());
}
await analytics.closeAndFlush({ timeout: 60_000 });
await told.all();
