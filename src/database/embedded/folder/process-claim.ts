import { randomBytes } from "node:crypto";
import { pid as ownPid } from "node:process";
import { DatabaseUnavailableError } from "../../../errors.ts";
import { readProcess } from "./read-process.ts";

/** A claim by a process, written as `pid-start-nonce` so that it fits into a file name or the target of a link. */
export interface ProcessClaim {
  readonly text: string;
  readonly pid: number;
  readonly startedAt: string;
  readonly nonce: string;
}

/** A new, globally unique claim of this process. */
export function createClaim(): ProcessClaim {
  const own = readProcess(ownPid);
  if (own === undefined) {
    throw new DatabaseUnavailableError(
      "The embedded Postgres must be able to see processes (/proc or ps). Make them visible or set DATABASE_URL.",
    );
  }
  const nonce = randomBytes(8).toString("hex");
  return {
    text: `${ownPid}-${own.startedAt}-${nonce}`,
    pid: ownPid,
    startedAt: own.startedAt,
    nonce,
  };
}

/** Parses a claim; undefined if `text` is something else. */
export function readClaim(text: string): ProcessClaim | undefined {
  const [, pid, startedAt, nonce] = /^(\d+)-([\w.]+)-([0-9a-f]{16})$/.exec(text) ?? [];
  if (pid === undefined || startedAt === undefined || nonce === undefined) return undefined;
  return { text, pid: Number(pid), startedAt, nonce };
}

/** Whether the claiming process still runs (and not another one that got its pid). */
export function isClaimAlive(claim: ProcessClaim): boolean {
  return readProcess(claim.pid)?.startedAt === claim.startedAt;
}
