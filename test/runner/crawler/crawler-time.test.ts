import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect } from "chai";
import { patience } from "../../support/patience.ts";
import { builtProcess } from "../../support/run/built-process.ts";
import { HOSTILE_PAGES } from "./hostile-pages.ts";

describe("createCrawler on hostile pages", function () {
  this.timeout(patience(60_000));
  let longestBlocks: Record<string, number>;

  before(
    "crawl them in a process whose lines nobody counts, since counting makes them several times slower",
    async () => {
      const { file, env } = await builtProcess(new URL("measure-hostile-pages.ts", import.meta.url));
      const { stdout } = await promisify(execFile)(process.execPath, [file], { env });
      longestBlocks = JSON.parse(stdout) as Record<string, number>;
    },
  );

  for (const name of Object.keys(HOSTILE_PAGES)) {
    it(`is held for at most 200 ms at a time by five pages of ${name}`, () => {
      expect(longestBlocks[name]).to.be.a("number").and.below(patience(200));
    });
  }
});
