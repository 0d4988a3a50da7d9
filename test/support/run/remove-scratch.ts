import { globSync } from "node:fs";
import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import { findPostmaster } from "../../../src/database/embedded/server/find-postmaster.ts";
import { stopServer } from "../../../src/database/embedded/server/stop-server.ts";

/** Stops every Postgres that runs below the folder, and removes it. */
export async function removeScratch(folder: string): Promise<void> {
  for (const file of globSync("**/postmaster.pid", { cwd: folder })) {
    const data = dirname(`${folder}/${file}`);
    const server = await findPostmaster(data);
    if (server !== undefined) await stopServer(server.pid, data, "SIGQUIT");
  }
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
}
