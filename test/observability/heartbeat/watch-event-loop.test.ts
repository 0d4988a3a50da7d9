import { expect } from "chai";
import { watchEventLoop } from "../../../src/observability/heartbeat/watch-event-loop.ts";
import { quietLogger, type SaidLine } from "../../support/quiet-logger.ts";
import { waitUntil } from "../../support/wait-until.ts";

/** Does nothing else for so long. */
function countSheep(ms: number): number {
  const end = performance.now() + ms;
  let sheep = 0;
  while (performance.now() < end) sheep += 1;
  return sheep;
}

describe("the watch over the event loop", function () {
  this.timeout(60_000);

  it("says how long it was blocked, and by what", async () => {
    const lines: SaidLine[] = [];
    const watch = watchEventLoop(quietLogger(lines), 300);
    try {
      // The onlooker needs a moment to start: until it does, a block is reported without its stack.
      await waitUntil(() => {
        countSheep(700);
        return lines.some(({ errorMsg }) => errorMsg?.includes("countSheep") === true);
      });
    } finally {
      await watch.stop();
    }
    const line = lines.find(({ errorMsg }) => errorMsg?.includes("countSheep") === true);
    expect(line).to.include({ level: "error", event: "event_loop_blocked" });
    expect(line?.errorMsg, "with its file").to.match(
      /countSheep \(heartbeat\/watch-event-loop\.test\.ts:\d+\)/,
    );
    expect(line?.durationMs).to.be.at.least(300);
  });

  it("is silent while the loop turns", async () => {
    const lines: SaidLine[] = [];
    const watch = watchEventLoop(quietLogger(lines), 60_000);
    countSheep(200);
    await new Promise((resolve) => setImmediate(resolve));
    await watch.stop();
    expect(lines).to.deep.equal([]);
  });
});
