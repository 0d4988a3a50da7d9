const MOST = 10_000_000;
/** A longer text is prose. */
const LONGEST = 200;
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/**
 * The number of employees as people and CRMs write it: a number, its thousands apart or not, a band (`11-50`, read as its
 * middle), an open end (`10001+`) or about so many (`~200`). Null when it is none of these.
 */
export function readEmployees(text: string): number | null {
  if (text.length > LONGEST) return null;
  const plain = text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\p{Pd}−~](?=\s{0,9}\d)/gu, (dash, at: number) => (at === 0 ? dash : "-"))
    .replace(/_/g, " ")
    .replace(/\b(employees?|people|persons?|staff|fte|members?|headcount|size|mitarbeiter)\b|人/g, "")
    .trim();
  // `Medium (51-200)` and `C: 51-200` name the band as well.
  const [, named] =
    /^[a-z][a-z -]{0,40}(?:\(([\d.,'k+ -]{1,40})\)|:\s{0,9}[\d.,'k+ -]{1,40})$/.exec(plain) ?? [];
  const bare = (named ?? plain.replace(/^[a-z][a-z -]{0,40}:\s{0,9}/, "").replace(/(?<=.)\(.{0,200}\)/g, ""))
    .replace(/^[[(](.{1,60})[\])]$/, "$1")
    .replace(
      /^(approx(imately)?\.?|about|around|circa|ca\.?|c\.|over|more than|at least|min\.?|up to|less than|fewer than|under|max\.?|[~≈<>≤≥=+]+)\s*/,
      "",
    )
    .replace(/^between\s(.{1,60})\sand\s/, "$1 - ")
    .trim();
  if (/^(self[- ]?employed|myself only|just me)$/.test(bare)) return 1;
  const value = readBand(bare) ?? readCount(bare.replace(/\s{0,9}(\+|or more|and above)$/, ""));
  return value !== null && value <= MOST ? value : null;
}

/** The middle of a band, also of one that a spreadsheet took for a date (`11-50` becomes `Nov-50`, `2-10` `02-Oct`). */
function readBand(text: string): number | null {
  const band = /^(\S.{0,60}?)\s{0,9}(?:-|\b(?:to|bis|a)\b|(?<=\s)à(?=\s)|\.\.)\s{0,9}(\S.{0,60})$/.exec(text);
  if (band === null) return null;
  const [first, last] = [readEnd(band[1] ?? ""), readEnd(band[2] ?? "")];
  if (first === null || last === null) return null;
  // The spreadsheet may have turned the two around.
  const [low, high] = first <= last ? [first, last] : [last, first];
  const wasDate = /[a-z]{3}/.test(text.replace(/\bto\b|\bbis\b/, ""));
  if (first > last && !wasDate) return null;
  return Math.floor((low + high) / 2);
}

function readEnd(text: string): number | null {
  const month = MONTHS.indexOf(text.slice(0, 3));
  if (/^[a-z]{3}$/.test(text) && month >= 0) return month + 1;
  return readCount(text);
}

/** A whole number: `1200`, `1,200`, `1 200`, `1'200`, `1,200.00`, `1.2k`, or as a float column writes it, `1200.0`. */
function readCount(text: string): number | null {
  const short = /^(\d+(?:[.,]\d)?)\s*(k|m)$/.exec(text);
  if (short?.[1] !== undefined) {
    return Math.round(Number(short[1].replace(",", ".")) * (short[2] === "k" ? 1_000 : 1_000_000));
  }
  const grouped = /^(\d{1,3})((?:[.,'’ \u00a0\u2009\u202f]\d{3})+)([.,]0{1,2})?$/.exec(text);
  if (grouped !== null) {
    const groups = grouped[2] ?? "";
    const separators = new Set(groups.replace(/\d/g, ""));
    if (separators.size !== 1 || separators.has(grouped[3]?.charAt(0) ?? "")) return null;
    return Number(`${grouped[1]}${groups.replace(/\D/g, "")}`);
  }
  // As in India, where the groups above the first one have two digits.
  if (/^\d{1,2}(,\d{2})+,\d{3}$/.test(text)) return Number(text.replaceAll(",", ""));
  const whole = /^(\d+)([.,]0{1,2})?$/.exec(text);
  return whole?.[1] === undefined ? null : Number(whole[1]);
}
