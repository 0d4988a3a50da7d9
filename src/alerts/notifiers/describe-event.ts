import { createHash } from "node:crypto";
import type { NotifierEvent } from "../../messages/notifier.ts";

const WORDS = { trigger: "", acknowledge: "Acknowledged: ", resolve: "Resolved: " } as const;

/** An event in one line, such as `[high] VQ-03 acme: Lusha's quota is used up.` */
export function eventLine(
  { action, severity, ruleId, tenantId, summary, drill }: NotifierEvent,
  max = 1000,
): string {
  const line = `${drill ? "DRILL " : ""}[${severity}] ${WORDS[action]}${ruleId} ${tenantId}: ${summary}`;
  return line.length <= max ? line : `${line.slice(0, max - 1)}…`;
}

/** An event in full, as plain text. */
export function eventText(event: NotifierEvent): string {
  const { ruleId, subject, tenantId, severity, firedAt, facts, runbookUrl } = event;
  return [
    eventLine(event),
    "",
    `Rule: ${ruleId}`,
    `Tenant: ${tenantId}`,
    `About: ${subject}`,
    `Severity: ${severity}`,
    `Since: ${firedAt.toISOString()}`,
    ...Object.entries(facts).map(([name, value]) => `${name}: ${value ?? "unknown"}`),
    ...(runbookUrl === null ? [] : ["", `Runbook: ${runbookUrl}`]),
  ].join("\n");
}

/** A short id of a condition that is safe as a label or header. */
export function conditionId({ fingerprint }: Pick<NotifierEvent, "fingerprint">): string {
  return createHash("sha256").update(fingerprint).digest("hex").slice(0, 32);
}

/** The event that tests a notifier. */
export function testEvent(now: Date): NotifierEvent {
  return {
    action: "trigger",
    fingerprint: "nightshift-test",
    tenantId: "test",
    alertId: "00000000-0000-0000-0000-000000000000",
    ruleId: "TEST",
    subject: "notifier",
    severity: "low",
    state: "firing",
    summary: "This is a test of nightshift's alerts. There is nothing to do.",
    facts: {},
    firedAt: now,
    drill: false,
    runbookUrl: null,
    reference: null,
  };
}
