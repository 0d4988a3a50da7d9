/**
 * Values as the text of a Postgres array. pg's own looks at each value with several expressions; this is most of what
 * Node has to do for an event.
 */
export function arrayLiteral(values: readonly (string | number | bigint | null)[]): string {
  let text = "{";
  for (const [index, value] of values.entries()) {
    if (index > 0) text += ",";
    if (value === null) text += "NULL";
    else if (typeof value === "string") text += quoted(value);
    else text += String(value);
  }
  return `${text}}`;
}

function quoted(text: string): string {
  return /["\\]/.test(text) ? `"${text.replace(/["\\]/g, "\\$&")}"` : `"${text}"`;
}
