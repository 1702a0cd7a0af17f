import { pino } from "pino";
import { createWriteStream } from "pino-http-send";
import { done, event, host, key } from "../client.js";

const logger = pino({ level: "info" }, createWriteStream(
  { url: `${host}/logs`, bodyType: process.env.VARIANT, username: key, password: "", batchSize: 3, timeout: 200,
    interval: 500 }));

for (let i = 0; i < 7; i++) {
  const { mark } = event({ id: "none" });
  logger.info({ sku: mark }, "product viewed");
}
// It has no callback, and ends when all is sent or given up.
process.on("exit", () => done("nothing"));
