import { randomUUID } from "node:crypto";
import { insertAudit } from "../database/audit-store.ts";
import type { Transaction } from "../database/database.ts";
import { readTenant } from "../database/tenant-store.ts";
import type { Drill } from "../entities/drill.ts";
import { ConflictError, InvalidInputError, NotFoundError } from "../errors.ts";
import { errorFields } from "../logger.ts";
import { resolveAlert } from "./act-on-alert.ts";
import { scoreDrill } from "./drill-score.ts";
import {
  endDrill,
  findAlertId,
  findLastDrill,
  insertDrill,
  listDueDrills,
  lockDrill,
  readDrillProgress,
} from "./drill-store.ts";
import { DRILL_NOTE } from "./drill-text.ts";
import { drillFinding } from "./drills/drill-scenarios.ts";
import { findMessage, wantMessage } from "./outbox-store.ts";
import { PLATFORM_RULES, PLATFORM_TENANT } from "./platform-rules.ts";
import { drillFingerprint, type RaiseDependencies, recordAssessment } from "./record-assessment.ts";
import { alertChannel, alertNotifiers } from "./routing.ts";
import type { Finding } from "./rule.ts";
import { RULES } from "./rules.ts";
import type { Runbook } from "./runbook.ts";

/** What drilling needs. */
export interface DrillDependencies extends RaiseDependencies {
  readonly runbooks: readonly Runbook[];
  /** Where alerts about the installation go. */
  readonly platformChannel: string;
}

/** A drill that nobody ends is over after this long. */
const LONGEST_DRILL_MS = 60 * 60_000;

/** The rules that can be drilled. */
export const DRILL_RULES = [...RULES, ...PLATFORM_RULES];

/**
 * Raises a rule's alert on purpose, through the whole way of a true one and to all who would hear of it, marked as a drill. A rule about the
 * installation is drilled in its own channel, whatever the tenant. Throws NotFoundError, and InvalidInputError for a
 * tenant without a channel.
 */
export async function startDrill(
  dependencies: DrillDependencies,
  {
    ruleId,
    tenantId: wantedTenant,
    actor,
  }: { readonly ruleId: string; readonly tenantId: string; readonly actor: string },
): Promise<Drill> {
  const { database, clock, runbooks, platformChannel } = dependencies;
  const rule = DRILL_RULES.find(({ id }) => id === ruleId);
  if (rule === undefined) {
    throw new NotFoundError(
      "rule",
      ruleId,
      DRILL_RULES.map(({ id }) => id),
    );
  }
  const isOfPlatform = PLATFORM_RULES.some(({ id }) => id === ruleId);
  const tenantId = isOfPlatform ? PLATFORM_TENANT : wantedTenant;
  const policy = isOfPlatform ? null : (await readTenant(database, tenantId)).policy;
  const channelOf = (severity: Finding["severity"]) =>
    policy === null ? platformChannel : alertChannel({ severity, topic: rule.topic }, policy);

  const startedAt = clock();
  const finding = drillFinding(rule, startedAt);
  if (channelOf(finding.severity) === null) {
    throw new InvalidInputError(
      "tenant",
      `${tenantId} has no channel for alerts; set alertChannel in its policy`,
    );
  }
  const drillId = randomUUID();
  const assessment = { ruleId, subject: finding.subject, finding };
  const alsoTell = (severity: Finding["severity"]) => alertNotifiers({ severity, ruleId }, policy ?? {});
  const origin = { tenantId, runId: null, channelOf, alsoTell, supersededAt: null, drillId };
  // Nobody waits for a drill: it fires at once, however long its condition would have to last.
  await recordAssessment(dependencies, assessment, { ...rule, forDurationMinutes: 0 }, origin);
  const runbook = runbooks.find(({ id }) => id === rule.runbookId);
  return database.withTenant(tenantId, async (transaction) => {
    const alertId = await findAlertId(transaction, tenantId, drillFingerprint(assessment, tenantId, drillId));
    if (alertId === null) throw new ConflictError(`The drill of ${ruleId} raised no alert.`);
    const drill: Drill = {
      tenantId,
      drillId,
      ruleId,
      alertId,
      startedBy: actor,
      startedAt,
      detectedAt: clock(),
      deliveredAt: null,
      acknowledgedAt: null,
      endedAt: null,
      stepsDone: 0,
      stepsTotal: runbook === undefined ? 0 : runbook.checks.length + runbook.actions.length,
      score: null,
    };
    await insertDrill(transaction, drill);
    await insertAudit(transaction, {
      tenantId,
      actor,
      action: "drill.start",
      subject: drillId,
      detail: { ruleId, alertId },
      at: startedAt,
    });
    return drill;
  });
}

/**
 * Ends a drill: measures and scores it, tells its thread, and resolves its alert. Doing it again changes nothing.
 * Returns it beside the drill of the rule before it. Throws NotFoundError.
 */
export async function finishDrill(
  dependencies: DrillDependencies,
  { tenantId, drillId }: Pick<Drill, "tenantId" | "drillId">,
): Promise<{ readonly drill: Drill; readonly last: Drill | null }> {
  const { database, clock, runbooks } = dependencies;
  const now = clock();
  const read = (transaction: Transaction) => lockDrill(transaction, tenantId, drillId);
  const begun = await database.withTenant(tenantId, read);
  if (begun === null) throw new NotFoundError("drill", drillId);
  // First, since a drill whose alert is over is taken up again after a crash.
  const { alertId, startedBy } = begun;
  await resolveAlert({ database, runbooks }, { tenantId, alertId, actor: startedBy, now });
  return database.withTenant(tenantId, async (transaction) => {
    const drill = (await read(transaction)) ?? begun;
    const last = await findLastDrill(transaction, drill);
    if (drill.endedAt !== null) return { drill, last };
    const { deliveredAt, acknowledgedAt, stepsDone } = await readDrillProgress(transaction, drill);
    const row: Pick<Drill, keyof Drill> = drill;
    const measured = { ...row, deliveredAt, acknowledgedAt, stepsDone, endedAt: now };
    const scored = { ...measured, score: scoreDrill(measured) };
    await endDrill(transaction, scored);
    const card = await findMessage(transaction, { tenantId, kind: "alert", subjectId: drill.alertId });
    if (card !== null) {
      const note = { tenantId, kind: "alert_note", subjectId: `${drill.alertId}:${DRILL_NOTE}` } as const;
      await wantMessage(transaction, { ...note, channel: card.channel, parentId: card.notificationId }, now);
    }
    return { drill: scored, last };
  });
}

/** Ends the drills whose alert somebody resolved, and those that have gone on for an hour. Returns how many. */
export async function finishDueDrills(dependencies: DrillDependencies): Promise<number> {
  const { database, clock, logger } = dependencies;
  const before = new Date(clock().getTime() - LONGEST_DRILL_MS);
  const due = await database.withService((transaction) => listDueDrills(transaction, before));
  let ended = 0;
  for (const drill of due) {
    try {
      await finishDrill(dependencies, drill);
      ended += 1;
    } catch (error) {
      logger.error("drill_not_ended", { ...errorFields(error), tenantId: drill.tenantId });
    }
  }
  return ended;
}
