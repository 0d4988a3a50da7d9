import type { Logger } from "../../logger.ts";
import { usdNumber } from "../../nano-usd.ts";
import type { RunIdentity } from "./run-event.ts";
import type { VendorUse } from "./vendor-use.ts";

/** What an operation at Odoo writes. */
const ODOO_MODELS: Readonly<Record<string, string>> = {
  upsert_partner: "res.partner",
  upsert_lead: "crm.lead",
};

/** Logs one attempt at a vendor call, and any fields of its answer that could not be read. */
export function logVendorUse(log: Logger, run: RunIdentity, use: VendorUse): void {
  const { oddities = [] } = use;
  const odooModel = use.vendor === "odoo" ? ODOO_MODELS[use.operation] : undefined;
  const place = {
    tenantId: run.tenantId,
    runId: run.runId,
    traceId: run.traceId,
    stage: use.stage,
    companyId: use.companyId,
    vendor: use.vendor,
    action: use.operation,
    ...(odooModel !== undefined && { odooModel }),
  };
  if (oddities.length > 0) {
    log.warn("vendor_answer_odd", {
      ...place,
      errorCode: `${use.vendor}_odd_fields`,
      errorMsg: `${use.operation} left out ${oddities.join(", ")}`,
    });
  }
  log[use.outcome === "success" ? "debug" : "warn"]("vendor_call", {
    ...place,
    status: use.outcome,
    durationMs: use.durationMs,
    errorCode: use.errorCode,
    costUsd: use.cost === null || use.cost.nanoUsd === null ? null : usdNumber(use.cost.nanoUsd),
    tokensInput: use.tokensInput,
    tokensOutput: use.tokensOutput,
  });
}
