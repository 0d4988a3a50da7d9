import { SEVERITIES, type Severity } from "../../entities/vocabulary.ts";
import { InvalidInputError, NotFoundError } from "../../errors.ts";
import { evaluateRules, RULE_ITSELF } from "../rulebook/evaluate-rules.ts";
import { PLATFORM_RULES } from "../rulebook/platform-rule-table.ts";
import { problemWith } from "../rulebook/read-limits.ts";
import type { AlertRule, RuleSettings, RunSnapshot } from "../rulebook/rule.ts";
import { RULE_TABLE } from "../rulebook/rule-table.ts";
import { RULES, TENANT_RULES } from "../rules/rules.ts";

/** A run that has ended, as rules see it, and whether the rule alerted people about it. */
export interface ReplayRun {
  readonly snapshot: RunSnapshot;
  readonly fired: boolean;
  /** Somebody called that alert not useful. */
  readonly notUseful: boolean;
}

/** What a rule finds in one run. */
export interface ReplayedRun {
  readonly tenantId: string;
  readonly runId: string;
  readonly startedAt: Date;
  /** The worst severity with the current thresholds; null for no finding. */
  readonly asSet: Severity | null;
  /** The worst severity with the changed thresholds; null for no finding. */
  readonly changed: Severity | null;
  /** People were alerted about this run. */
  readonly fired: boolean;
  readonly notUseful: boolean;
}

/** How findings agree with the alerts that fired, which count as the truth. */
export interface Agreement {
  readonly found: number;
  readonly both: number;
  /** Found, though nothing fired. */
  readonly extra: number;
  /** Fired, and not found. */
  readonly missed: number;
  /** Found, though somebody called its alert not useful. */
  readonly notUseful: number;
  /** The share of findings that fired; null without findings. */
  readonly precision: number | null;
  /** The share of what fired that is found; null when nothing fired. */
  readonly recall: number | null;
}

/** A rule replayed on past runs with other thresholds. */
export interface ReplayResult {
  readonly runs: readonly ReplayedRun[];
  readonly fired: number;
  readonly notUseful: number;
  readonly asSet: Agreement;
  readonly changed: Agreement;
}

/** The rules that can be replayed. Past expiry dates of keys are not kept, so OK-15 would find nothing. */
export const REPLAY_RULES: readonly AlertRule[] = RULES.filter(({ id }) => id !== RULE_TABLE["OK-15"].id);

/** Upper or lower case. Throws NotFoundError, or InvalidInputError for a rule that cannot be replayed. */
export function findReplayRule(ruleId: string): AlertRule {
  const is = ({ id }: { readonly id: string }) => id.toLowerCase() === ruleId.toLowerCase();
  const rule = REPLAY_RULES.find(is);
  if (rule !== undefined) return rule;
  const known = REPLAY_RULES.map(({ id }) => id);
  if (![...TENANT_RULES, ...PLATFORM_RULES].some(is)) throw new NotFoundError("rule", ruleId, known);
  throw new InvalidInputError(
    "rule",
    `${ruleId.toUpperCase()} cannot be tried on past nights, since the data it needs is not kept; these can: ${known.join(", ")}`,
  );
}

/** Replays a rule on past runs, with each tenant's current thresholds and with `changes` applied over them. */
export function replayRule(
  rule: AlertRule,
  changes: Readonly<Record<string, number>>,
  runs: readonly ReplayRun[],
): ReplayResult {
  const keyed = Object.fromEntries(
    Object.entries(changes).map(([name, value]) => [`${rule.id}.${name}`, value]),
  );
  const replayed = runs.map(({ snapshot, fired, notUseful }) => ({
    tenantId: snapshot.tenantId,
    runId: snapshot.run.runId,
    startedAt: snapshot.run.startedAt,
    asSet: worstOf(rule, snapshot),
    changed: worstOf(rule, { ...snapshot, thresholds: { ...snapshot.thresholds, ...keyed } }),
    fired,
    notUseful,
  }));
  return {
    runs: replayed,
    fired: replayed.filter(({ fired }) => fired).length,
    notUseful: replayed.filter(({ notUseful }) => notUseful).length,
    asSet: agree(replayed, ({ asSet }) => asSet !== null),
    changed: agree(replayed, ({ changed }) => changed !== null),
  };
}

/** Reads thresholds as `warnRatio=0.4`. Throws InvalidInputError. */
export function readThresholdChanges(rule: RuleSettings, texts: readonly string[]): Record<string, number> {
  const changes: Record<string, number> = {};
  const known = Object.keys(rule.thresholds).join(", ") || "none";
  for (const text of texts) {
    const [, name = "", value = ""] = /^(?:[\w-]+\.)?(\w+)=(\S+)$/.exec(text) ?? [];
    const threshold = Object.hasOwn(rule.thresholds, name) ? rule.thresholds[name] : undefined;
    if (threshold === undefined) {
      throw new InvalidInputError("--set", `"${text}" must be NAME=NUMBER; ${rule.id} has: ${known}`);
    }
    const number = Number(value);
    const problem = Number.isNaN(number)
      ? `is "${value}", which is no number`
      : problemWith(number, threshold);
    if (problem !== null) throw new InvalidInputError("--set", `${rule.id}.${name} ${problem}`);
    changes[name] = number;
  }
  return changes;
}

function worstOf(rule: AlertRule, snapshot: RunSnapshot): Severity | null {
  const found = evaluateRules(snapshot, [rule]).filter(({ subject }) => subject !== RULE_ITSELF);
  return SEVERITIES.find((severity) => found.some((finding) => finding.severity === severity)) ?? null;
}

function agree(runs: readonly ReplayedRun[], isFound: (run: ReplayedRun) => boolean): Agreement {
  const found = runs.filter(isFound);
  const both = found.filter(({ fired }) => fired).length;
  const fired = runs.filter((run) => run.fired).length;
  return {
    found: found.length,
    both,
    extra: found.length - both,
    missed: fired - both,
    notUseful: found.filter(({ notUseful }) => notUseful).length,
    precision: found.length === 0 ? null : both / found.length,
    recall: fired === 0 ? null : both / fired,
  };
}
