import type { Database, Transaction } from "../../database/database.ts";
import { insertAudit } from "../../database/tenants/audit-store.ts";
import type { Alert } from "../../entities/alert.ts";
import { formatSubject } from "../../messages/message-subject.ts";
import { findMessage, wantMessage } from "../../messages/outbox-store.ts";
import { incidentIdOf } from "../incidents/incident.ts";
import { readIncident } from "../incidents/read-incident.ts";
import { findAlert } from "../lifecycle/alert-store.ts";
import type { ChecklistCard, Diagnosis } from "./checklist-card.ts";
import type { Runbook } from "./runbook.ts";
import { fillIn, runbookIdOf } from "./runbook-of.ts";
import { insertSteps, listSteps, removeSteps } from "./runbook-step-store.ts";

/** What the automatic checks have found about an alert so far. */
export type ReadDiagnoses = (
  transaction: Transaction,
  tenantId: string,
  alertId: string,
) => Promise<readonly Diagnosis[]>;

export interface ChecklistDependencies {
  readonly database: Database;
  readonly runbooks: readonly Runbook[];
  readonly readDiagnoses: ReadDiagnoses;
}

/** The current checklist of an alert's incident, which is its leading alert's; null when there is no such alert, or its rule has no runbook. */
export function readChecklist(
  dependencies: ChecklistDependencies,
  { tenantId, alertId }: Pick<Alert, "tenantId" | "alertId">,
  now: Date,
): Promise<ChecklistCard | null> {
  return dependencies.database.withTenant(tenantId, async (transaction) => {
    const leader = await readLeader(transaction, { tenantId, alertId }, now);
    return leader === null ? null : readCurrent(transaction, dependencies, leader);
  });
}

/** The alert that leads the incident of an alert now; null when there is no such alert. */
async function readLeader(
  transaction: Transaction,
  { tenantId, alertId }: Pick<Alert, "tenantId" | "alertId">,
  now: Date,
): Promise<Alert | null> {
  const asked = await findAlert(transaction, tenantId, alertId);
  return asked === null ? null : ((await readIncident(transaction, asked, now))?.leader ?? null);
}

/**
 * Ticks and unticks an alert's steps for a person, and redraws the checklist of its incident for everybody, which may be
 * another alert's by now. Null when there is no such checklist.
 */
export async function tickSteps(
  dependencies: ChecklistDependencies,
  act: {
    readonly tenantId: string;
    readonly alertId: string;
    readonly ticked: readonly string[];
    readonly unticked: readonly string[];
    readonly actor: string;
    readonly now: Date;
  },
): Promise<ChecklistCard | null> {
  const { tenantId, alertId, ticked, unticked, actor, now } = act;
  return dependencies.database.withTenant(tenantId, async (transaction) => {
    const asked = await findAlert(transaction, tenantId, alertId);
    const current = asked === null ? null : await readCurrent(transaction, dependencies, asked);
    if (asked === null || current === null) return null;
    const leader = (await readLeader(transaction, { tenantId, alertId }, now)) ?? asked;
    const done = current.steps.filter(({ key }) => ticked.includes(key));
    const added = await insertSteps(
      transaction,
      done.map(({ key, text }) => ({
        tenantId,
        alertId,
        stepKey: key,
        label: text,
        actor,
        doneAt: now,
      })),
    );
    const removed = await removeSteps(transaction, { tenantId, alertId }, unticked);
    if (added + removed === 0) return readCurrent(transaction, dependencies, leader);
    await insertAudit(transaction, {
      tenantId,
      actor: `slack:${actor}`,
      action: "runbook.tick",
      subject: alertId,
      detail: { ticked, unticked },
      at: now,
    });
    const subject = {
      tenantId,
      ...formatSubject({ kind: "alert_checklist", alertId: incidentIdOf(asked) }),
    };
    const message = await findMessage(transaction, subject);
    if (message !== null) await wantMessage(transaction, { ...subject, channel: message.channel }, now);
    return readCurrent(transaction, dependencies, leader);
  });
}

async function readCurrent(
  transaction: Transaction,
  { runbooks, readDiagnoses }: ChecklistDependencies,
  alert: Alert,
): Promise<ChecklistCard | null> {
  const { tenantId, alertId } = alert;
  const runbookId = runbookIdOf(alert);
  const runbook = runbooks.find(({ id }) => id === runbookId);
  if (runbook === undefined) return null;
  const done = await listSteps(transaction, tenantId, alertId);
  const stepsOf = (kind: string, texts: readonly string[]) =>
    texts.map((text, index) => {
      const key = `${kind}-${index + 1}`;
      return { key, text: fillIn(text, alert), done: done.find(({ stepKey }) => stepKey === key) ?? null };
    });
  return {
    alert,
    runbook: { id: runbook.id, title: runbook.title },
    machine: await readDiagnoses(transaction, tenantId, alertId),
    steps: [...stepsOf("check", runbook.checks), ...stepsOf("action", runbook.actions)],
  };
}
