import * as amplitude from "@amplitude/analytics-browser";
import { done, event, failed, host, key, settings } from "../client.js";

amplitude.init(key, {
  serverUrl: `${host}/2/httpapi`,
  transport: settings.VARIANT,
  flushQueueSize: 3,
  flushIntervalMillis: 500,
  autocapture: false,
  remoteConfig: { fetchRemoteConfig: false },
});

const results = [];
for (let i = 0; i < 7; i++) {
  results.push(amplitude.track("Product Viewed", { sku: event().mark }).promise);
}
const codes = (await Promise.all(results)).map(({ code, message }) => {
  if (code !== 200) {
    failed(`${code} ${message}`);
  }
  return code;
});
done(`codes ${codes}`);
