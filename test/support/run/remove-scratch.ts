import { execFileSync } from "node:child_process";
import { existsSync, globSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import { findPostmaster } from "../../../src/database/embedded/server/find-postmaster.ts";
import { stopServer } from "../../../src/database/embedded/server/stop-server.ts";

const MOUNTS = "/proc/self/mounts";

/** Stops every Postgres that runs below the folder, unmounts what is mounted there, and removes it. */
export async function removeScratch(folder: string): Promise<void> {
  for (const file of globSync("**/postmaster.pid", { cwd: folder })) {
    const data = dirname(`${folder}/${file}`);
    const server = await findPostmaster(data);
    if (server !== undefined) await stopServer(server.pid, data, "SIGQUIT");
  }
  for (const path of listMounts(folder)) execFileSync("umount", [path]);
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
}

/** Disks that tests mounted below the folder; none on systems that do not tell. */
function listMounts(folder: string): string[] {
  if (!existsSync(MOUNTS)) return [];
  return readFileSync(MOUNTS, "utf8")
    .split("\n")
    .flatMap((line) => line.split(" ")[1] ?? [])
    .filter((path) => path.startsWith(`${folder}/`));
}
