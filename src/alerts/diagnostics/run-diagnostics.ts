import type { Clock } from "../../clock.ts";
import type { Database } from "../../database/database.ts";
import type { Alert } from "../../entities/alert.ts";
import type { AlertDiagnostic } from "../../entities/alert-diagnostic.ts";
import { errorCode } from "../../errors.ts";
import { errorFields, type Logger } from "../../logger.ts";
import { formatSubject } from "../../messages/message-subject.ts";
import { findMessage, wantMessage } from "../../messages/outbox-store.ts";
import { findAlert } from "../lifecycle/alert-store.ts";
import type { Runbook } from "../runbooks/runbook.ts";
import { runbookIdOf } from "../runbooks/runbook-of.ts";
import type { Diagnostic, DiagnosticContext, DiagnosticFinding } from "./diagnostic.ts";
import { readCause, saveDiagnostics } from "./diagnostic-store.ts";

/** What running checks needs. */
export interface DiagnoseDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly runbooks: readonly Runbook[];
  readonly diagnostics: readonly Diagnostic[];
  readonly readZeroBounceCredits?: DiagnosticContext["readZeroBounceCredits"];
  /** How long one check may take; 5 seconds by default. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 5_000;

/**
 * Says why an alert fired, runs the checks that its runbook names, saves what they found and redraws the card and the
 * checklist in its thread. A check that fails says so and does not stop the others. Returns the results; none when the
 * alert is gone or resolved.
 */
export async function runDiagnostics(
  dependencies: DiagnoseDependencies,
  { tenantId, alertId }: Pick<Alert, "tenantId" | "alertId">,
): Promise<AlertDiagnostic[]> {
  const { database, clock, runbooks, diagnostics } = dependencies;
  const alert = await database.withTenant(tenantId, (transaction) =>
    findAlert(transaction, tenantId, alertId),
  );
  if (alert === null || alert.state === "resolved") return [];
  const wanted = runbooks.find(({ id }) => id === runbookIdOf(alert))?.diagnostics ?? [];
  const results: AlertDiagnostic[] = [];
  const due = diagnostics.filter(({ id, isForEvery }) => isForEvery === true || wanted.includes(id));
  for (const diagnostic of due) {
    const startedAt = clock();
    const { status, detail } = await inspectSafely(dependencies, diagnostic, alert);
    const checkedAt = clock();
    results.push({
      tenantId,
      alertId,
      diagnosticId: diagnostic.id,
      title: diagnostic.title,
      status,
      detail,
      durationMs: Math.max(0, checkedAt.getTime() - startedAt.getTime()),
      checkedAt,
    });
  }
  if (results.length === 0) return [];
  await database.withTenant(tenantId, async (transaction) => {
    const causeBefore = await readCause(transaction, { tenantId, alertId });
    await saveDiagnostics(transaction, results);
    const isNew = (await readCause(transaction, { tenantId, alertId })) !== causeBefore;
    // Its checklist shows them all, or that of its incident, and the card the cause; an alert that was never announced has neither.
    const shown = [
      ...[...new Set([alertId, alert.incidentId ?? alertId])].map((id) =>
        formatSubject({ kind: "alert_checklist", alertId: id }),
      ),
      ...(isNew ? [formatSubject({ kind: "alert", alertId: alert.incidentId ?? alertId })] : []),
    ];
    for (const parts of shown) {
      const subject = { tenantId, ...parts };
      const posted = await findMessage(transaction, subject);
      if (posted !== null) await wantMessage(transaction, { ...subject, ...posted }, clock());
    }
  });
  return results;
}

/** A check that throws or hangs is reported as unknown: it must affect neither the others nor the alert. */
async function inspectSafely(
  { database, clock, logger, readZeroBounceCredits, timeoutMs = TIMEOUT_MS }: DiagnoseDependencies,
  { id, inspect }: Diagnostic,
  alert: Alert,
): Promise<DiagnosticFinding> {
  const abort = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<DiagnosticFinding>((resolve) => {
    timer = setTimeout(() => {
      abort.abort();
      resolve({ status: "unknown", detail: `The check was given up after ${timeoutMs / 1_000} s.` });
    }, timeoutMs);
  });
  const context: DiagnosticContext = {
    database,
    alert,
    now: clock(),
    signal: abort.signal,
    ...(readZeroBounceCredits !== undefined && { readZeroBounceCredits }),
  };
  try {
    return await Promise.race([inspect(context), late]);
  } catch (error) {
    logger.warn("diagnostic_failed", { ...errorFields(error), tenantId: alert.tenantId, status: id });
    return { status: "unknown", detail: `The check itself failed (${errorCode(error)}).` };
  } finally {
    clearTimeout(timer);
  }
}
