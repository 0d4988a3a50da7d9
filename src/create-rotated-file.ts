import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { Writable } from "node:stream";
import type { Clock } from "./clock.ts";

/** A folder of log files, one per process. */
export interface RotatedFolder {
  readonly path: string;
  /** What the process is, e.g. `runner`; its file is `NAME-PID.log`. */
  readonly name: string;
  /** A file that would grow beyond this is set aside as `NAME-PID.N.log`, in bytes. */
  readonly mostBytes: number;
  /** Files, of any process, that were last written longer ago than this are removed. */
  readonly keptDays: number;
}

const DAY_MS = 86_400_000;
/** What we wrote, now or earlier: nothing else in the folder is touched. */
const OURS = /^[a-z]+-\d+(?:\.\d+)?\.log$/;

/**
 * A stream into the process's own file, so that processes never rotate under each other. Written synchronously, line by
 * line: a process that dies has written what it logged. Throws if the file cannot be opened.
 */
export function createRotatedFile(
  { path, name, mostBytes, keptDays }: RotatedFolder,
  clock: Clock,
): Writable {
  const base = join(path, `${name}-${process.pid}`);
  const file = `${base}.log`;
  mkdirSync(path, { recursive: true });
  let open = openSync(file, "a", 0o640);
  let size = fstatSync(open).size;
  removeOld();

  function rotate(): void {
    closeSync(open);
    const taken = readdirSync(path).flatMap((one) => {
      const number = one.startsWith(`${name}-${process.pid}.`) ? /\.(\d+)\.log$/.exec(one)?.[1] : undefined;
      return number === undefined ? [] : [Number(number)];
    });
    renameSync(file, `${base}.${Math.max(0, ...taken) + 1}.log`);
    open = openSync(file, "a", 0o640);
    size = 0;
    removeOld();
  }

  function removeOld(): void {
    const before = clock().getTime() - keptDays * DAY_MS;
    for (const one of readdirSync(path)) {
      if (!OURS.test(one) || join(path, one) === file) continue;
      // Another process may have removed it in between.
      const written = statSync(join(path, one), { throwIfNoEntry: false })?.mtimeMs;
      if (written !== undefined && written < before) rmSync(join(path, one), { force: true });
    }
  }

  return new Writable({
    decodeStrings: false,
    write(line: string, _encoding, done) {
      try {
        const bytes = Buffer.from(line);
        if (size > 0 && size + bytes.length > mostBytes) rotate();
        for (let from = 0; from < bytes.length; ) from += writeSync(open, bytes, from);
        size += bytes.length;
        done();
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)));
      }
    },
    destroy(error, done) {
      closeSync(open);
      done(error);
    },
  });
}
