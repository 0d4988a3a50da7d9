import { RESOURCES, type Resource } from "../../../entities/vendor-table.ts";
import type { BudgetLimits } from "./budgets.ts";

/** The share of a budget from which the run warns that it is running out. */
export const SOFT_LIMIT = 0.8;

/** A part of one budget, taken or given back. */
export interface Claim {
  /** `run:ID` or `day:YYYY-MM-DD` (the tenant's own day). */
  readonly scope: string;
  readonly resource: Resource;
  readonly amount: number;
  /** Null: counted, never refused. */
  readonly limit: number | null;
}

/** The claims for these amounts, in the order in which every process locks the counters. */
export function claimsOf(
  amounts: Readonly<Partial<Record<Resource, number>>>,
  at: { readonly runId: string; readonly day: string },
  limits: { readonly run: BudgetLimits; readonly day: BudgetLimits },
): Claim[] {
  const scopes = [
    { scope: `day:${at.day}`, of: limits.day },
    { scope: `run:${at.runId}`, of: limits.run },
  ];
  return scopes.flatMap(({ scope, of }) =>
    RESOURCES.filter((resource) => amounts[resource] !== undefined).map((resource) => ({
      scope,
      resource,
      amount: amounts[resource] ?? 0,
      limit: of[resource] ?? null,
    })),
  );
}

/** The state of a budget after a claim. */
export interface Raised extends Claim {
  readonly used: number;
}

/** The first claim that exceeds its limit, or null when all of them fit. */
export function firstOver(raised: readonly Raised[]): Raised | null {
  return raised.find(({ used, limit, amount }) => limit !== null && amount > 0 && used > limit) ?? null;
}

/**
 * The claims whose budget is over the soft limit, not just the claim that crossed it: a day's budget may be over it
 * before a run begins, and a process may die before it warns.
 */
export function softlyOver(raised: readonly Raised[]): Raised[] {
  return raised.filter(
    ({ used, limit, amount }) => limit !== null && amount > 0 && used >= limit * SOFT_LIMIT,
  );
}
