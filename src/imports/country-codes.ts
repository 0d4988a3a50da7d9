/** Codes the standard reserves for other things than countries. */
const NO_COUNTRIES = new Set(["EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"]);

/** Names in use that the locale data spells differently. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  "united states of america": "US",
  usa: "US",
  "great britain": "GB",
  england: "GB",
  scotland: "GB",
  wales: "GB",
  "northern ireland": "GB",
  uae: "AE",
  "republic of korea": "KR",
  korea: "KR",
  "czech republic": "CZ",
  holland: "NL",
  "the netherlands": "NL",
  turkey: "TR",
  burma: "MM",
  myanmar: "MM",
  "viet nam": "VN",
  "russian federation": "RU",
  "hong kong sar": "HK",
  "bosnia and herzegovina": "BA",
  "ivory coast": "CI",
  "brunei darussalam": "BN",
  "lao pdr": "LA",
};

const CODES = readCodes();

function readCodes(): ReadonlyMap<string, string> {
  const codes = new Map<string, string>();
  const styles = (["long", "short"] as const).map(
    (style) => new Intl.DisplayNames("en", { type: "region", fallback: "none", style }),
  );
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ".split("");
  for (const code of letters.flatMap((first) => letters.map((second) => first + second))) {
    // Codes of countries that are no more stand for their successor, `UK` for `GB`.
    const current = new Intl.Locale(`und-${code}`).region;
    if (current === undefined || NO_COUNTRIES.has(current)) continue;
    const names = styles.map((style) => style.of(current)).filter((name) => name !== undefined);
    if (names.length === 0) continue;
    for (const word of [code, ...names]) codes.set(fold(word), current);
  }
  for (const [name, code] of Object.entries(OTHER_NAMES)) codes.set(name, code);
  return codes;
}

/** The ISO 3166 two-letter code of a country, given as its code or its English name; null when it is neither. */
export function readCountry(text: string): string | null {
  return CODES.get(fold(text)) ?? null;
}

function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").replace(/\s+/g, " ").trim().toLowerCase();
}
