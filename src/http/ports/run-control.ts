import type { RunWish } from "../../entities/run-wish.ts";

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
