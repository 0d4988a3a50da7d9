import type { Stage } from "../../entities/stage-table.ts";
import type { VENDOR_NAMES } from "../../entities/vendor-table.ts";

/** What a caller asks of a run. */
export interface RunWish {
  readonly tenantId: string;
  /** Who asks, for the audit log. */
  readonly actor: string;
  readonly cap?: number;
  readonly only?: readonly Stage[];
  readonly skip?: readonly Stage[];
  /** Leaves out the stages that call these. */
  readonly skipVendors?: readonly (typeof VENDOR_NAMES)[number][];
  readonly companyConcurrency?: number;
  readonly resume?: string;
  readonly rerun?: {
    readonly runId: string;
    readonly stages?: readonly Stage[];
    readonly failedOnly?: boolean;
  };
}

/** Starts and ends runs. */
export interface RunControl {
  /** Throws InvalidInputError, NotFoundError or ConflictError. */
  start(wish: RunWish): Promise<{ readonly runId: string }>;
  /** What the run would do, as JSON; writes nothing. */
  preview(wish: RunWish): Promise<object>;
  /** Throws NotFoundError or ConflictError. */
  cancel(run: { readonly tenantId: string; readonly runId: string; readonly actor: string }): Promise<void>;
  /**
   * Starts a run that only exports to Odoo, or finds the one under way (`created` is false). Throws ConflictError during
   * any other run, InvalidInputError without a connection.
   */
  startExport(
    tenantId: string,
    force: boolean,
  ): Promise<{ readonly runId: string; readonly created: boolean }>;
}
