import type { Database, Transaction } from "../../database/database.ts";
import type {
  AlertKind,
  CauseEvidence,
  ChangeFacts,
  NightFacts,
  Source,
} from "../../diagnosis/cause-evidence.ts";
import type { Alert } from "../../entities/alert.ts";
import { errorCode } from "../../errors.ts";
import { AGENT_RULE_TYPES } from "../rulebook/agent-rule-table.ts";
import { KIND_OF_AGENT_RULE, KIND_OF_RULE } from "./kind-of-rule.ts";
import { findLastGood, readEarlierShares, readNightFacts } from "./night-facts-store.ts";
import { readSiteFacts } from "./site-facts-store.ts";
import {
  readAgentFacts,
  readChangesBetween,
  readElsewhere,
  readOdooKeyDays,
  readProbeFacts,
} from "./surroundings-store.ts";

/** How long one source may take: a diagnosis that is late is no use. */
const MOST_MS = 500;

/** The evidence about an alert as it is stored now. What cannot be read in time is missing, and says why. */
export async function readEvidence(
  database: Database,
  alert: Alert,
  { type, now }: { readonly type: string | null; readonly now: Date },
): Promise<CauseEvidence> {
  const { tenantId, runId, subject } = alert;
  const asTenant = <Value>(work: (transaction: Transaction) => Promise<Value | null>, none: string) =>
    attempt((bound) => database.withTenant(tenantId, bound(work)), none);
  const asService = <Value>(work: (transaction: Transaction) => Promise<Value | null>, none: string) =>
    attempt((bound) => database.withService(bound(work)), none);
  const kind = kindOf(alert.ruleId, type);
  const night: Source<NightFacts> =
    runId === null
      ? { missing: "it is about no run" }
      : await asTenant((transaction) => readNightFacts(transaction, { tenantId, runId }), "the run is gone");
  const begun = "value" in night ? night.value.startedAt : alert.firedAt;
  const lastGoodId = await asTenant(
    (transaction) => findLastGood(transaction, tenantId, begun),
    "there is none",
  );
  const lastGood: Source<NightFacts> =
    "value" in lastGoodId
      ? await asTenant(
          (transaction) => readNightFacts(transaction, { tenantId, runId: lastGoodId.value }),
          "it is gone",
        )
      : lastGoodId;
  const compared =
    "value" in lastGood && "value" in lastGoodId
      ? { runId: lastGoodId.value, startedAt: lastGood.value.startedAt }
      : null;
  const [earlierShares, sites, elsewhere, changes, probes, agent, odooKeyDays] = await Promise.all([
    asTenant((transaction) => readEarlierShares(transaction, tenantId, begun), "there are none"),
    runId === null
      ? { missing: "it is about no run" }
      : asTenant(
          (transaction) => readSiteFacts(transaction, { tenantId, runId }, compared),
          "no site was tried",
        ),
    asService(
      (transaction) => readElsewhere(transaction, tenantId, { from: begun, to: alert.lastSeenAt }),
      "nothing is known",
    ),
    readChangesSince({ night, lastGood }, (from) =>
      asTenant(
        (transaction) => readChangesBetween(transaction, tenantId, { from, to: begun }),
        "nothing is known",
      ),
    ),
    asService((transaction) => readProbeFacts(transaction, alert.firedAt, now), "nothing is known"),
    kind.startsWith("agent")
      ? asTenant(
          (transaction) => readAgentFacts(transaction, { tenantId, agentId: subject }, alert.firedAt),
          "the agent is gone",
        )
      : { missing: "it is about no agent" },
    asTenant(
      async (transaction) => ({ days: await readOdooKeyDays(transaction, tenantId, alert.firedAt) }),
      "nothing is known",
    ),
  ]);
  return {
    kind,
    subject,
    isOver: alert.state === "resolved" && alert.resolvedBy === "system",
    night,
    lastGood,
    earlierShares,
    sites,
    elsewhere,
    changes,
    probes,
    agent,
    odooKeyDays: "value" in odooKeyDays ? { value: odooKeyDays.value.days } : odooKeyDays,
  };
}

function kindOf(ruleId: string, type: string | null): AlertKind {
  const kinds: Readonly<Record<string, AlertKind>> = KIND_OF_RULE;
  if (Object.hasOwn(kinds, ruleId)) return kinds[ruleId] ?? "installation";
  const agentRules: Readonly<Record<string, AlertKind>> = KIND_OF_AGENT_RULE;
  return type !== null && Object.hasOwn(AGENT_RULE_TYPES, type)
    ? (agentRules[type] ?? "installation")
    : "installation";
}

type Bound = <Value>(
  work: (transaction: Transaction) => Promise<Value>,
) => (transaction: Transaction) => Promise<Value>;

/** A source that fails, or takes too long, is missing: it must not keep the others. */
async function attempt<Value>(
  read: (bound: Bound) => Promise<Value | null>,
  none: string,
): Promise<Source<Value>> {
  const bound: Bound = (work) => async (transaction) => {
    await transaction.query(`set local statement_timeout = ${MOST_MS}`);
    return work(transaction);
  };
  try {
    const value = await read(bound);
    return value === null ? { missing: none } : { value };
  } catch (error) {
    return { missing: `it could not be read (${errorCode(error)})` };
  }
}

/** What differs between the night and the last good one, and what was done between them. */
async function readChangesSince(
  { night, lastGood }: Pick<CauseEvidence, "night" | "lastGood">,
  read: (from: Date) => Promise<Source<Pick<ChangeFacts, "imported" | "actions">>>,
): Promise<Source<ChangeFacts>> {
  if ("missing" in lastGood) return lastGood;
  const found = await read(lastGood.value.startedAt);
  if ("missing" in found) return found;
  const [now, before] = ["value" in night ? night.value.settings : {}, lastGood.value.settings];
  const settings = Object.entries(now).flatMap(([name, after]) => {
    const old = before[name];
    return old === undefined || old === after ? [] : [{ name, before: old, after }];
  });
  return { value: { ...found.value, settings } };
}
