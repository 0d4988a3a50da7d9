import { calcPrice } from "@pydantic/genai-prices";

/** What the public list asks for a million tokens of a model at a time, where that does not depend on how many there are. */
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
 * The rates of a model, looked up in the list once a minute of event time, which is as finely as prices change. Null: it is
 * not in the list, has tiers, or lacks one of these prices; then the list itself must be asked.
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
  const price = calcPrice({ input_tokens: 1 }, model, { providerId: vendor, timestamp: at });
  if (price === null) return null;
  const { input_mtok: input, cache_read_mtok: cachedInput, output_mtok: output } = price.model_price;
  if (typeof input !== "number" || typeof cachedInput !== "number" || typeof output !== "number") return null;
  return { input, cachedInput, output, id: `${price.provider.id}/${price.model.id}` };
}
