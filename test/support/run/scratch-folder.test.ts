import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { createLayout } from "../../../src/database/embedded/folder/layout.ts";
import { createClaim } from "../../../src/database/embedded/folder/process-claim.ts";
import { isPostmaster } from "../../../src/database/embedded/server/find-postmaster.ts";
import { readServerState } from "../../../src/database/embedded/server/server-state.ts";
import { waitUntil } from "../wait-until.ts";
import { sweepScratchFolders } from "./scratch-folder.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

describe("the folder for temporary files of a test run", function () {
  this.timeout(60_000);
  let parent: string;

  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), "runs-"));
    await chmod(parent, 0o755); // under root, the server runs as another user
  });

  afterEach(() => rm(parent, { recursive: true, force: true }));

  // The compiler keeps its cache beside them.
  const scratchFolders = async () => (await readdir(parent)).filter((name) => name.startsWith("ns-test-"));

  it("goes within seconds after mocha was killed, and the Postgres in it ends", async () => {
    const mocha = spawn("mocha", [fileURLToPath(new URL("./hanging-spec.ts", import.meta.url))], {
      cwd: ROOT,
      env: { ...process.env, TMPDIR: parent },
      stdio: ["ignore", "pipe", "inherit"],
      detached: true, // its own group, so that what npm and mocha start in between is killed as well
    });
    let said = "";
    mocha.stdout.on("data", (part) => {
      said += String(part);
    });
    await waitUntil(() => said.includes("started") || mocha.exitCode !== null, "a test that uses Postgres");
    const [folder = ""] = await scratchFolders();
    const [cluster = ""] = (await readdir(join(parent, folder))).filter((name) =>
      name.startsWith("cluster-"),
    );
    const { data, state } = createLayout(join(parent, folder, cluster));
    const pid = (await readServerState(state))?.pid ?? 0;
    expect(isPostmaster(pid, data)).to.equal(true);
    process.kill(-(mocha.pid ?? 0), "SIGKILL");
    await waitUntil(() => !isPostmaster(pid, data), "Postgres to end");
    await waitUntil(async () => (await scratchFolders()).length === 0, "the folder to go");
  });

  it("is swept by a later run when its guard was killed as well, and only then", async () => {
    const ended = spawn("true");
    await once(ended, "exit");
    const alive = `ns-test-${createClaim().text}-aaaaaa`;
    const dead = alive.replace(`-${process.pid}-`, `-${ended.pid}-`);
    for (const name of [alive, dead, "ns-other"]) await mkdir(join(parent, name));
    await sweepScratchFolders(parent);
    expect(await readdir(parent)).to.have.members([alive, "ns-other"]);
  });
});
