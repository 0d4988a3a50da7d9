import { choose, pick, wholeNumber } from "./seeded.ts";
import type { Strength } from "./town-company.ts";
import { NEW_PLACES } from "./word-lists.ts";

/** The company's recent news, one sentence each: three for a strong lead, one for a medium one, none for a weak one. */
export function companyNews(strength: Strength, seed: string): string[] {
  if (strength === "weak") return [];
  const place = pick(NEW_PLACES, seed, "place");
  const share = wholeNumber(12, 48, seed, "growth");
  const million = wholeNumber(3, 25, seed, "million");
  const year = wholeNumber(2023, 2025, seed, "year");
  const growth = [`We are expanding into ${place} this year.`, `Our revenue grew by ${share} % in ${year}.`];
  const others = [
    `We raised SGD ${million} million in a Series A round in ${year}.`,
    `We won the Harbour Cities Innovation Award in ${year}.`,
    `We announced a partnership with the port of ${place} in ${year}.`,
    `We launched a new product line in ${year}.`,
  ];
  return strength === "strong"
    ? [...growth, ...choose(others, 2, seed, "news")]
    : choose([...growth, ...others], 1, seed, "news");
}
