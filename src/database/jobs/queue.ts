import { NightshiftError } from "../../errors.ts";

/** What the jobs of a queue carry: ids only, since the queue lies outside row-level security. */
export type JobPayload = Readonly<Record<string, string | number>>;

/** A kind of job, and how much of it may go on at a time. */
export interface QueueDefinition {
  readonly name: string;
  /** `exclusive`: one job a `key` waiting or at work, whoever asks how often. */
  readonly policy: "standard" | "exclusive";
  /** How many jobs one process works on at a time. */
  readonly concurrency: number;
  /** A job that fails is tried this often again, then left in the queue as failed. */
  readonly retryLimit: number;
  /** Where a job goes that has used up its retries, so that somebody draws the consequence. */
  readonly deadLetter?: string;
  /** True: a job that fails because the database cannot be used is held until it can, and costs no retry. */
  readonly outlastsOutages?: boolean;
}

/** A job as long as this process holds it. */
export interface JobHold {
  /** Aborted when the work must end: the process stops, or the job was taken away (it seemed dead to the others). */
  readonly signal: AbortSignal;
  /** Aborted as soon as the process is asked to stop: begin nothing new, throw HandBackError for what is left. */
  readonly draining: AbortSignal;
  /** From 0: how often it was tried before. */
  readonly retries: number;
  /** Whether a failure of this attempt is final. */
  readonly isLast: boolean;
}

/** Thrown by a handler whose process stops: the job goes back to the queue at once, as if it had never been tried. */
export class HandBackError extends NightshiftError {
  readonly code = "handed_back";

  constructor() {
    super("The process stops; another runner goes on with this job.");
  }
}

/** Jobs in Postgres, taken by whichever process is free; work of a killed process is taken over within half a minute. */
export interface JobQueue {
  /** Takes jobs of a queue. A handler that throws has its job tried again. */
  work(
    definition: QueueDefinition,
    handler: (payload: JobPayload, hold: JobHold) => Promise<void>,
  ): Promise<void>;
  /** Adds a job; a `key` matters to exclusive queues. */
  send(definition: QueueDefinition, payload: JobPayload, options?: { readonly key?: string }): Promise<void>;
  /** Adds jobs that have ids, in one statement; those that are there already stay as they are. */
  insert(
    definition: QueueDefinition,
    jobs: readonly { readonly id: string; readonly payload: JobPayload; readonly key?: string }[],
  ): Promise<void>;
  /** How many jobs wait, are at work, and have failed for good. */
  stats(definitions: readonly QueueDefinition[]): Promise<{ queued: number; active: number; failed: number }>;
  /** Takes no more jobs, waits for what is under way (aborted after `graceMs`), and hands the rest back at once. */
  stop(graceMs: number): Promise<void>;
}
