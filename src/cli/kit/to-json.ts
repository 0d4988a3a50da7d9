/** Parts that are stored with keys of their own, and shown as stored. */
const AS_STORED = new Set(["policy", "thresholds", "detail", "manifest", "features"]);

/** A result as `--json` prints it, and as HTTP bodies are written: keys in snake_case, money and counts as numbers. */
export function toJson(value: unknown): string {
  return JSON.stringify(snake(value), null, 2);
}

function snake(value: unknown): unknown {
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return value.map(snake);
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [snakeKey(key), AS_STORED.has(key) ? inner : snake(inner)]),
  );
}

function snakeKey(key: string): string {
  return /^[a-z][a-zA-Z0-9]*$/.test(key)
    ? key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
    : key;
}
