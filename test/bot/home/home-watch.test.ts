import { expect } from "chai";
import { createHomeWatch } from "../../../src/bot/home/home-watch.ts";
import { waitUntil } from "../../support/wait-until.ts";
import { fakeDependencies } from "../support/fake-dependencies.ts";

describe("the watch on App Home", () => {
  it("draws once for changes that come together, for those who opened it lately", async () => {
    let now = new Date("2026-11-22T06:00:00Z");
    const drawn: string[] = [];
    const { dependencies, log } = fakeDependencies();
    const homes = createHomeWatch({
      clock: () => now,
      draw(slackUserId) {
        drawn.push(slackUserId);
        return slackUserId === "U0BROKEN" ? Promise.reject(new Error("no")) : Promise.resolve();
      },
      logger: dependencies.logger,
      togetherMs: 1,
    });
    homes.refresh();
    homes.note("U0GONE");
    now = new Date("2026-11-22T06:31:00Z");
    homes.note("U0BROKEN");
    homes.note("U0HERE");
    homes.refresh();
    homes.refresh();
    await waitUntil(() => drawn.includes("U0HERE"), "the home");
    expect(drawn).to.deep.equal(["U0BROKEN", "U0HERE"]);
    expect(log.map(({ message }) => message)).to.deep.equal(["home not redrawn"]);
    homes.stop();
  });
});
