import type { ExportGate } from "../../entities/export-gate.ts";
import type { RunWish } from "../../entities/run-wish.ts";

interface Range {
  readonly low: number;
  readonly expected: number;
  readonly high: number;
}

/** What a run would do and cost. */
export interface RunPreview {
  readonly tenantId: string;
  readonly stages: readonly {
    readonly stage: string;
    readonly status: "pending" | "skipped";
    readonly reason: string | null;
  }[];
  /** Why it would end as failed; null if no reason is known. */
  readonly failure: string | null;
  readonly companies: {
    readonly count: number;
    /** Of these, companies that are not candidates but match a rule by industry alone. */
    readonly added: number;
    readonly candidates: number | null;
    /** Names of the first few. */
    readonly first: readonly string[];
  };
  readonly estimates: readonly {
    readonly stage: string;
    readonly vendor: string;
    readonly calls: Range;
    /** Dollars; null when there is no price. */
    readonly costUsd: Range | null;
    readonly basis: "history" | "assumption";
  }[];
  readonly costUsd: Range;
  /** The settings it would run with. */
  readonly manifest: object;
}

/** Starts and ends runs. */
export interface RunControl {
  /** Throws InvalidInputError, NotFoundError or ConflictError. */
  start(wish: RunWish): Promise<{ readonly runId: string }>;
  /** What the run would do; writes nothing. */
  preview(wish: RunWish): Promise<RunPreview>;
  /** Throws NotFoundError or ConflictError. */
  cancel(run: { readonly tenantId: string; readonly runId: string; readonly actor: string }): Promise<void>;
  /** Lets the leads go that a run's gate holds, but for `except`, or decides that they stay. Throws InvalidInputError or ConflictError. */
  decideGate(wish: {
    readonly tenantId: string;
    readonly runId: string;
    readonly act: "release" | "hold";
    readonly except: readonly string[];
    readonly actor: string;
  }): Promise<ExportGate>;
  /**
   * Starts a run that only exports to Odoo, or finds the one in progress (`created` is false). Throws ConflictError during
   * any other run, InvalidInputError without a connection.
   */
  startExport(
    tenantId: string,
    force: boolean,
  ): Promise<{ readonly runId: string; readonly created: boolean }>;
}
