import type { z } from "zod";
import type { Scope } from "../../entities/vocabulary.ts";

/** The headings under which operations are listed, in the order of the page. */
export const TAGS = {
  Health: "Whether the process lives and what it leans on.",
  Runs: "Nightly runs and the runs of agents.",
  Exports: "Tables to take away, and the hand-over to Odoo.",
  Ingest: "What agents outside nightshift report.",
  Agents: "What agents did, and what it cost.",
  Alerts: "Alerts, the rules that raise them, and how people responded.",
  Keys: "API keys.",
  Documents: "Runbooks, and this description.",
} as const;

/** The body of a request. */
export interface RequestBody {
  readonly schema: z.ZodType;
  /** A body that works; a test sends it. */
  readonly example: unknown;
  /** Other media types than JSON. */
  readonly mediaTypes?: readonly string[];
  /** Whether the request works without one. */
  readonly isOptional?: boolean;
}

/** An answer that is not JSON alone: its media types, and the schema of the JSON among them, if any. */
export interface MediaAnswer {
  readonly mediaTypes: readonly string[];
  readonly schema?: z.ZodType;
}

/** The schema of a JSON answer, another kind of answer, or null for one without content. */
export type AnswerShape = z.ZodType | MediaAnswer | null;

/** What a route takes and how it answers, as its document, its page and generated clients know it. */
export interface Operation {
  readonly method: "get" | "post" | "patch" | "delete";
  /** As Express writes it: `/runs/:run_id`. */
  readonly path: string;
  /** The scope that a key needs; null: open to everybody. */
  readonly scope: Scope | null;
  /** Its name in the document and in clients generated from it: `getRun`. */
  readonly id: string;
  readonly tag: keyof typeof TAGS;
  /** One line: what it does. */
  readonly summary: string;
  readonly parameters?: z.ZodObject;
  readonly query?: z.ZodObject;
  /** Path and query parameters for a working request, besides the examples of their schemas; a test sends them. */
  readonly example?: Readonly<Record<string, string>>;
  readonly body?: RequestBody;
  /** By status, the usual one first. */
  readonly answers: Readonly<Record<number, AnswerShape>>;
  /** It follows a protocol's own encodings, retries and refusals: no Idempotency-Key, no problem+json. `answers` has the refusals. */
  readonly hasOwnProtocol?: true;
  /** Statuses of its own refusals, besides those that every such route has. */
  readonly problems?: readonly number[];
}
