import type { Clock } from "../../clock.ts";
import type { Database } from "../../database/database.ts";
import type { RunbookProof } from "../../entities/runbook-proof.ts";
import { VENDOR_NAMES } from "../../entities/vendor-table.ts";
import { ROLES, type Role } from "../../entities/vocabulary.ts";
import { VERSION } from "../../version.ts";
import { RULE_ACTS } from "../acts/rule-acts.ts";
import { DIAGNOSTICS } from "../diagnostics/diagnostics.ts";
import { PLATFORM_RULES } from "../rulebook/platform-rule-table.ts";
import { TENANT_RULES } from "../rules/rules.ts";
import type { Runbook } from "../runbooks/runbook.ts";
import type { CommandProof, ProofSurface, StepProof } from "./proof-surface.ts";
import { isProvable, type ProvableStep, readProvableSteps } from "./provable-step.ts";
import {
  listTenantsWithoutRole,
  type ProofSample,
  proveQuery,
  readProofSample,
} from "./query-proof-store.ts";
import { forgetOtherProofs, saveProofs } from "./runbook-proof-store.ts";

/** What the people who own a runbook may do. */
const ROLES_OF_OWNERS: Readonly<Record<string, Role>> = { "on-call": "operator", "QA lead": "qa" };

export interface ProvingDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly runbooks: readonly Runbook[];
  readonly surface: ProofSurface;
}

/** A runbook with what came of each of its steps. */
export interface ProvedRunbook {
  readonly proof: RunbookProof;
  readonly steps: readonly StepProof[];
}

/**
 * Proves runbooks (`only` null: all) and keeps the result: queries are run in a transaction that may only read, commands parsed and
 * run with `--dry-run` where there is one, buttons looked up with the role that they demand. `executes`: queries and
 * commands are run for real.
 */
export async function proveRunbooks(
  { database, clock, runbooks, surface }: ProvingDependencies,
  {
    executes,
    only,
    signal,
  }: { readonly executes: boolean; readonly only: readonly string[] | null; readonly signal?: AbortSignal },
): Promise<ProvedRunbook[]> {
  const provable = runbooks.filter(({ id }) => isProvable(id));
  const wanted = provable.filter(({ id }) => only === null || only.includes(id));
  const sample = await database.withService(readProofSample);
  const context: StepContext = { database, surface, sample, executes, runbooks, proved: new Map() };
  const results: ProvedRunbook[] = [];
  for (const runbook of wanted) {
    const steps: StepProof[] = [];
    for (const step of readProvableSteps(runbook)) {
      signal?.throwIfAborted();
      steps.push({ ...step, ...(await proveStep(step, runbook, context)) });
    }
    const broken = steps.flatMap(({ kind, text, where, problem }) =>
      problem === null ? [] : [{ kind, text, where, problem }],
    );
    const proof = {
      runbookId: runbook.id,
      provedAt: clock(),
      version: VERSION,
      executed: executes,
      steps: steps.length,
      broken,
      brokenSteps: broken.length,
    };
    await database.withService((transaction) => saveProofs(transaction, [proof]));
    results.push({ proof, steps });
  }
  await database.withService((transaction) =>
    forgetOtherProofs(
      transaction,
      provable.map(({ id }) => id),
    ),
  );
  return results;
}

interface StepContext extends Pick<ProvingDependencies, "database" | "surface" | "runbooks"> {
  readonly sample: ProofSample | null;
  readonly executes: boolean;
  /** What was tried already for another runbook. */
  readonly proved: Map<string, Promise<CommandProof>>;
}

/** The same query or command in several runbooks is tried once. */
function proveStep(step: ProvableStep, runbook: Runbook, context: StepContext): Promise<CommandProof> {
  if (step.kind !== "query" && step.kind !== "command") return tryStep(step, runbook, context);
  const key = `${step.kind} ${step.text}`;
  const known = context.proved.get(key) ?? tryStep(step, runbook, context);
  context.proved.set(key, known);
  return known;
}

