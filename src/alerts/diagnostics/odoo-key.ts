import { type OdooKeyState, readOdooKeyState } from "../../database/tenants/odoo-connection-store.ts";
import { counted } from "../rulebook/phrases.ts";
import type { Diagnostic, DiagnosticFinding } from "./diagnostic.ts";
import { boundStatements } from "./statement-limit-store.ts";

const SOON_DAYS = 7;

/** Whether the tenant's Odoo key is still valid by its date. */
export const odooKey: Diagnostic = {
  id: "odoo-key",
  title: "Odoo key",
  async inspect({ database, alert, now }) {
    const state = await database.withTenant(alert.tenantId, async (transaction) => {
      await boundStatements(transaction);
      return readOdooKeyState(transaction, alert.tenantId);
    });
    return judgeOdooKey(state, now);
  },
};

export function judgeOdooKey(state: OdooKeyState | null, now: Date): DiagnosticFinding {
  if (state === null) return { status: "unknown", detail: "The tenant has no connection to Odoo." };
  if (!state.active) return { status: "bad", detail: "The connection to Odoo is switched off." };
  const last =
    state.lastSuccessAt === null
      ? "nothing has been exported with it yet"
      : `last export ${state.lastSuccessAt.toISOString().slice(0, 16)}Z`;
  if (state.expiresAt === null)
    return { status: "unknown", detail: `The key's expiry date is not known; ${last}.` };
  const days = Math.floor((state.expiresAt.getTime() - now.getTime()) / 86_400_000);
  const on = state.expiresAt.toISOString().slice(0, 10);
  if (state.expiresAt <= now) return { status: "bad", detail: `The key expired on ${on}; ${last}.` };
  return {
    status: days < SOON_DAYS ? "bad" : "ok",
    detail: `The key expires on ${on}, in ${counted(days, "day")}; ${last}.`,
  };
}
