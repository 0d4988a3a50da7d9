import { chmod, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { requireEnterable } from "../../../../src/database/embedded/folder/require-enterable.ts";

const STRANGER = { uid: 4_000_001, gid: 4_000_001 };

describe("requireEnterable", () => {
  let outer: string;
  let inner: string;

  beforeEach(async () => {
    outer = await mkdtemp(join(tmpdir(), "nightshift-enter-"));
    inner = join(outer, "inner");
    await mkdir(inner, { mode: 0o711 });
  });
  afterEach(() => rm(outer, { recursive: true, force: true }));

  it("names the first folder on the way that another account may not enter, and the way out", async () => {
    await chmod(outer, 0o744);
    const failure = await requireEnterable(inner, STRANGER).catch((error: unknown) => error);
    expect(failure).to.have.property("code", "database_unavailable");
    expect(failure)
      .to.have.property("message")
      .that.includes(`enter ${outer}. Allow it (chmod o+x ${outer})`);
  });

  it("is content where every folder lets others pass", async () => {
    await chmod(outer, 0o711);
    await requireEnterable(inner, STRANGER);
  });

  it("is content with a folder of our own when the server runs as ourselves", async () => {
    await chmod(outer, 0o700);
    await requireEnterable(inner, undefined);
  });
});
