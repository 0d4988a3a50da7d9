/** A call. Integers must fit 32 bits; null is written as the `nil` extension. */
export function writeMethodCall(method: string, parameters: readonly unknown[]): string {
  const written = parameters.map((parameter) => `<param>${writeValue(parameter)}</param>`).join("");
  return `<?xml version="1.0"?><methodCall><methodName>${writeText(method)}</methodName><params>${written}</params></methodCall>`;
}

/** A typed value; `undefined` members of a struct are left out. */
export function writeValue(value: unknown): string {
  return `<value>${writeTyped(value)}</value>`;
}

function writeTyped(value: unknown): string {
  if (typeof value === "string") return `<string>${writeText(value)}</string>`;
  if (typeof value === "boolean") return `<boolean>${value ? 1 : 0}</boolean>`;
  if (typeof value === "number") return writeNumber(value);
  if (value === null) return "<nil/>";
  if (Array.isArray(value)) return `<array><data>${value.map(writeValue).join("")}</data></array>`;
  if (typeof value !== "object") throw new TypeError(`XML-RPC has no type for a ${typeof value}`);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([name, member]) => `<member><name>${writeText(name)}</name>${writeValue(member)}</member>`);
  return `<struct>${members.join("")}</struct>`;
}

function writeNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) <= 0x7fffffff) return `<int>${value}</int>`;
  if (!Number.isFinite(value)) throw new TypeError("XML-RPC has no number that is not finite");
  // The specification has no exponents, but Odoo's parser, like most, reads them.
  return `<double>${value}</double>`;
}

/** Text for XML. Characters XML 1.0 cannot hold (control characters, half a surrogate pair) become U+FFFD; a carriage return is escaped so that it survives. */
function writeText(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(NO_XML_CHARACTER, "\ufffd")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("\r", "&#13;");
}

/** Everything outside https://www.w3.org/TR/xml/#charsets. */
const NO_XML_CHARACTER = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;
