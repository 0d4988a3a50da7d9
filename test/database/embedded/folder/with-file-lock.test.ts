import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readlink, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pid as ownPid } from "node:process";
import { expect } from "chai";
import { poll } from "../../../../src/database/embedded/folder/poll.ts";
import { readProcess } from "../../../../src/database/embedded/folder/read-process.ts";
import { withFileLock } from "../../../../src/database/embedded/folder/with-file-lock.ts";

const NONCE = "0123456789abcdef";

describe("withFileLock", () => {
  let folder: string;
  let path: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "nightshift-lock-"));
    path = join(folder, "lock");
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** Runs five contenders at once, each staying long enough for another to intrude, and answers how many were ever inside together. */
  async function crowd(): Promise<number> {
    let inside = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 5 }, () =>
        withFileLock(path, async () => {
          inside += 1;
          most = Math.max(most, inside);
          await poll(() => inside > 1 || undefined, 60);
          inside -= 1;
        }),
      ),
    );
    return most;
  }

  async function deadPid(): Promise<number> {
    const child = spawn("true");
    await once(child, "exit");
    return child.pid ?? 0;
  }

  it("lets one in at a time and leaves nothing behind", async () => {
    expect(await crowd()).to.equal(1);
    expect(await readdir(folder)).to.deep.equal([]);
  });

  it("still lets one in at a time when all find the lock of a dead holder", async () => {
    await symlink(`${await deadPid()}-x.1-${NONCE}`, path);
    expect(await crowd()).to.equal(1);
    expect(await readdir(folder)).to.deep.equal([]);
  });

  it("is not stopped by one who died while breaking a dead holder's lock", async () => {
    const pid = await deadPid();
    await symlink(`${pid}-x.1-${NONCE}`, path);
    await symlink(`${pid}-x.2-fedcba9876543210`, `${path}.break-${NONCE}`);
    expect(await crowd()).to.equal(1);
    expect(await readdir(folder)).to.deep.equal([]);
  });

  it("knows a dead holder although another process has its pid now", async () => {
    await symlink(`${ownPid}-x.1-${NONCE}`, path);
    expect(await withFileLock(path, async () => "in")).to.equal("in");
  });

  it("names the living holder when it has waited long enough", async () => {
    await symlink(`${ownPid}-${readProcess(ownPid)?.startedAt}-${NONCE}`, path);
    const failure = await withFileLock(path, async () => "in", 30).catch((error: unknown) => error);
    expect(failure).to.have.property("code", "database_unavailable");
    expect(failure).to.have.property("message").that.includes(`process ${ownPid}`).and.includes(path);
  });

  it("is released when the action throws", async () => {
    const failure = await withFileLock(path, () => Promise.reject(new Error("no"))).catch(
      (error: unknown) => error,
    );
    expect(failure).to.have.property("message", "no");
    expect(await crowd()).to.equal(1);
  });

  it("does not touch a file that is no lock", async () => {
    await writeFile(path, "mine");
    const failure = await withFileLock(path, async () => "in").catch((error: unknown) => error);
    expect(failure).to.have.property("code", "database_unavailable");
    expect(await readdir(folder)).to.deep.equal(["lock"]);
  });

  it("shows who holds it", async () => {
    const target = await withFileLock(path, () => readlink(path));
    expect(target).to.match(new RegExp(`^${ownPid}-`));
  });
});
