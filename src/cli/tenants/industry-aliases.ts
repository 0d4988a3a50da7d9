/** Divisions and groups of the SSIC (https://www.singstat.gov.sg/standards) that a word for an industry stands for. */
export const INDUSTRY_ALIASES: Readonly<Record<string, readonly string[]>> = {
  agriculture: ["01", "02", "03"],
  construction: ["41", "42", "43"],
  education: ["85"],
  energy: ["06", "19", "35"],
  engineering: ["71"],
  finance: ["64", "65", "66"],
  "food and beverage": ["10", "11", "56"],
  healthcare: ["86", "87", "88"],
  hospitality: ["55", "56"],
  logistics: ["49", "50", "51", "52", "53"],
  manufacturing: Array.from({ length: 24 }, (_, index) => String(index + 10)),
  marine: ["301", "3315", "50"],
  mining: ["05", "06", "07", "08", "09"],
  "real estate": ["68"],
  retail: ["47"],
  software: ["582", "62", "63"],
  telecommunications: ["61"],
  wholesale: ["46"],
};

/** The industries as a rule keeps them: in lower case, each alias with the codes it stands for. */
export function expandIndustries(words: readonly string[]): string[] {
  return [...new Set(words.flatMap((word) => [word, ...(INDUSTRY_ALIASES[word] ?? [])]))];
}
