import type { ReadDiagnoses } from "../runbooks/runbook-checklist.ts";
import { listDiagnostics } from "./diagnostic-store.ts";

const RESULTS = { bad: "attention", unknown: "unknown", ok: "ok" } as const;

/** What the automatic checks found about an alert, as its checklist shows it. */
export const readDiagnoses: ReadDiagnoses = async (transaction, tenantId, alertId) => {
  const found = await listDiagnostics(transaction, tenantId, alertId);
  return found.map(({ title, status, detail }) => ({ label: title, result: RESULTS[status], detail }));
};
