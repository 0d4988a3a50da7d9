import { type Facts, textOf } from "./read-facts.ts";

/** The tokens of a call in parts that do not overlap; `reasoning` alone is a part of `output`. */
export interface TokenUsage {
  readonly uncachedInput: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly output: number;
  readonly reasoning: number;
}

/** What a span says it used and cost; null where it says nothing. Or the field that cannot be right. */
export type Usage =
  | { readonly tokens: TokenUsage | null; readonly costUsd: number | null }
  | { readonly problem: string };

/** What a column of whole numbers holds. */
const MOST = 2_147_483_647;
const MOST_USD = 1_000_000;

/** Reads tokens and cost. `gen_ai.usage.input_tokens` includes what was cached, by the conventions. */
export function readUsage(facts: Facts): Usage {
  const problems: string[] = [];
  const read = (name: string): number | null => {
    const value = facts.values.get(`gen_ai.usage.${name}`);
    const number = typeof value === "string" ? Number(value) : value;
    if (number === undefined) return null;
    if (typeof number !== "number" || !Number.isFinite(number) || number < 0 || number > MOST) {
      problems.push(`gen_ai.usage.${name} is not a number of tokens`);
      return null;
    }
    return Math.round(number);
  };
  const input = read("input_tokens");
  const output = read("output_tokens");
  const cacheRead = read("cache_read.input_tokens") ?? 0;
  const cacheWrite = read("cache_write.input_tokens") ?? 0;
  const reasoning = read("reasoning.output_tokens") ?? 0;
  const cost = readCost(facts);
  if (typeof cost === "string") problems.push(cost);
  const [problem] = problems;
  if (problem !== undefined) return { problem };
  const costUsd = typeof cost === "number" ? cost : null;
  if (input === null && output === null) return { tokens: null, costUsd };
  const cached = cacheRead + cacheWrite;
  // A library that counts cached tokens beside the input says so by numbers that cannot be otherwise.
  const uncachedInput = cached > (input ?? 0) ? (input ?? 0) : (input ?? 0) - cached;
  return { tokens: { uncachedInput, cacheRead, cacheWrite, output: output ?? 0, reasoning }, costUsd };
}

/** In dollars; null if none was sent, or in another currency, which prices of ours then stand in for. */
function readCost(facts: Facts): number | string | null {
  const amount = facts.values.get("gen_ai.usage.cost.amount");
  const currency = textOf(facts, "gen_ai.usage.cost.currency");
  if (amount === undefined || (currency !== null && currency.toUpperCase() !== "USD")) return null;
  const number = typeof amount === "string" ? Number(amount) : amount;
  if (typeof number !== "number" || !Number.isFinite(number) || number < 0 || number > MOST_USD)
    return "gen_ai.usage.cost.amount is not a cost";
  return number;
}
