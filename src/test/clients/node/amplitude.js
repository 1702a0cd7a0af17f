import { flush, init, track } from "@amplitude/analytics-node";
import { done, event, failed, host, key } from "../client.js";

init(key, { serverUrl: `${host}/2/httpapi`, flushQueueSize: 3, flushIntervalMillis: 500 });

const results = [];
for (let i = 0; i < 7; i++) {
  const { mark, id, time } = event({ id: "given", time: "given" });
  results.push(
    track("Product Viewed", { sku: mark }, { user_id: "user-1234", insert_id: id, time: time.getTime() }).promise);
}
const codes = (await Promise.all(results)).map(({ code, message }) => {
  if (code !== 200) {
    failed(`${code} ${message}`);
  }
  return code;
});
await flush().promise;
done(`codes ${codes}`);
