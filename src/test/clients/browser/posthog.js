import posthog from "posthog-js";
import { done, event, failed, host, key } from "../client.js";

// Drops what is answered with 429, and sends again what is answered with anything but 200, for minutes.
posthog.init(key, { api_host: host, autocapture: false, capture_pageview: false, on_request_error: failed });

for (let i = 0; i < 7; i++) {
  posthog.capture("product viewed", { sku: event().mark });
}
done("no error");
