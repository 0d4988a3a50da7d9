import { counted } from "../rulebook/phrases.ts";
import { readDeadMessages } from "./dead-message-store.ts";
import type { Diagnostic, DiagnosticFinding } from "./diagnostic.ts";
import { boundStatements } from "./statement-limit-store.ts";

/** The tenant's messages that were given up. */
export const deadMessages: Diagnostic = {
  id: "dead-messages",
  title: "Undelivered messages",
  async inspect({ database, alert }) {
    const dead = await database.withTenant(alert.tenantId, async (transaction) => {
      await boundStatements(transaction);
      return readDeadMessages(transaction, alert.tenantId);
    });
    return judgeDead(dead);
  },
};

export function judgeDead(
  dead: readonly { readonly reason: string; readonly count: number }[],
): DiagnosticFinding {
  const total = dead.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return { status: "ok", detail: "No message has been given up on." };
  const reasons = dead.map(({ reason, count }) => `${reason} (${count})`).join(", ");
  return {
    status: "bad",
    detail: `${counted(total, "message was", "messages were")} given up on: ${reasons}.`,
  };
}
