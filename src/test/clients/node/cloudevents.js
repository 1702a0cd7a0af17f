import { CONSTANTS, CloudEvent, Mode, emitterFor, httpTransport } from "cloudevents";
import { done, event, host, key } from "../client.js";

// It never sends anything again, and takes every status for success.
const transport = httpTransport(`${host}/v1/cloudevents?key=${key}`);
const structured = emitterFor(transport, { mode: Mode.STRUCTURED });
const binary = emitterFor(transport, { mode: Mode.BINARY });

function productViewed() {
  const { mark, id, time } = event({ id: "given", time: "given" });
  return new CloudEvent(
    { id, time: time.toISOString(), type: "com.example.product.viewed", source: "/shop", data: { sku: mark } });
}

// There is no emitter for batches.
const batch = () => transport({
  headers: { [CONSTANTS.HEADER_CONTENT_TYPE]: CONSTANTS.MIME_CE_BATCH },
  body: JSON.stringify([productViewed(), productViewed(), productViewed()]),
});

await batch();
await batch();
await structured(productViewed());
await binary(productViewed());
done("every promise is resolved");
