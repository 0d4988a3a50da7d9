import { readFile, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { kill } from "node:process";
import { errorCode } from "../../../errors.ts";
import { poll } from "../folder/poll.ts";
import { readProcess } from "../folder/read-process.ts";

/** A running server, answering or not. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
}

/** Whether the process with this pid is the server of the cluster in `data`, and not one that reused its pid. */
export function isPostmaster(pid: number, data: string): boolean {
  const process = readProcess(pid);
  const [program = "", ...args] = process?.command ?? [];
  // A server's children show only a title. Its working directory is the cluster, even after the folder was moved.
  return (
    basename(program) === "postgres" &&
    args.includes("-D") &&
    (args[args.indexOf("-D") + 1] === data || process?.workingDirectory === data)
  );
}

/**
 * The server that runs on the cluster, according to its `postmaster.pid`. If that file names an unrelated live process of
 * the same user, or a zombie, Postgres would refuse to start forever, so the file is removed. A file that names no
 * process is left to Postgres, which looks for surviving children first. The caller must hold the lock.
 */
export async function findPostmaster(data: string): Promise<Postmaster | undefined> {
  const path = join(data, "postmaster.pid");
  const file = await readPostmasterFile(path);
  if (file === "absent") return undefined;
  if (file !== "damaged" && isPostmaster(file.pid, data)) return file;
  if (file === "damaged" || isPidTaken(file.pid)) await rm(path, { force: true });
  return undefined;
}

async function readPostmasterFile(path: string): Promise<Postmaster | "absent" | "damaged"> {
  try {
    // A starting server creates the file a moment before it fills it.
    const text = (await poll(async () => (await readFile(path, "utf8")) || undefined, 500)) ?? "";
    const [pid = 0, , , port = 0] = text.split("\n").map(Number);
    return pid > 0 && port > 0 ? { pid, port } : "damaged";
  } catch (error) {
    if (errorCode(error) === "ENOENT") return "absent";
    throw error;
  }
}

function isPidTaken(pid: number): boolean {
  try {
    kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === "EPERM";
  }
}
