import { execFileSync } from "node:child_process";
import { readFileSync, readlinkSync } from "node:fs";
import { platform } from "node:process";
import { errorCode } from "../../../errors.ts";

/** A running process. `startedAt` is opaque; together with the pid it identifies one process, although pids are reused. */
export interface RunningProcess {
  readonly pid: number;
  readonly startedAt: string;
  readonly command: readonly string[];
  /** Undefined if the operating system does not say. */
  readonly workingDirectory: string | undefined;
}

/** The process with this pid, or undefined if there is none. A zombie does not count: it has ended and awaits reaping. */
export function readProcess(pid: number): RunningProcess | undefined {
  return platform === "linux" ? readFromProc(pid) : readFromPs(pid);
}

/** proc(5): the fields of `stat` after the parenthesised name start with field 3 (state); field 22 is the start in ticks since boot. */
function readFromProc(pid: number): RunningProcess | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [state, ticks] = [fields[0], fields[19]];
    if (state === "Z" || state === "X" || ticks === undefined) return undefined;
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").slice(0, -1);
    return { pid, startedAt: `${bootId()}.${ticks}`, command, workingDirectory: readWorkingDirectory(pid) };
  } catch (error) {
    if (["ENOENT", "ESRCH"].includes(errorCode(error))) return undefined;
    throw error;
  }
}

/** Ticks since boot repeat after a reboot; the boot id tells them apart. */
function bootId(): string {
  return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").slice(0, 8);
}

function readWorkingDirectory(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined; // another user's process: the kernel does not say
  }
}

const PS_LINE = /^(\S+)\s+(\w+\s+\w+\s+\d+\s+[\d:]+\s+\d+)\s+(.*)$/;

function readFromPs(pid: number): RunningProcess | undefined {
  let line: string;
  try {
    line = execFileSync("ps", ["-ww", "-o", "stat=,lstart=,command=", "-p", String(pid)], {
      encoding: "utf8",
      env: { LC_ALL: "C", PATH: "/usr/bin:/bin" },
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch (error) {
    if (errorCode(error) === "ENOENT") throw error;
    return undefined; // ps exits with 1 when no such process exists
  }
  const [, state = "Z", started = "", command = ""] = PS_LINE.exec(line) ?? [];
  if (state.startsWith("Z")) return undefined;
  const startedAt = started.replace(/\W+/g, ".");
  return { pid, startedAt, command: command.split(" "), workingDirectory: undefined };
}
