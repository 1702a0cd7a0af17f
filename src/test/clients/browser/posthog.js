import posthog from "posthog-js";
import { done, event, failed, host, key, settings } from "../client.js";

// Drops what is answered with 429, and sends again what is answered with anything but 200, for minutes.
posthog.init(key, {
  api_host: host,
  autocapture: false,
  capture_pageview: false,
  capture_pageleave: false,
  request_queue_config: { flush_interval_ms: 300 },
  on_request_error: ({ statusCode }) => statusCode === 503 || failed(`status ${statusCode}`),
});

function capture(times) {
  for (let i = 0; i < times; i++) {
    posthog.capture("product viewed", { sku: event().mark });
  }
}

capture(3);
setTimeout(() => capture(3), 1000);
setTimeout(() => {
  capture(1);
  done("no error");
  // What is left when a visitor leaves goes by beacon, in another encoding.
  if (settings.VARIANT === "leaving") {
    location.assign("/left");
  }
}, 2000);
