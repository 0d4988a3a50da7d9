import { expect } from "chai";
import { SWEEP_QUEUE } from "../../src/alerts/alert-queues.ts";
import { systemClock } from "../../src/clock.ts";
import type { JobQueue } from "../../src/database/jobs/queue.ts";
import { askOnCron } from "../../src/runner/ask-on-cron.ts";
import { quietLogger } from "../support/quiet-logger.ts";
import { waitUntil } from "../support/wait-until.ts";

describe("a job asked for on a cron", () => {
  it("is asked for by the clock that is passed in, not by the machine's", async () => {
    const asked: Date[] = [];
    // Half a second before the first minute of a Monday; the machine's clock knows no Monday for years.
    const shiftMs = Date.parse("2019-12-30T00:00:00Z") - 500 - systemClock().getTime();
    const clock = () => new Date(systemClock().getTime() + shiftMs);
    const queue: Pick<JobQueue, "send"> = {
      send: () => {
        asked.push(clock());
        return Promise.resolve();
      },
    };
    const cron = askOnCron(queue, SWEEP_QUEUE, "0 0 * * 1", { clock, logger: quietLogger() });
    try {
      await waitUntil(() => asked.length > 0);
    } finally {
      cron.stop();
    }
    expect(asked).to.have.length(1);
    expect(asked[0]?.toISOString().slice(0, 16)).to.equal("2019-12-30T00:00");
  });
});
