import { fork } from "node:child_process";
import { expect } from "chai";
import { watchEventLoop } from "../../../src/observability/heartbeat/watch-event-loop.ts";
import { quietLogger, type SaidLine } from "../../support/quiet-logger.ts";
import { builtProcess } from "../../support/run/built-process.ts";
import { countSheep } from "./count-sheep.ts";

describe("the watch over the event loop", function () {
  this.timeout(60_000);

  it("says how long it was blocked, and by what", async () => {
    // In a process of its own: V8 forgets what it counted for coverage when a process is halted.
    const { file, env } = await builtProcess(new URL("./blocked-process.ts", import.meta.url));
    const child = fork(file, [], { execArgv: [], env });
    const said = await new Promise<unknown>((resolve, reject) => {
      child.once("message", resolve);
      child.once("exit", (code) => reject(new Error(`the process ended with code ${code}`)));
    });
    expect(said).to.include({ level: "error", event: "event_loop_blocked" });
    expect(said)
      .to.have.property("errorMsg")
      .that.matches(/countSheep \(blocked-process\/blocked-process\.js:\d+\)/);
    expect(said).to.have.property("durationMs").that.is.at.least(300);
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