async function tryStep(step: ProvableStep, runbook: Runbook, context: StepContext): Promise<CommandProof> {
  const { database, surface, sample, executes, runbooks } = context;
  const { kind, text } = step;
  // On a new installation there is no tenant or run yet to try it with.
  const isKnown = sample !== null && (sample.runId !== null || !/\b(?:RUN_ID|latest)\b/.test(text));
  switch (kind) {
    case "query": {
      const sql = fillSample(text, sample);
      const isWhole = isKnown && !UNKNOWN_IN_SQL.test(sql);
      return proveQuery(database, sql.replaceAll(UNKNOWN_IN_SQL, "null"), { executes, isWhole });
    }
    case "command": {
      const words = fillSample(text, sample).split(/\s+/);
      const isWhole = isKnown && !words.some((word) => Object.hasOwn(STAND_INS, word));
      const mode = !isWhole ? "parse" : executes ? "execute" : "dry";
      return surface.tryCommand(
        words.map((word) => STAND_INS[word] ?? word),
        mode,
      );
    }
    case "slash":
      return found(problemOfSlash(text, surface));
    case "button":
      return found(await problemOfButton(text, runbook, context));
    case "first_button":
      return found(
        hasFirstButton(runbook.id) ? null : "the first button of this rule's card opens the runbook itself",
      );
    case "check":
      return found(missing(DIAGNOSTICS.map(({ id }) => id).includes(text), "automatic check"));
    case "setting":
      return found(missing(surface.settings.includes(text), "setting"));
    case "threshold":
      return found(missing(THRESHOLDS.includes(text), "threshold"));
    case "runbook":
      return found(missing(runbooks.map(({ id }) => id).includes(text), "runbook"));
  }
}

const found = (problem: string | null): CommandProof => ({ means: "found", problem });
const missing = (isThere: boolean, what: string) => (isThere ? null : `there is no such ${what}`);

const THRESHOLDS = [...TENANT_RULES, ...PLATFORM_RULES].flatMap(({ id, thresholds }) =>
  Object.keys(thresholds).map((name) => `${id}.${name}`),
);

/** What only the reader knows: a command with one of these is parsed with something of its kind. */
const STAND_INS: Readonly<Record<string, string>> = {
  NAME: "ODOO_API_KEY",
  DATE: "2099-12-31",
  PREFIX: "ns_0123456789",
};
/** The same in a query, where it becomes null. */
const UNKNOWN_IN_SQL = /\bPID\b/g;

/** A text with the placeholders of runbooks filled in. */
function fillSample(text: string, sample: ProofSample | null): string {
  return text
    .replaceAll("TENANT", sample?.tenantId ?? "acme")
    .replaceAll("RUN_ID", sample?.runId ?? "00000000-0000-0000-0000-000000000000")
    .replaceAll("VENDOR", "lusha");
}

/** `/health` and `/alerts set …`: the first word is there, and a plain second one is in its usage. */
function problemOfSlash(text: string, { slashes }: ProofSurface): string | null {
  const [name = "", second = ""] = text.split(/\s+/);
  const known = slashes.find((slash) => slash.name === name);
  if (known === undefined) return "there is no such slash command or address";
  const isVerb = /^[a-z-]+$/.test(second);
  return isVerb && !known.usage.includes(second) ? `${name} does not take "${second}"` : null;
}

async function problemOfButton(
  label: string,
  { owner }: Runbook,
  { database, surface, sample }: StepContext,
): Promise<string | null> {
  const needed = surface.buttons[label];
  if (needed === undefined) return "there is no such button";
  const own = ROLES_OF_OWNERS[owner];
  if (own === undefined) return `nobody knows which role "${owner}" has`;
  if (ROLES.indexOf(own) < ROLES.indexOf(needed)) {
    return `it needs the role "${needed}", and ${owner} has "${own}"`;
  }
  if (surface.hasFirstAdmin || sample === null) return null;
  const able = ROLES.slice(ROLES.indexOf(needed));
  const without = await database.withService((transaction) => listTenantsWithoutRole(transaction, able));
  return without.length === 0
    ? null
    : `nobody may press it for ${without.slice(0, 5).join(", ")}${without.length > 5 ? ` and ${without.length - 5} more` : ""}: it needs the role "${needed}" (\`/nightshift roles\`)`;
}

/** Whether the card of a runbook's rule can begin with something else than its runbook. */
function hasFirstButton(runbookId: string): boolean {
  const acts: Readonly<Record<string, (typeof RULE_ACTS)[keyof typeof RULE_ACTS]>> = RULE_ACTS;
  const rule = acts[runbookId];
  if (rule === undefined) return false;
  return [...VENDOR_NAMES, ""].some(
    (subject) => rule.act({ subject, errorCode: null, hasCompanies: true }).kind !== "runbook",
  );
}
