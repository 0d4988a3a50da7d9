import type { AuditNote, BotDependencies } from "../../../src/bot/ports/bot-dependencies.ts";
import {
  alertCardOf,
  checklistOf,
  homeAlertOf,
  NOW,
  RUN_ID,
  ruleOf,
  runOf,
  sampleCardOf,
  silenceOf,
  statsOf,
} from "./cards.ts";

export interface LogLine {
  readonly level: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A world in which everything works, one tenant exists and everybody runs it; tests say what is different. */
export function fakeDependencies(changes: Partial<BotDependencies> = {}) {
  const log: LogLine[] = [];
  const audited: AuditNote[] = [];
  const refusals: string[] = [];
  const seen = new Set<string>();
  const at =
    (level: string) =>
    (message: string, fields: Record<string, unknown> = {}) => {
      log.push({ level, message, fields });
    };
  const dependencies: BotDependencies = {
    clock: () => NOW,
    logger: { info: at("info"), warn: at("warn"), error: at("error") },
    publicUrl: "https://nightshift.example",
    claimDelivery(key) {
      const first = !seen.has(key);
      seen.add(key);
      return Promise.resolve(first);
    },
    countRefusal: (reason) => void refusals.push(reason),
    listTenantsFor: () => Promise.resolve(["acme"]),
    roleOf: (_slackUserId, tenantId) => Promise.resolve(tenantId === "platform" ? null : "admin"),
    readRunStats: () => Promise.resolve(statsOf()),
    listRecentRuns: () => Promise.resolve([RUN_ID]),
    acknowledgeAlert: ({ actor, now }) =>
      Promise.resolve({
        outcome: "changed",
        card: alertCardOf({ state: "acknowledged", acknowledgedBy: actor, acknowledgedAt: now, version: 2 }),
      }),
    resolveAlert: ({ actor, now }) =>
      Promise.resolve({
        outcome: "changed",
        card: alertCardOf({ state: "resolved", resolvedBy: actor, resolvedAt: now, version: 2 }),
      }),
    listOpenAlerts: () => Promise.resolve([]),
    listAlerts: () => Promise.resolve([homeAlertOf()]),
    readAlertCard: () => Promise.resolve(alertCardOf()),
    recordFeedback: () => Promise.resolve(),
    noteRun: () => Promise.resolve(),
    noteStop: () => Promise.resolve(),
    checklists: { tick: () => Promise.resolve(checklistOf()) },
    silences: {
      preview: () => Promise.resolve({ open: [homeAlertOf()], lastWeek: 3 }),
      create: ({ tenantId, ruleId, subject, endsAt, reason, actor }) =>
        Promise.resolve(silenceOf({ tenantId, ruleId, subject, endsAt, reason, createdBy: actor })),
      list: () => Promise.resolve([]),
      undo: () => Promise.resolve(true),
    },
    rules: {
      list: () => Promise.resolve([ruleOf()]),
      setThreshold: ({ value }) => {
        const threshold = {
          name: "warnRatio",
          key: "CR-02.warnRatio",
          value: value ?? 0.3,
          default: 0.3,
          override: value,
          unit: "ratio" as const,
          meaning: "",
        };
        return Promise.resolve(ruleOf({ thresholds: [threshold] }));
      },
    },
    previewThreshold: () => Promise.resolve("It would have fired on 1 night instead of 3."),
    runs: {
      estimate: () =>
        Promise.resolve({
          companies: 60,
          stages: ["crawl"],
          costUsd: { low: 0.5, expected: 1.25, high: 2 },
          unpriced: [],
        }),
      start: () => Promise.resolve({ runId: RUN_ID }),
      cancel: () => Promise.resolve(),
    },
    drills: {
      isOfPlatform: () => false,
      start: () => Promise.resolve({ drillId: "d-1", note: "A card follows." }),
    },
    people: { list: () => Promise.resolve([]), setRole: () => Promise.resolve() },
    listRuns: () => Promise.resolve([runOf()]),
    async *streamEvents() {},
    timezoneOf: () => Promise.resolve("Asia/Singapore"),
    readSample: () => Promise.resolve(sampleCardOf()),
    recordVerdict: () => Promise.resolve({ outcome: "recorded", sample: sampleCardOf() }),
    async *streamQa() {},
    readRunbook: () => Promise.resolve(null),
    listRunbooks: () => Promise.resolve([{ id: "CR-02", title: "Crawl error rate is high" }]),
    readDeliveryHealth: () =>
      Promise.resolve({ waiting: 0, dead: 0, oldestWaitingSeconds: null, problems: [] }),
    audit(note) {
      audited.push(note);
      return Promise.resolve();
    },
    ...changes,
  };
  return { dependencies, log, audited, refusals };
}
