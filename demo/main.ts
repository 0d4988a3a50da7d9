import { errorFields } from "../src/logger.ts";
import { runDemo } from "./night/run-demo.ts";

const stop = new AbortController();
process.once("SIGINT", () => stop.abort());
process.once("SIGTERM", () => stop.abort());

try {
  await runDemo({
    env: process.env,
    output: process.stdout,
    isOver: process.argv.includes("--exit"),
    overSocket: process.argv.includes("--socket"),
    signal: stop.signal,
  });
} catch (error) {
  if (!stop.signal.aborted) {
    const { errorCode, errorMsg } = errorFields(error);
    process.stderr.write(`The demo failed (${errorCode}): ${errorMsg}\n`);
    process.exitCode = 1;
  }
}
