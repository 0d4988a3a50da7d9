import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";
import {
  FAILURES_TO_REPORT,
  LOOK_MS,
  type OutageMemory,
  outageText,
  watchStep,
} from "../../alerts/watchdog/database-watch.ts";
import type { Clock } from "../../clock.ts";
import { errorCode } from "../../errors.ts";
import { errorFields, type Logger } from "../../logger.ts";

/** Says something without the database. */
export interface OutageVoice {
  /** `id` travels with the message. Throws when it certainly or possibly did not get through. */
  say(id: string, text: string): Promise<void>;
  /** Whether a message with this id was said since then; null when that cannot be seen. */
  wasSaid(id: string, since: Date): Promise<boolean | null>;
}

export interface DatabaseWatch {
  /** Looks once; calls do not overlap. */
  look(): Promise<void>;
  stop(): Promise<void>;
}

const Memory = z.object({
  outageId: z.string(),
  since: z.iso.datetime(),
  state: z.enum(["telling", "told", "recovering"]),
});
const PING_TIMEOUT_MS = 5_000;

/**
 * Looks at the database every 15 s and tells people when it is gone and when it is back, once each: what was said is kept
 * in a small file, since the outbox is in the database.
 */
export function watchDatabase({
  ping,
  voice,
  file,
  clock,
  logger,
  intervalMs = LOOK_MS,
  newId = randomUUID,
  enough = () => FAILURES_TO_REPORT,
}: {
  /** Throws while the database does not answer. */
  readonly ping: () => Promise<unknown>;
  readonly voice: OutageVoice;
  /** Where the memory of an outage is kept. */
  readonly file: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Null: looks only when it is asked to. */
  readonly intervalMs?: number | null;
  readonly newId?: () => string;
  /** Looks that must fail in a row before anybody is told; a minute's when absent. */
  readonly enough?: () => number;
}): DatabaseWatch {
  let failures = 0;
  let awaySince = clock();
  let cause = "unexpected";
  let running: Promise<void> = Promise.resolve();
  /** Where the file cannot be written, the memory lasts as long as the process. */
  let held: OutageMemory | null = null;

  async function isUp(): Promise<boolean> {
    const { promise: silence, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new Error("no answer in time")), PING_TIMEOUT_MS);
    try {
      await Promise.race([ping(), silence]);
      failures = 0;
      return true;
    } catch (error) {
      if (failures === 0) awaySince = clock();
      failures += 1;
      cause = errorCode(error);
      return false;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Null when there is no memory, or none that can be read: then it begins anew. */
  async function recall(): Promise<OutageMemory | null> {
    if (held !== null) return held;
    try {
      return Memory.parse(JSON.parse(await readFile(file, "utf8")));
    } catch (error) {
      if (errorCode(error) !== "ENOENT") logger.warn("outage_memory_not_read", errorFields(error));
      return null;
    }
  }

  /** Whole or not at all, even when the process dies meanwhile. */
  async function keep(memory: OutageMemory): Promise<void> {
    try {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(`${file}.new`, JSON.stringify(memory));
      await rename(`${file}.new`, file);
      held = null;
    } catch (error) {
      // That people are told matters more than that they are told once.
      logger.warn("outage_memory_not_kept", errorFields(error));
      held = memory;
    }
  }

  async function forget(): Promise<void> {
    held = null;
    await rm(file, { force: true });
  }

  async function lookOnce(): Promise<void> {
    const up = await isUp();
    const memory = await recall();
    const step = watchStep(
      memory,
      { isUp: up, failures },
      { since: awaySince, outageId: newId(), enough: enough() },
    );
    switch (step.do) {
      case "nothing":
        return;
      case "forget": {
        // The outage ended while it was being told: whoever heard of it hears of its end.
        if (
          memory !== null &&
          (await voice.wasSaid(`${memory.outageId}:down`, new Date(memory.since))) === true
        ) {
          await keep({ ...memory, state: "told" });
          return;
        }
        await forget();
        return;
      }
      case "report_outage": {
        await keep(step.memory);
        await sayOnce(
          `${step.memory.outageId}:down`,
          step,
          `:rotating_light: ${outageText(cause, step.memory.since)}`,
        );
        await keep({ ...step.memory, state: "told" });
        return;
      }
      case "report_recovery": {
        await keep({ ...step.memory, state: "recovering" });
        await sayOnce(
          `${step.memory.outageId}:up`,
          step,
          `:white_check_mark: The database answers again. It was away since ${step.memory.since}; what was due meanwhile is being made up for.`,
        );
        await forget();
      }
    }
  }

  async function sayOnce(
    id: string,
    { memory, isDoubtful }: { readonly memory: OutageMemory; readonly isDoubtful: boolean },
    text: string,
  ): Promise<void> {
    if (isDoubtful && (await voice.wasSaid(id, new Date(memory.since))) === true) return;
    await voice.say(id, text);
  }

  function look(): Promise<void> {
    running = running.then(lookOnce).catch((error: unknown) => {
      // The next look tries again.
      logger.error("database_watch_failed", errorFields(error));
    });
    return running;
  }

  const timer = intervalMs === null ? null : setInterval(() => void look(), intervalMs);
  timer?.unref();
  return {
    look,
    async stop() {
      if (timer !== null) clearInterval(timer);
      await running;
    },
  };
}
