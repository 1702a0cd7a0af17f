import { PostHog } from "posthog-node";
import { done, event, failed, host, key } from "../client.js";

const posthog = new PostHog(key, { host });
posthog.on("error", failed);

for (const size of [3, 3, 1]) {
  for (let i = 0; i < size; i++) {
    const { mark, id, time } = event({ id: "given", time: "given" });
    posthog.capture(
      { distinctId: "user-1234", event: "product viewed", properties: { sku: mark }, uuid: id, timestamp: time });
  }
  await posthog.flush();
}
await posthog.shutdown(60_000);
done("no error");
