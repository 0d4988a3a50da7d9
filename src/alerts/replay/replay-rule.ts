import { SEVERITIES, type Severity } from "../../entities/vocabulary.ts";
import { InvalidInputError, NotFoundError } from "../../errors.ts";
import { evaluateRules, RULE_ITSELF } from "../rulebook/evaluate-rules.ts";
import { PLATFORM_RULES } from "../rulebook/platform-rule-table.ts";
import { problemWith } from "../rulebook/read-limits.ts";
import type { AlertRule, RuleSettings, RunSnapshot } from "../rulebook/rule.ts";
import { RULE_TABLE } from "../rulebook/rule-table.ts";
import { RULES, TENANT_RULES } from "../rules/rules.ts";

/** A run that is over, as rules see it, and whether people were alerted of it by the rule in question. */
export interface ReplayRun {
  readonly snapshot: RunSnapshot;
  readonly fired: boolean;
  /** Somebody called that alert not useful. */
  readonly notUseful: boolean;
}

/** What a rule makes of one run. */
export interface ReplayedRun {
  readonly tenantId: string;
  readonly runId: string;
  readonly startedAt: Date;
  /** The worst it finds with the thresholds as they are; null for nothing. */
  readonly asSet: Severity | null;
  /** The worst it finds with the changed ones. */
  readonly changed: Severity | null;
  /** People were alerted of this run. */
  readonly fired: boolean;
  readonly notUseful: boolean;
}

/** How findings agree with what fired, which is taken for the truth. */
export interface Agreement {
  readonly found: number;
  readonly both: number;
  /** Found, though nothing fired. */
  readonly extra: number;
  /** Fired, and not found. */
  readonly missed: number;
  /** Found, though somebody called the alert of it not useful. */
  readonly notUseful: number;
  /** Share of what is found that fired; null when nothing is found. */
  readonly precision: number | null;
  /** Share of what fired that is found; null when nothing fired. */
  readonly recall: number | null;
}

/** A rule tried on past runs with other thresholds. */
export interface ReplayResult {
  readonly runs: readonly ReplayedRun[];
  readonly fired: number;
  readonly notUseful: number;
  readonly asSet: Agreement;
  readonly changed: Agreement;
}

/** The rules that can be tried on past runs. When a key was going to end is not kept, so OK-15 would find nothing. */
export const REPLAY_RULES: readonly AlertRule[] = RULES.filter(({ id }) => id !== RULE_TABLE["OK-15"].id);

/** In any case of its letters. Throws NotFoundError, or InvalidInputError for a rule that cannot be tried on past runs. */
export function findReplayRule(ruleId: string): AlertRule {
  const is = ({ id }: { readonly id: string }) => id.toLowerCase() === ruleId.toLowerCase();
  const rule = REPLAY_RULES.find(is);
  if (rule !== undefined) return rule;
  const known = REPLAY_RULES.map(({ id }) => id);
  if (![...TENANT_RULES, ...PLATFORM_RULES].some(is)) throw new NotFoundError("rule", ruleId, known);
  throw new InvalidInputError(
    "rule",
    `${ruleId.toUpperCase()} cannot be tried on past nights, since what it looks at is not kept; these can: ${known.join(", ")}`,
  );
}

/** Tries a rule on past runs, with each tenant's thresholds as they are and with `changes` over them. */
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
