import type { Stage } from "../../entities/stage-table.ts";
import type { VendorName } from "../../entities/vendor-table.ts";

/** The next step for an alert, as far as a button can take it. */
export type FirstAct =
  /** Start the tenant's night again, once its cost was shown. */
  | { readonly kind: "run_now" }
  /**
   * Repeat a stage of the alert's run, or (null) what failed in it and everything that depends on that, once the cost was
   * shown. `gently`: few companies at a time, for a vendor or sites that limit us.
   */
  | { readonly kind: "rerun"; readonly stage: Stage | null; readonly gently: boolean }
  | { readonly kind: "stop_run" }
  | { readonly kind: "refresh_view" }
  /** Ask somebody for a new Odoo key, in the alert's thread. */
  | { readonly kind: "ask_for_key" }
  /** Open a vendor's page for credits and limits. */
  | { readonly kind: "top_up"; readonly vendor: VendorName }
  /** Send again what Slack refused. */
  | { readonly kind: "retry_messages" }
  /** What the machine's checks found, which says what to do. */
  | { readonly kind: "details" }
  | { readonly kind: "runbook" };

/** Companies at a time in a gentle rerun. */
export const GENTLE_CONCURRENCY = 2;
