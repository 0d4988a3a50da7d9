import { randomBytes } from "node:crypto";
import type { Clock } from "../../src/clock.ts";

const MAX_USES = 5;
const LIFETIME_MS = 30 * 60 * 1000;

/** What a response_url was handed out for. */
export interface ResponseTarget {
  channelId: string;
  userId: string;
  /** The message whose element was pressed; undefined for a slash command. */
  source: { ts: string; isEphemeral: boolean; threadTs: string | undefined } | undefined;
}

interface Issued {
  target: ResponseTarget;
  uses: number;
  expiresAtMs: number;
}

/** Addresses the bot may answer to afterwards: five times within half an hour, as Slack allows. */
export class ResponseUrls {
  readonly #issued = new Map<string, Issued>();
  readonly #baseUrl: string;
  readonly #clock: Clock;

  constructor(baseUrl: string, clock: Clock) {
    this.#baseUrl = baseUrl;
    this.#clock = clock;
  }

  issue(target: ResponseTarget): string {
    const id = randomBytes(18).toString("base64url");
    this.#issued.set(id, { target, uses: 0, expiresAtMs: this.#clock().getTime() + LIFETIME_MS });
    return `${this.#baseUrl}/commands/${id}`;
  }

  /** The target, one use spent; or why it cannot be used any more. */
  use(id: string): ResponseTarget | "expired_url" | "used_url" {
    const issued = this.#issued.get(id);
    if (issued === undefined || this.#clock().getTime() >= issued.expiresAtMs) return "expired_url";
    issued.uses += 1;
    return issued.uses > MAX_USES ? "used_url" : issued.target;
  }
}
