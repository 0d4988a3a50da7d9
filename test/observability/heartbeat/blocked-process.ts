import { watchEventLoop } from "../../../src/observability/heartbeat/watch-event-loop.ts";
import { patience } from "../../support/patience.ts";
import { quietLogger, type SaidLine } from "../../support/quiet-logger.ts";
import { waitUntil } from "../../support/wait-until.ts";
import { countSheep } from "./count-sheep.ts";

// Blocks its event loop until the watch has said by what, and tells its parent that line.
const lines: SaidLine[] = [];
const watch = watchEventLoop(quietLogger(lines), 300);
// The onlooker needs a moment to start: until it does, a block is reported without its stack.
const line = await waitUntil(() => {
  countSheep(patience(700));
  return lines.find(({ errorMsg }) => errorMsg?.includes("countSheep") === true);
});
await watch.stop();
process.send?.(line, () => process.disconnect());
