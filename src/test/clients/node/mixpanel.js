import Mixpanel from "mixpanel";
import { callbacks, event, host, key } from "../client.js";

// It never sends anything again.
const { hostname, port, pathname } = new URL(host);
const mixpanel = Mixpanel.init(key, { protocol: "http", host: hostname, port, path: pathname.replace(/\/$/, "") });
const told = callbacks();

function properties() {
  const { mark, id, time } = event({ id: "given", time: "given" });
  return { distinct_id: "user-1234", sku: mark, $insert_id: id, time };
}

const batch = () => [1, 2, 3].map(() => ({ event: "Product Viewed", properties: properties() }));
const all = told.one();
mixpanel.track_batch(batch(), (errors) => all(errors?.find(Boolean)));
mixpanel.track_batch(batch(), told.one());
mixpanel.track("Product Viewed", properties(), told.one());
await told.all();
