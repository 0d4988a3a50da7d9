import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";
import type { Outage } from "../../alerts/watchdog/database-watch.ts";
import { errorCode } from "../../errors.ts";
import { errorFields, type Logger } from "../../logger.ts";

const Kept = z.object({
  outageId: z.string(),
  since: z.iso.datetime(),
  state: z.enum(["telling", "told", "recovering"]),
});

/** What was announced about an outage, kept in a file. */
export interface OutageMemory {
  /** Null when nothing is remembered, or the file cannot be read: then the watch starts afresh. */
  read(): Promise<Outage | null>;
  /** Writes the whole file or nothing, even when the process dies meanwhile. */
  write(outage: Outage): Promise<void>;
  clear(): Promise<void>;
}

export function createOutageMemory(file: string, logger: Logger): OutageMemory {
  /** Where the file cannot be written, the memory lasts as long as the process. */
  let held: Outage | null = null;
  return {
    async read() {
      if (held !== null) return held;
      try {
        return Kept.parse(JSON.parse(await readFile(file, "utf8")));
      } catch (error) {
        if (errorCode(error) !== "ENOENT") logger.warn("outage_memory_not_read", errorFields(error));
        return null;
      }
    },
    async write(outage) {
      try {
        await mkdir(dirname(file), { recursive: true });
        await writeFile(`${file}.new`, JSON.stringify(outage));
        await rename(`${file}.new`, file);
        held = null;
      } catch (error) {
        // That people are told matters more than that they are told once.
        logger.warn("outage_memory_not_kept", errorFields(error));
        held = outage;
      }
    },
    async clear() {
      held = null;
      await rm(file, { force: true });
    },
  };
}
