import { ALPHA_3 } from "./alpha-3-codes.ts";

/** Codes the standard reserves for other things than countries. */
const NO_COUNTRIES = new Set(["EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"]);

/** Names in use that the locale data spells differently. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  "united states of america": "US",
  us: "US",
  america: "US",
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
  "lao people's democratic republic": "LA",
  prc: "CN",
  "p.r. china": "CN",
  "p.r.c.": "CN",
  "pr china": "CN",
  "people's republic of china": "CN",
  "mainland china": "CN",
  macao: "MO",
  macau: "MO",
  "macao sar": "MO",
  "taiwan, province of china": "TW",
  "republic of china": "TW",
  roc: "TW",
  "south korea": "KR",
  rok: "KR",
  "korea, democratic people's republic of": "KP",
  "democratic people's republic of korea": "KP",
  "democratic people's republic korea": "KP",
  "north korea": "KP",
  "republic of singapore": "SG",
  "s'pore": "SG",
  "federal republic of germany": "DE",
  brd: "DE",
  "kingdom of saudi arabia": "SA",
  ksa: "SA",
  "republic of ireland": "IE",
  eire: "IE",
  "republic of the philippines": "PH",
  "democratic republic of the congo": "CD",
  "democratic republic of congo": "CD",
  "democratic republic congo": "CD",
  "congo, the democratic republic of the": "CD",
  "congo, democratic republic of the": "CD",
  "congo kinshasa": "CD",
  "kinshasa congo": "CD",
  "dr congo": "CD",
  drc: "CD",
  congo: "CG",
  "republic of the congo": "CG",
  "congo brazzaville": "CG",
  "brazzaville congo": "CG",
  "virgin islands, british": "VG",
  "virgin islands, u.s.": "VI",
  "cape verde": "CV",
  swaziland: "SZ",
  "east timor": "TL",
  macedonia: "MK",
  "north macedonia": "MK",
  "vatican city": "VA",
  "vatican city state": "VA",
  vatican: "VA",
  "holy see": "VA",
  "falkland islands": "FK",
  "libyan arab jamahiriya": "LY",
  "occupied palestinian territory": "PS",
  "st martin": "MF",
  "sint maarten": "SX",
  oesterreich: "AT",
  saudi: "SA",
  "palestine, state of": "PS",
  palestine: "PS",
  "syrian arab republic": "SY",
  emirates: "AE",
  "slovak republic": "SK",
};

/** Languages in which countries are named in the exports people have. English goes first. */
const LANGUAGES = [
  ...[
    "en",
    "de",
    "fr",
    "es",
    "it",
    "nl",
    "pt",
    "sv",
    "da",
    "nb",
    "fi",
    "pl",
    "cs",
    "sk",
    "hu",
    "ro",
    "tr",
    "el",
  ],
  ...["id", "ms", "vi", "th", "zh", "ja", "ko", "ru", "uk", "hr", "sl", "bg", "et", "lv", "lt", "is", "ca"],
];

let codes: ReadonlyMap<string, string> | undefined;

function readCodes(): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const add = (name: string | undefined, code: string) => {
    const folded = name === undefined ? "" : fold(name);
    if (folded !== "" && !found.has(folded)) found.set(folded, code);
  };
  for (const [name, code] of Object.entries(OTHER_NAMES)) add(name, code);
  const regions = listRegions();
  for (const { written, code } of regions) add(written, code);
  for (const [alpha3, code] of ALPHA_3) add(alpha3, code);
  for (const language of LANGUAGES) {
    for (const style of ["long", "short"] as const) {
      const names = new Intl.DisplayNames(language, { type: "region", fallback: "none", style });
      for (const { code } of regions) add(names.of(code), code);
    }
  }
  return found;
}

