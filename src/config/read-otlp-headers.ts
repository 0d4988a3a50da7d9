/** What a header's name may consist of (RFC 9110). */
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** `name=value` pairs with commas between and percent-encoded values, as OTEL_EXPORTER_OTLP_HEADERS has them; null where it is not that. */
export function readOtlpHeaders(text: string): Readonly<Record<string, string>> | null {
  try {
    const pairs = text
      .split(",")
      .filter((pair) => pair.trim() !== "")
      .map((pair): [string, string] => {
        const [name = "", ...value] = pair.split("=");
        return [name.trim().toLowerCase(), decodeURIComponent(value.join("=").trim())];
      });
    const areHeaders = pairs.every(([name, value]) => NAME.test(name) && /^[\x20-\x7e]+$/.test(value));
    return areHeaders ? Object.fromEntries(pairs) : null;
  } catch {
    return null; // A percent sign that encodes nothing.
  }
}

/** What is wrong with the setting; null if nothing. It never repeats a value, which may be a key. */
export function problemOfOtlpHeaders(text: string): string | null {
  return readOtlpHeaders(text) === null
    ? "must be name=value pairs with commas between, values percent-encoded, e.g. Authorization=Bearer%20KEY"
    : null;
}
