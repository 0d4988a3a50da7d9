import type { AuditedAct } from "../../../src/bot/ports/access.ts";
import type { BotDependencies } from "../../../src/bot/ports/bot-dependencies.ts";
import { SILENT_METER } from "../../../src/observability/metrics/meter.ts";
import {
  actResultOf,
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

/** What a test says is different, port by port. */
export type DependencyChanges = {
  readonly [Port in keyof BotDependencies]?: BotDependencies[Port] extends
    | string
    | ((...args: never[]) => unknown)
    ? BotDependencies[Port]
    : Partial<BotDependencies[Port]>;
};

/** A world in which everything works, one tenant exists and everybody may do everything; tests say what is different. */
export function fakeDependencies(changes: DependencyChanges = {}) {
  const log: LogLine[] = [];
  const audited: AuditedAct[] = [];
  const refusals: string[] = [];
  const seen = new Set<string>();
  const at =
    (level: string) =>
    (message: string, fields: Record<string, unknown> = {}) => {
      log.push({ level, message, fields });
    };
  const excerpt = <Item>(items: readonly Item[], offset = 0, limit = items.length) => ({
    total: items.length,
    items: items.slice(offset, offset + limit),
  });
  const over = async <Item>(
    tenantIds: readonly string[],
    list: (tenantId: string) => Promise<readonly Item[]>,
  ) => (await Promise.all(tenantIds.map(list))).flat();
  const dependencies: BotDependencies = {
    clock: changes.clock ?? (() => NOW),
    logger: { info: at("info"), warn: at("warn"), error: at("error"), ...changes.logger },
    meter: SILENT_METER,
    publicUrl: changes.publicUrl ?? "https://nightshift.example",
    inbox: {
      claim(key) {
        const first = !seen.has(key);
        seen.add(key);
        return Promise.resolve(first);
      },
      countRefusal(reason) {
        refusals.push(reason);
        return Promise.resolve(null);
      },
      ...changes.inbox,
    },
    access: {
      listTenantsFor: () => Promise.resolve(["acme"]),
      roleOf: (_slackUserId, tenantId) => Promise.resolve(tenantId === "platform" ? null : "admin"),
      audit(act) {
        audited.push(act);
        return Promise.resolve();
      },
      ...changes.access,
    },
    alerts: {
      acknowledge: ({ actor, now }) =>
        Promise.resolve(
          actResultOf(
            "changed",
            alertCardOf({
              state: "acknowledged",
              acknowledgedBy: actor,
              acknowledgedAt: now,
              version: 2,
            }),
          ),
        ),
      resolve: ({ actor, now }) =>
        Promise.resolve(
          actResultOf(
            "changed",
            alertCardOf({ state: "resolved", resolvedBy: actor, resolvedAt: now, version: 2 }),
          ),
        ),
      release: () => Promise.resolve(actResultOf("changed", alertCardOf({ version: 2 }))),
      handOver: ({ to }) =>
        Promise.resolve(
          actResultOf("changed", alertCardOf({ state: "acknowledged", acknowledgedBy: to, version: 2 })),
        ),
      call: () => Promise.resolve(actResultOf("changed", alertCardOf({ version: 2 }))),
      listOpen: () => Promise.resolve([]),
      listNewest: () => Promise.resolve([homeAlertOf()]),
      readCard: () => Promise.resolve(alertCardOf()),
      readTimeline: () => Promise.resolve([{ at: NOW, text: "Fired (high): 40 of 60 failed." }]),
      recordFeedback: () => Promise.resolve(),
      noteRun: () => Promise.resolve(),
      noteStop: () => Promise.resolve(),
      ...changes.alerts,
    },
    keys: {
      list: () => Promise.resolve([]),
      create: () => Promise.reject(new TypeError("no key was expected")),
      rename: () => Promise.reject(new TypeError("no key was expected")),
      rotate: () => Promise.reject(new TypeError("no key was expected")),
      revoke: () => Promise.reject(new TypeError("no key was expected")),
      ...changes.keys,
    },
    logins: {
      createLink: () => Promise.resolve("https://nightshift.example/login/TOKEN"),
      ...changes.logins,
    },
    candidates: { refresh: () => Promise.resolve(), ...changes.candidates },
    checklists: { tick: () => Promise.resolve(checklistOf()), ...changes.checklists },
    silences: {
      preview: () => Promise.resolve({ open: [homeAlertOf()], lastWeek: 3 }),
      create: ({ tenantId, ruleId, subject, endsAt, reason, actor }) =>
        Promise.resolve(silenceOf({ tenantId, ruleId, subject, endsAt, reason, createdBy: actor })),
      list: () => Promise.resolve([]),
      undo: () => Promise.resolve(true),
      timezoneOf: () => Promise.resolve("Asia/Singapore"),
      ...changes.silences,
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
      previewThreshold: () => Promise.resolve("It would have fired on 1 night instead of 3."),
      ...changes.rules,
    },
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
      readStats: () => Promise.resolve(statsOf()),
      readHistory: () => Promise.resolve(null),
      readVendors: () => Promise.resolve({ nights: [], month: [] }),
      decideGate: () => Promise.resolve(),
      readGate: () => Promise.resolve(null),
      list: () => Promise.resolve([runOf()]),
      findTraces: (_tenantId, reference) => Promise.resolve([reference]),
      followTrace: (_tenantId, { traceId }) => Promise.resolve({ traceId, steps: [], isCut: false }),
      async *streamEvents() {},
      ...changes.runs,
    },
    drills: {
      isOfPlatform: () => false,
      start: () => Promise.resolve({ drillId: "d-1", note: "A card follows." }),
      ...changes.drills,
    },
    people: {
      list: () => Promise.resolve([]),
      listCalled: () => Promise.resolve([]),
      setCalled: () => Promise.resolve(),
      setRole: () => Promise.resolve(),
      ...changes.people,
    },
    samples: {
      read: () => Promise.resolve(sampleCardOf()),
      recordVerdict: () => Promise.resolve({ outcome: "recorded", sample: sampleCardOf() }),
      addNotes: () => Promise.resolve({ outcome: "recorded", sample: sampleCardOf() }),
      takeBack: () => Promise.resolve({ outcome: "taken_back", sample: sampleCardOf() }),
      takeNext: () => Promise.resolve(null),
      readQueue: () => Promise.resolve([]),
      async *stream() {},
      ...changes.samples,
    },
    runbooks: {
      read: (id) =>
        Promise.resolve(
          id === "CR-02"
            ? { id, title: "Crawl error rate is high", markdown: "## Symptom\n\nSites fail.", codes: [] }
            : null,
        ),
      list: () => Promise.resolve([{ id: "CR-02", title: "Crawl error rate is high" }]),
      ...changes.runbooks,
    },
    installation: {
      read: () => Promise.resolve({ teamId: "T1", enterpriseId: null, isOrgWide: false }),
      ...changes.installation,
    },
    home: {
      async listRoles(slackUserId) {
        const { access } = dependencies;
        const tenantIds = ["platform", ...(await access.listTenantsFor(slackUserId))];
        const roles = await Promise.all(
          tenantIds.map(async (tenantId) => ({ tenantId, role: await access.roleOf(slackUserId, tenantId) })),
        );
        return roles.flatMap(({ tenantId, role }) => (role === null ? [] : [{ tenantId, role }]));
      },
      listOpenAlerts: async (tenantIds, { offset, limit }) =>
        excerpt(await over(tenantIds, (tenantId) => dependencies.alerts.listOpen(tenantId)), offset, limit),
      listUncalled: () => Promise.resolve([]),
      listLastNights: async (tenantIds, limit) =>
        excerpt(await over(tenantIds, (tenantId) => dependencies.runs.list(tenantId, 20)), 0, limit),
      listSilences: async (tenantIds, limit) =>
        excerpt(await over(tenantIds, (tenantId) => dependencies.silences.list(tenantId)), 0, limit),
      ...changes.home,
    },
    messages: {
      readLink: () => null,
      retry: () => Promise.resolve(0),
      readHealth: () => Promise.resolve({ waiting: 0, dead: 0, oldestWaitingSeconds: null, problems: [] }),
      ...changes.messages,
    },
  };
  return { dependencies, log, audited, refusals };
}
