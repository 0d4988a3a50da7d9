import { calcPrice } from "@pydantic/genai-prices";
import { listProvider } from "./list-provider.ts";

/** A model's list prices per million tokens at a given time, if they do not depend on the number of tokens. */
export interface ListRates {
  readonly input: number;
  readonly cachedInput: number;
  readonly output: number;
  readonly id: string;
}

const MOST = 2_000;
const MINUTE_MS = 60_000;
const remembered = new Map<string, ListRates | null>();

/**
 * The rates of a model, looked up once per minute of event time, since prices do not change within a minute. Null if it is
 * not in the list, has tiers, or lacks one of these prices; then use the list itself.
 */
export function listRates(vendor: string, model: string, at: Date): ListRates | null {
  const key = `${Math.floor(at.getTime() / MINUTE_MS)} ${vendor} ${model}`;
  const known = remembered.get(key);
  if (known !== undefined) return known;
  const rates = lookUp(vendor, model, at);
  remembered.set(key, rates);
  const [oldest] = remembered.keys();
  if (remembered.size > MOST && oldest !== undefined) remembered.delete(oldest);
  return rates;
}

function lookUp(vendor: string, model: string, at: Date): ListRates | null {
  const price = calcPrice({ input_tokens: 1 }, model, { providerId: listProvider(vendor), timestamp: at });
  if (price === null) return null;
  const { input_mtok: input, cache_read_mtok: cachedInput, output_mtok: output } = price.model_price;
  if (typeof input !== "number" || typeof cachedInput !== "number" || typeof output !== "number") return null;
  return { input, cachedInput, output, id: `${price.provider.id}/${price.model.id}` };
}
