import { randomUUID } from "node:crypto";
import type { Transaction } from "../../database/database.ts";
import { auditActor } from "../../database/tenants/audit-actor.ts";
import { insertAudit } from "../../database/tenants/audit-store.ts";
import { readTenant } from "../../database/tenants/tenant-store.ts";
import type { Alert } from "../../entities/alert.ts";
import type { Drill } from "../../entities/drill.ts";
import type { Severity } from "../../entities/vocabulary.ts";
import { ConflictError, NotFoundError } from "../../errors.ts";
import { errorFields } from "../../logger.ts";
import { formatSubject } from "../../messages/message-subject.ts";
import { findMessage, wantMessage } from "../../messages/outbox-store.ts";
import { firstCall } from "../policy/first-call.ts";
import { alertChannel, alertNotifiers } from "../policy/routing.ts";
import { resolveAlert } from "../raising/act-on-alert.ts";
import { type RaiseDependencies, recordAssessment } from "../raising/record-assessment.ts";
import { PLATFORM_TENANT } from "../rulebook/platform-rule-table.ts";
import type { Runbook } from "../runbooks/runbook.ts";
import { drillFinding } from "./drill-finding.ts";
import { findDrillRule } from "./drill-rules.ts";
import {
  endDrill,
  findLastDrill,
  findOpenDrill,
  insertDrill,
  listDueDrills,
  lockDrill,
  readDrillProgress,
} from "./drill-store.ts";
import { scoreDrill } from "./score-drill.ts";

/** What drills need. */
export interface DrillDependencies extends RaiseDependencies {
  readonly runbooks: readonly Runbook[];
  /** Where alerts about the installation go. */
  readonly platformChannel: string;
}

/** A drill that nobody ends is ended after this time. */
const LONGEST_DRILL_MS = 60 * 60_000;

/**
 * Raises a rule's alert on purpose, through the whole path of a real one, marked as a drill. A rule about the installation
 * is drilled in the installation's channel, whatever the tenant. Throws NotFoundError, and ConflictError while the rule is
 * being drilled.
 */
export async function startDrill(
  dependencies: DrillDependencies,
  {
    ruleId,
    tenantId: wantedTenant,
    actor,
    pages = false,
  }: {
    /** In any case. */
    readonly ruleId: string;
    readonly tenantId: string;
    readonly actor: string;
    /** Notify everybody whom a real alert would: by phone, e-mail and ticket. */
    readonly pages?: boolean;
  },
): Promise<Drill> {
  const { database, clock, runbooks, platformChannel } = dependencies;
  const rule = findDrillRule(ruleId);
  const tenantId = rule.isOfPlatform ? PLATFORM_TENANT : wantedTenant;
  const policy = rule.isOfPlatform ? null : (await readTenant(database, tenantId)).policy;
  const channelOf = (severity: Severity) =>
    policy === null ? platformChannel : alertChannel({ severity, topic: rule.topic }, policy);
  const notifiersOf = (severity: Severity) =>
    policy === null ? rule.alsoNotify : alertNotifiers({ severity, ruleId: rule.id }, policy);

  const startedAt = clock();
  const finding = drillFinding(rule.id, startedAt);
  const refuseSecond = async () => {
    const open = await database.withTenant(tenantId, (transaction) =>
      findOpenDrill(transaction, { tenantId, ruleId: rule.id }),
    );
    if (open !== null) await makeRoom(dependencies, open, startedAt);
  };
  await refuseSecond();
  const runbook = runbooks.find(({ id }) => id === rule.runbookId);
  const raised: Drill[] = [];
  const onRaised = async (transaction: Transaction, { alertId }: Pick<Alert, "alertId">) => {
    const drill: Drill = {
      tenantId,
      drillId,
      ruleId: rule.id,
      alertId,
      startedBy: actor,
      pages,
      startedAt,
      detectedAt: clock(),
      deliveredAt: null,
      acknowledgedAt: null,
      endedAt: null,
      stepsDone: 0,
      stepsTotal: runbook === undefined ? 0 : runbook.checks.length + runbook.actions.length,
      score: null,
    };
    raised.push(drill);
    await insertDrill(transaction, drill);
    await insertAudit(transaction, {
      tenantId,
      actor: auditActor(actor),
      action: "drill.start",
      subject: drillId,
      detail: { ruleId: rule.id, alertId, pages },
      at: startedAt,
    });
  };
  const drillId = randomUUID();
  await recordAssessment(
    dependencies,
    { ruleId: rule.id, subject: finding.subject, finding },
    // A drill fires at once, however long its condition would have to last.
    { forDurationMinutes: 0, keepFiringMinutes: 0, cooldownMinutes: 0 },
    {
      tenantId,
      runId: null,
      channelOf,
      supersededAt: null,
      drill: { drillId, onRaised },
      alsoNotify: pages ? notifiersOf : () => [],
      callOf: (severity) => (pages && policy !== null ? firstCall(severity, policy.escalation) : []),
    },
  ).catch(async (error: unknown) => {
    // Somebody else may have started it at the same moment (`drills_one_open`).
    await refuseSecond();
    throw error;
  });
  // The last one, in case a lost race was tried again.
  const begun = raised.at(-1);
  if (begun === undefined) throw new TypeError(`The drill of ${rule.id} raised no alert.`);
  return begun;
}

/** Ends and scores a drill whose alert is resolved. Throws ConflictError for one that is still going on. */
async function makeRoom(dependencies: DrillDependencies, open: Drill, now: Date): Promise<void> {
  const { resolved } = await dependencies.database.withTenant(open.tenantId, (transaction) =>
    readDrillProgress(transaction, open),
  );
  if (resolved) {
    await finishDrill(dependencies, open);
    return;
  }
  const minutes = Math.max(1, Math.round((now.getTime() - open.startedAt.getTime()) / 60_000));
  throw new ConflictError(
    `A drill of ${open.ruleId} started ${minutes} min ago and is still running. Resolve its alert first, then start another.`,
  );
}

/**
 * Ends a drill: measures and scores it, posts the score in its thread, and resolves its alert. Doing it again changes
 * nothing. Returns it and the rule's previous drill. Throws NotFoundError.
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
  // First, since a drill whose alert is resolved is finished after a crash.
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
    const card = await findMessage(transaction, {
      tenantId,
      ...formatSubject({ kind: "alert", alertId: drill.alertId }),
    });
    if (card !== null) {
      const note = {
        tenantId,
        ...formatSubject({ kind: "alert_note", about: "drill", alertId: drill.alertId }),
      };
      await wantMessage(transaction, { ...note, channel: card.channel, parentId: card.messageId }, now);
    }
    return { drill: scored, last };
  });
}

/** Ends the drills whose alert somebody resolved, and those older than an hour. Returns how many. */
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
