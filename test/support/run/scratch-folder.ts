import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync } from "node:fs";
import { stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getuid } from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { createClaim, isClaimAlive, readClaim } from "../../../src/database/embedded/folder/process-claim.ts";
import { removeScratch } from "./remove-scratch.ts";

// Short: the name of a socket below it may have 107 characters in all.
const PREFIX = "ns-test-";

let isUsed = false;

/**
 * Gives this process and its children a folder of their own for temporary files, and starts a guard that outlives this process:
 * it ends the servers that run in the folder, and removes it. So a test run that is killed leaves nothing behind.
 */
export function takeScratchFolder(): void {
  if (isUsed) return;
  isUsed = true;
  const parent = tmpdir();
  const folder = mkdtempSync(join(parent, `${PREFIX}${createClaim().text}-`));
  chmodSync(folder, 0o1777); // as the folder it stands for: under root, Postgres and some programs run as another user
  const guard = spawn(
    process.execPath,
    [
      "--import",
      pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href,
      fileURLToPath(new URL("./guard.ts", import.meta.url)),
      folder,
    ],
    // Detached: whoever kills the group of this process does not kill it. Its input ends with this process.
    {
      detached: true,
      stdio: ["pipe", "ignore", "ignore"],
      cwd: "/",
      env: { ...process.env, NODE_V8_COVERAGE: "" },
    },
  );
  guard.unref();
  process.env["TMPDIR"] = folder;
}

/** Removes the folders of test processes that ended together with their guard, as when the machine went down. */
export async function sweepScratchFolders(parent: string): Promise<void> {
  for (const name of readdirSync(parent)) {
    const owner = name.startsWith(PREFIX)
      ? readClaim(name.slice(PREFIX.length, -"-XXXXXX".length))
      : undefined;
    if (owner === undefined || isClaimAlive(owner)) continue;
    const folder = join(parent, name);
    const found = await stat(folder).catch(() => undefined); // another process may sweep as well
    if (found?.uid === getuid?.()) await removeScratch(folder);
  }
}
