import { mkdir, mkdtemp, readFile, readlink, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { completeBinaries } from "../../../../src/database/embedded/programs/complete-binaries.ts";

describe("completeBinaries", () => {
  let native: string;
  let library: string;

  beforeEach(async () => {
    native = join(await mkdtemp(join(tmpdir(), "nightshift-native-")), "native");
    library = join(native, "lib", "libicu.so.60");
    await mkdir(join(native, "lib"), { recursive: true });
    await writeFile(join(native, "lib", "libicu.so.60.2"), "code");
  });
  afterEach(() => rm(join(native, ".."), { recursive: true, force: true }));

  const listLinks = (links: unknown) => writeFile(join(native, "pg-symlinks.json"), JSON.stringify(links));

  it("makes the links that an install without scripts left out, once", async () => {
    await listLinks([{ source: "native/lib/libicu.so.60.2", target: "native/lib/libicu.so.60" }]);
    await completeBinaries(native, []);
    await completeBinaries(native, []);
    expect(await readlink(library)).to.equal("libicu.so.60.2");
    expect(await readFile(library, "utf8")).to.equal("code");
  });

  it("does without a list, as on platforms that need no links", async () => {
    await completeBinaries(native, []);
  });

  it("makes programs executable", async () => {
    const program = join(native, "postgres");
    await writeFile(program, "", { mode: 0o600 });
    await completeBinaries(native, [program]);
    expect((await stat(program)).mode & 0o777).to.equal(0o755);
  });
});
