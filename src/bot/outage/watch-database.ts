import { randomUUID } from "node:crypto";
import {
  FAILURES_TO_REPORT,
  LOOK_MS,
  type Outage,
  outageText,
  watchStep,
} from "../../alerts/watchdog/database-watch.ts";
import type { Clock } from "../../clock.ts";
import { errorCode } from "../../errors.ts";
import { errorFields, type Logger } from "../../logger.ts";
import { createOutageMemory } from "./create-outage-memory.ts";

/** Reaches people without the database. */
export interface OutageVoice {
  /** `id` travels with the message. Throws when it certainly or possibly did not get through. */
  say(id: string, text: string): Promise<void>;
  /** Whether a message with this id was said since then; null when that cannot be seen. */
  wasSaid(id: string, since: Date): Promise<boolean | null>;
}

export interface DatabaseWatch {
  /** Checks once; calls do not overlap. */
  look(): Promise<void>;
  stop(): Promise<void>;
}

const PING_TIMEOUT_MS = 5_000;

/**
 * Checks the database every 15 s and tells people once when it is gone and once when it is back. What was said is kept in
 * a small file, because the outbox is in the database.
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
  /** The file that remembers an outage over restarts. */
  readonly file: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Null: checks only when asked to. */
  readonly intervalMs?: number | null;
  readonly newId?: () => string;
  /** How many checks in a row must fail before people are told; a minute's worth by default. */
  readonly enough?: () => number;
}): DatabaseWatch {
  let failures = 0;
  let awaySince = clock();
  let cause = "unexpected";
  let running: Promise<void> = Promise.resolve();
  const memoryFile = createOutageMemory(file, logger);

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

  async function lookOnce(): Promise<void> {
    const up = await isUp();
    const memory = await memoryFile.read();
    const step = watchStep(
      memory,
      { isUp: up, failures },
      { since: awaySince, outageId: newId(), enough: enough() },
    );
    switch (step.do) {
      case "nothing":
        return;
      case "forget": {
        // The outage ended while it was being reported: people who were notified of it must be notified of its end.
        if (
          memory !== null &&
          (await voice.wasSaid(`${memory.outageId}:down`, new Date(memory.since))) === true
        ) {
          await memoryFile.write({ ...memory, state: "told" });
          return;
        }
        await memoryFile.clear();
        return;
      }
      case "report_outage": {
        await memoryFile.write(step.memory);
        await sayOnce(`${step.memory.outageId}:down`, step, `🚨 ${outageText(cause, step.memory.since)}`);
        await memoryFile.write({ ...step.memory, state: "told" });
        return;
      }
      case "report_recovery": {
        await memoryFile.write({ ...step.memory, state: "recovering" });
        await sayOnce(
          `${step.memory.outageId}:up`,
          step,
          `✅ The database answers again. It was unavailable since ${step.memory.since}; the work that was due in the meantime is being caught up on.`,
        );
        await memoryFile.clear();
      }
    }
  }

  async function sayOnce(
    id: string,
    { memory, isDoubtful }: { readonly memory: Outage; readonly isDoubtful: boolean },
    text: string,
  ): Promise<void> {
    if (isDoubtful && (await voice.wasSaid(id, new Date(memory.since))) === true) return;
    await voice.say(id, text);
  }

  function look(): Promise<void> {
    running = running.then(lookOnce).catch((error: unknown) => {
      // The next check tries again.
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
