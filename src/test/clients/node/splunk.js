import splunk from "splunk-logging";
import { callbacks, event, host, key } from "../client.js";

// It does not notice an HTTP error, and never sends anything again.
const logger = new splunk.Logger({ token: key, url: host, maxBatchCount: 0 });
const told = callbacks();

function log(times) {
  for (let i = 0; i < times; i++) {
    const { mark, time } = event({ id: "none", time: "given" });
    logger.send({ message: { sku: mark }, metadata: { time: time.getTime() / 1000, sourcetype: "shop" } });
  }
  const one = told.one();
  logger.flush((error, response, body) => one(error || (body?.code === 0 ? undefined : JSON.stringify(body))));
}

log(3);
log(3);
log(1);
await told.all();
