import type { TownCompany } from "./town-company.ts";

/** What the company does and has, one sentence each; both its site and the search engine say so. */
export function aboutSentences(company: TownCompany): string[] {
  const { name, city, foundedYear, industry, employees, offices, products, certifications, strength } =
    company;
  const sentences = [`${name} offers ${products.join(", ")} from ${city}.`];
  if (strength === "weak") return sentences;
  sentences.push(`We work in ${industry.toLowerCase()} and were founded in ${foundedYear}.`);
  if (strength === "strong" || employees > 50) sentences.push(`We employ ${employees} people.`);
  if (offices > 1) sentences.push(`We have ${offices} offices.`);
  for (const certification of certifications) sentences.push(`We are certified to ${certification}.`);
  return sentences;
}

/** Who works there and as what. */
export function peopleSentences({ people, name }: TownCompany): string[] {
  return people.map(
    ({ firstName, lastName, title }) => `${firstName} ${lastName} is the ${title} of ${endSentence(name)}`,
  );
}

/** Its job openings. */
export function hiringSentences({ openings, city }: TownCompany): string[] {
  return openings.map((role) => `We are hiring a ${role} in ${city}.`);
}

/** What it works with. */
export function technologySentences({ technologies }: TownCompany): string[] {
  return technologies.length === 0 ? [] : [`Our systems run on ${technologies.join(" and ")}.`];
}

/** "Pte. Ltd." already ends in a full stop. */
const endSentence = (text: string) => (text.endsWith(".") ? text : `${text}.`);
