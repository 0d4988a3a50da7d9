import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pid } from "node:process";
import { expect } from "chai";
import { attach, countAttached } from "../../../../src/database/embedded/folder/attachments.ts";

describe("attachments", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "nightshift-attached-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("counts nobody where nobody ever attached", async () => {
    expect(await countAttached(join(folder, "missing"))).to.equal(0);
  });

  it("counts each hold of one process", async () => {
    const first = await attach(folder);
    await attach(folder);
    expect(await countAttached(folder)).to.equal(2);
    await rm(first);
    expect(await countAttached(folder)).to.equal(1);
  });

  it("sweeps a note whose process died, also when its pid lives on in another, and keeps what is no note", async () => {
    for (const name of ["4194303-x.1-0123456789abcdef", `${pid}-x.1-0123456789abcdef`, ".keep"]) {
      await writeFile(join(folder, name), "");
    }
    expect(await countAttached(folder)).to.equal(0);
    expect(await readdir(folder)).to.deep.equal([".keep"]);
  });
});
