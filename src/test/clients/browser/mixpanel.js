import mixpanel from "mixpanel-browser/src/loaders/loader-module-core";
import { done, event, failed, host, key, settings } from "../client.js";

mixpanel.init(key, {
  api_host: host,
  ...JSON.parse(settings.VARIANT),
  batch_size: 3,
  batch_flush_interval_ms: 500,
  persistence: "localStorage",
  // It reports what it sends again, too.
  error_reporter: (message) => /retry|status: (429|503)/.test(message) || failed(message),
});

let called = 0;
for (let i = 0; i < 7; i++) {
  mixpanel.track("Product Viewed", { sku: event().mark }, () => {
    called++;
    if (called === 7) {
      done("7 callbacks, once queued");
    }
  });
}
