import { NightshiftError } from "../../errors.ts";

/** The payload of a job: ids only, since row-level security does not cover the queue. */
export type JobPayload = Readonly<Record<string, string | number>>;

/** A kind of job, and how many may run at a time. */
export interface QueueDefinition {
  readonly name: string;
  /** `exclusive`: at most one waiting or active job per `key`, however often it is requested. */
  readonly policy: "standard" | "exclusive";
  /** How many jobs one process works on at a time. */
  readonly concurrency: number;
  /** A failing job is retried this often, then left in the queue as failed. */
  readonly retryLimit: number;
  /** The queue for jobs that ran out of retries, so that their failure is handled. */
  readonly deadLetter?: string;
  /** True: a job that fails because the database cannot be used is held until it can be, without costing a retry. */
  readonly outlastsOutages?: boolean;
}

/** A job while this process holds it. */
export interface JobHold {
  /** Aborted when the work must end: the process stops, or the job was given to another process. */
  readonly signal: AbortSignal;
  /** Aborted as soon as the process is asked to stop: begin nothing new, throw HandBackError for what is left. */
  readonly draining: AbortSignal;
  /** The number of earlier attempts. */
  readonly retries: number;
  /** Whether a failure of this attempt is final. */
  readonly isLast: boolean;
}

/** Thrown by a handler whose process is stopping: the job goes back to the queue at once, without costing a retry. */
export class HandBackError extends NightshiftError {
  readonly code = "handed_back";

  constructor() {
    super("The process is stopping; another runner continues this job.");
  }
}

/** Jobs in Postgres, taken by any free process; a killed process's jobs are taken over within half a minute. */
export interface JobQueue {
  /** Starts taking jobs of a queue. If the handler throws, the job is retried. */
  work(
    definition: QueueDefinition,
    handler: (payload: JobPayload, hold: JobHold) => Promise<void>,
  ): Promise<void>;
  /** Adds a job; a `key` matters to exclusive queues. */
  send(definition: QueueDefinition, payload: JobPayload, options?: { readonly key?: string }): Promise<void>;
  /** Adds jobs with ids, in one statement; existing ones stay as they are. */
  insert(
    definition: QueueDefinition,
    jobs: readonly { readonly id: string; readonly payload: JobPayload; readonly key?: string }[],
  ): Promise<void>;
  /** Takes no more jobs, waits for work in progress (aborted after `graceMs`), and hands the rest back at once. */
  stop(graceMs: number): Promise<void>;
}
