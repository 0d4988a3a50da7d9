import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { FAILURES_TO_REPORT, watchStep } from "../../../src/alerts/watchdog/database-watch.ts";
import { type OutageVoice, watchDatabase } from "../../../src/bot/outage/watch-database.ts";
import { createLogger } from "../../../src/logger.ts";

const logger = createLogger({ level: "error", write: () => undefined });

describe("watching the database", () => {
  let folder: string;
  let file: string;
  let isUp: boolean;
  let said: string[];
  /** What becomes of the next words: `lost` are said, and the answer never comes. */
  let fates: ("fine" | "lost" | "refused")[];
  let outages: number;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "nightshift-watch-"));
    file = join(folder, "deep", "outage.json");
    [isUp, said, fates, outages] = [true, [], [], 0];
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const voice: OutageVoice = {
    async say(id) {
      const fate = fates.shift() ?? "fine";
      if (fate !== "refused") said.push(id);
      if (fate !== "fine") throw new Error(fate);
    },
    wasSaid: async (id) => said.includes(id),
  };
  const start = () =>
    watchDatabase({
      ping: async () => {
        if (!isUp) throw new Error("connection refused");
      },
      voice,
      file,
      clock: () => new Date("2026-11-22T02:00:00Z"),
      logger,
      intervalMs: null,
      enough: () => 2,
      newId: () => {
        outages += 1;
        return `outage-${outages}`;
      },
    });
  const counts = () => {
    const downs = said.filter((id) => id.endsWith(":down"));
    const ups = said.filter((id) => id.endsWith(":up"));
    return { downs: downs.length, ups: ups.length, ids: new Set(said).size };
  };

  it("says nothing while all is well, nor of a single look that failed", async () => {
    const watch = start();
    await watch.look();
    isUp = false;
    await watch.look();
    isUp = true;
    await watch.look();
    expect(said).to.deep.equal([]);
  });

  it("says once that it is gone, and once that it is back, over restarts", async () => {
    isUp = false;
    for (const watch of [start(), start(), start()]) for (let at = 0; at < 3; at += 1) await watch.look();
    expect(counts()).to.deep.equal({ downs: 1, ups: 0, ids: 1 });
    isUp = true;
    for (const watch of [start(), start()]) for (let at = 0; at < 2; at += 1) await watch.look();
    expect(counts()).to.deep.equal({ downs: 1, ups: 1, ids: 2 });
    expect(await readdir(join(folder, "deep"))).to.deep.equal([]);
  });

  it("says it again when it was refused, and does not when only the answer was lost", async () => {
    isUp = false;
    fates.push("refused", "lost");
    const watch = start();
    for (let at = 0; at < 5; at += 1) await watch.look();
    expect(counts()).to.deep.equal({ downs: 1, ups: 0, ids: 1 });
  });

  it("tells the end of what was told though the answer was lost, and of nothing that was not", async () => {
    isUp = false;
    fates.push("lost");
    const watch = start();
    await watch.look();
    await watch.look();
    isUp = true;
    for (let at = 0; at < 3; at += 1) await watch.look();
    expect(counts()).to.include({ downs: 1, ups: 1 });
    isUp = false;
    fates.push("refused");
    await watch.look();
    await watch.look();
    isUp = true;
    await watch.look();
    expect(counts()).to.include({ downs: 1, ups: 1 });
  });

  it("waits for a minute of failed looks, which is PL-21's duration", () => {
    const at = { since: new Date("2026-11-22T02:00:00Z"), outageId: "o", enough: FAILURES_TO_REPORT };
    expect(FAILURES_TO_REPORT).to.equal(5);
    expect(watchStep(null, { isUp: false, failures: 4 }, at).do).to.equal("nothing");
    expect(watchStep(null, { isUp: false, failures: 5 }, at).do).to.equal("report_outage");
  });

  it("tells people all the same where nothing can be written", async () => {
    await writeFile(join(folder, "deep"), "a file where the folder should be");
    isUp = false;
    const watch = start();
    for (let at = 0; at < 5; at += 1) await watch.look();
    expect(counts()).to.deep.equal({ downs: 1, ups: 0, ids: 1 });
    isUp = true;
    for (let at = 0; at < 2; at += 1) await watch.look();
    expect(counts()).to.deep.equal({ downs: 1, ups: 1, ids: 2 });
  });

  it("begins anew with a memory that cannot be read", async () => {
    isUp = false;
    file = join(folder, "outage.json");
    await writeFile(file, "{half");
    const watch = start();
    await watch.look();
    await watch.look();
    expect(counts()).to.include({ downs: 1 });
  });

  it("over any history of outages, lost words and restarts, says each outage at most once and never an end without a beginning", async () => {
    const step = fc.oneof(
      fc.constantFrom("up" as const, "down" as const, "restart" as const),
      fc.constantFrom("lost" as const, "refused" as const),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        await rm(file, { force: true });
        [isUp, said, fates] = [true, [], []];
        let watch = start();
        for (const one of steps) {
          if (one === "restart") watch = start();
          else if (one === "lost" || one === "refused") fates = [one];
          else isUp = one === "up";
          await watch.look();
        }
        expect(new Set(said).size).to.equal(said.length);
        for (const id of said.filter((each) => each.endsWith(":up")))
          expect(said).to.include(id.replace(":up", ":down"));
        fates = [];
        isUp = true;
        for (let at = 0; at < 3; at += 1) await watch.look();
        expect(counts().ups).to.equal(counts().downs);
      }),
      { numRuns: 60 },
    );
  });
});
