import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { chooseBrowser } from "./find-browser.ts";

describe("the choice of a browser", () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "nightshift-browser-"));
  });

  after(() => rm(folder, { recursive: true, force: true }));

  async function program(name: string, script: string): Promise<string> {
    const path = join(folder, name);
    await writeFile(path, `#!/bin/sh\n${script}\n`);
    await chmod(path, 0o755);
    return path;
  }

  const unpacked = (path: string) => async () => ({
    program: path,
    libraries: "/libraries",
    fontconfig: "/fonts.conf",
  });
  const nothing = async () => null;

  it("takes the one from npm first, with its fonts and the libraries of the machine", async () => {
    const own = await program("own", "exit 0");
    const other = await program("other", "exit 0");
    const found = await chooseBrowser({ unpack: unpacked(own), chromePath: other, installed: [other] });
    expect(found).to.deep.equal({ program: own, env: { FONTCONFIG_FILE: "/fonts.conf" } });
  });

  it("brings its libraries where it does not start without them", async () => {
    const own = await program(
      "needy",
      'case "$LD_LIBRARY_PATH" in /libraries*) exit 0 ;; *) exit 127 ;; esac',
    );
    const found = await chooseBrowser({ unpack: unpacked(own), chromePath: undefined, installed: [] });
    expect(found?.program).to.equal(own);
    expect(found?.env["LD_LIBRARY_PATH"]).to.match(/^\/libraries(?::|$)/);
  });

  it("goes on to CHROME_PATH, then to an installed one, when what comes before does not start", async () => {
    const broken = await program("broken", "exit 1");
    const named = await program("named", "exit 0");
    const installed = await program("installed", "exit 0");
    const fonts = { FONTCONFIG_FILE: "/fonts.conf" };
    expect(
      await chooseBrowser({ unpack: unpacked(broken), chromePath: named, installed: [installed] }),
    ).to.deep.equal({ program: named, env: fonts });
    expect(
      await chooseBrowser({ unpack: unpacked(broken), chromePath: `${named}-not`, installed: [installed] }),
    ).to.deep.equal({ program: installed, env: fonts });
    expect(
      await chooseBrowser({ unpack: nothing, chromePath: undefined, installed: [broken, installed] }),
    ).to.deep.equal({ program: installed, env: {} });
  });

  it("finds none where none starts", async () => {
    const broken = await program("broken", "exit 1");
    expect(
      await chooseBrowser({ unpack: nothing, chromePath: broken, installed: [join(folder, "absent")] }),
    ).to.equal(null);
  });
});