/** Every two-letter code, those of countries that are no more standing for their successor, `UK` for `GB`. */
function listRegions(): { written: string; code: string }[] {
  const english = new Intl.DisplayNames("en", { type: "region", fallback: "none" });
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ".split("");
  return letters
    .flatMap((first) => letters.map((second) => first + second))
    .flatMap((written) => {
      const code = new Intl.Locale(`und-${written}`).region;
      const isCountry = code !== undefined && !NO_COUNTRIES.has(code) && english.of(code) !== undefined;
      return isCountry ? [{ written, code }] : [];
    });
}

/** What is said after a country's name of how it is governed: `Iran, Islamic Republic of`. */
const OFFICIAL =
  /^(the|islamic|arab|bolivarian|plurinational|united|federal|federated|federation|former|yugoslav|socialist|republic|kingdom|states?|of|province|china|(french|dutch) part|malvinas|vatican city state|roc| )+$/;

/**
 * The ISO 3166 two-letter code of a country, given as its two- or three-letter code or its name, in English or another
 * language; null when it is none.
 */
export function readCountry(text: string): string | null {
  codes ??= readCodes();
  // `Korea (the Republic of)` is written `Korea, Republic of` elsewhere.
  const name = fold(text.replace(/(?<!\s)\s*\(([^()]*)\)\s*$/, ", $1")).replace(/, the /, ", ");
  const [first = "", rest] = name.split(/, /, 2);
  // `Korea, Republic of` is `Republic of Korea`, and `Iran, Islamic Republic of` is Iran.
  const turned = rest === undefined ? [] : [`${rest} ${first}`, ...(OFFICIAL.test(rest) ? [first] : [])];
  const plain = name.replace(/\b(the|sar|china)\b/g, "").replace(/[(),]/g, " ");
  for (const candidate of [
    name,
    ...turned,
    fold(plain),
    name.replace(/^(the|republic of|kingdom of) /, ""),
  ]) {
    const code = codes.get(candidate);
    if (code !== undefined) return code;
  }
  return readTwice(text) ?? readFlag(text);
}

/** A country said twice: `SG - Singapore`, `Myanmar (Burma)`. */
function readTwice(text: string): string | null {
  const parts = text.split(/\s{1,9}[-–/|]\s{1,9}|[,;/|()]/).filter((part) => part.trim() !== "");
  if (parts.length < 2 || parts.length > 4) return null;
  const found = new Set(parts.map((part) => codes?.get(fold(part)) ?? null));
  const [code = null] = found;
  return found.size === 1 ? code : null;
}

/** A flag, alone or beside the name, is two letters of another alphabet. */
function readFlag(text: string): string | null {
  const flag = /[\u{1f1e6}-\u{1f1ff}]{2}/u.exec(text)?.[0];
  if (flag === undefined) return null;
  const rest = text.replace(flag, "").trim();
  const letters = Array.from(flag, (letter) =>
    String.fromCharCode((letter.codePointAt(0) ?? 0) - 0x1f1e6 + 65),
  ).join("");
  return readCountry(rest === "" ? letters : rest);
}

/**
 * The country at the end of a place, as `San Francisco, California, United States`. Codes are none here, since states have the
 * same, and `Atlanta, Georgia` is in another country.
 */
export function readCountryOfPlace(text: string): string | null {
  const parts = text.split(",").map((part) => part.trim());
  const last = parts.at(-1) ?? "";
  if (parts.length < 2 || parts.length > 5 || last.length < 3) return null;
  if (fold(last) === "georgia" && parts.length < 3) return null;
  const country = readCountry(last);
  const others = parts.slice(0, -1).map(readCountry);
  // A list of countries is no place; Singapore is in Singapore.
  const isList = !others.includes(null) && others.some((other) => other !== country);
  return isList ? null : country;
}

/** Case, accents and the dots of abbreviations do not matter. */
function fold(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/[’`´]/g, "'")
    .replace(/\brep\b\.?/gi, "republic")
    .replace(/\bdem\b\.?/gi, "democratic")
    .replace(/\./g, "")
    .replace(/&/g, "and")
    .replace(/\s+/g, " ")
    .trim()
    .toLowerCase();
}
