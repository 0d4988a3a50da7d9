import type { Clock } from "../../clock.ts";
import { errorCode } from "../../errors.ts";
import type { BotLogger } from "../ports/bot-logger.ts";

/** Keeps App Home up to date for the people looking at it: Slack reports when it is opened, never when it is closed. */
export interface HomeWatch {
  /** A person opened it. */
  note(slackUserId: string): void;
  /** Something changed: redraws it soon, and once for changes that come close together. */
  refresh(): void;
  stop(): void;
}

/** How long a person is assumed to look at it after opening it. */
const LOOKING_MS = 30 * 60_000;
/** Changes within this time are drawn together. */
const TOGETHER_MS = 3_000;
/** The most people it is redrawn for; others see the change when they open it. */
const MAX_PEOPLE = 50;

export function createHomeWatch(options: {
  readonly clock: Clock;
  readonly draw: (slackUserId: string) => Promise<void>;
  readonly logger: BotLogger;
  readonly togetherMs?: number;
}): HomeWatch {
  const { clock, draw, logger, togetherMs = TOGETHER_MS } = options;
  const opened = new Map<string, number>();
  let timer: NodeJS.Timeout | null = null;

  async function drawAll(): Promise<void> {
    const since = clock().getTime() - LOOKING_MS;
    for (const [slackUserId, at] of opened) {
      if (at < since) {
        opened.delete(slackUserId);
        continue;
      }
      await draw(slackUserId).catch((error: unknown) => {
        logger.warn("home not redrawn", { code: errorCode(error) });
      });
    }
  }

  return {
    note(slackUserId) {
      opened.delete(slackUserId);
      opened.set(slackUserId, clock().getTime());
      const [oldest] = opened.keys();
      if (opened.size > MAX_PEOPLE && oldest !== undefined) opened.delete(oldest);
    },
    refresh() {
      if (timer !== null || opened.size === 0) return;
      timer = setTimeout(() => {
        timer = null;
        void drawAll();
      }, togetherMs);
      timer.unref();
    },
    stop() {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      opened.clear();
    },
  };
}
