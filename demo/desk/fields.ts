/** A JSON object whose members are read one by one: what Slack and apps send each other is open-ended. */
export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The object itself, or an empty one. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}

/** The list itself, or an empty one. */
export function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The objects of a list, anything else left out. */
export function objectsOf(value: unknown): readonly Fields[] {
  return itemsOf(value).filter(isFields);
}

/** The string itself, or an empty one. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** A string, number or boolean as text; anything else is an empty one. */
export function scalarOf(value: unknown): string {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : "";
}

/** How long a text is in code points, as Slack counts. */
export function codePoints(text: string): number {
  return Array.from(text).length;
}

/** The text of a text object (`{type, text}`), or of a plain string. */
export function textObjectOf(value: unknown): string {
  return typeof value === "string" ? value : textOf(fieldsOf(value)["text"]);
}

/** The parsed JSON, or undefined when the text is not JSON. */
export function jsonOf(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}
