import { statfs } from "node:fs/promises";
import { platform } from "node:process";
import { HOST } from "./with-client.ts";

const SMALL_SHARED_MEMORY_BYTES = 512 * 1024 * 1024;

/** The server's command line. `settings` are Postgres settings; they cannot override where it listens. */
export async function createServerArguments(
  data: string,
  port: number,
  settings: Readonly<Record<string, string>>,
): Promise<string[]> {
  const all: Record<string, string> = {
    timezone: "UTC",
    log_timezone: "UTC",
    ...((await isSharedMemorySmall()) && { dynamic_shared_memory_type: "mmap" }),
    ...settings,
    listen_addresses: HOST,
    unix_socket_directories: "",
    port: String(port),
  };
  return ["-D", data, ...Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`])];
}

/** Containers often have 64 MB of it, which a parallel query exceeds; files in the cluster are then used instead. */
async function isSharedMemorySmall(): Promise<boolean> {
  if (platform !== "linux") return false;
  try {
    const { bsize, blocks } = await statfs("/dev/shm");
    return bsize * blocks < SMALL_SHARED_MEMORY_BYTES;
  } catch {
    return true; // there is none
  }
}
