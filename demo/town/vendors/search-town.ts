import {
  aboutSentences,
  hiringSentences,
  peopleSentences,
  technologySentences,
} from "../companies/company-facts.ts";
import type { TownCompany } from "../companies/town-company.ts";

interface SearchResult {
  readonly title: string;
  readonly url: string;
  readonly content: string;
  readonly score: number;
  readonly text: string;
}

/** What the search engine's index has on the companies a query names, best match first, whether or not their sites are up. */
export function searchTown(
  companies: readonly TownCompany[],
  query: string,
  domains: readonly string[],
): SearchResult[] {
  const asked = simplified(query);
  return companies
    .filter(
      ({ name, domain, slug }) =>
        asked.includes(domain) ||
        asked.includes(simplified(name)) ||
        asked.includes(slug.replaceAll("-", " ")),
    )
    .flatMap(resultsOn)
    .filter(
      ({ url }) => domains.length === 0 || domains.some((domain) => new URL(url).hostname.endsWith(domain)),
    )
    .sort((left, right) => right.score - left.score);
}

function resultsOn(company: TownCompany): SearchResult[] {
  const { name, website, domain, slug, emails } = company;
  const about = [...aboutSentences(company), `Write to ${emails.join(" or ")}.`].join(" ");
  const found = [
    { title: `${name}: about`, url: `${website}/about`, text: about, score: 0.93 },
    {
      title: `${name}: team`,
      url: `${website}/team`,
      text: peopleSentences(company).join(" "),
      score: 0.88,
    },
    {
      title: `${name}: careers`,
      url: `${website}/careers`,
      text: [...hiringSentences(company), ...technologySentences(company)].join(" "),
      score: 0.81,
    },
    { title: `${name} in the news`, url: `${website}/blog/`, text: company.news.join(" "), score: 0.74 },
    {
      title: `${name} in the trade directory`,
      url: `http://directory.example/${slug}`,
      text: `${name} (${domain}): ${company.description}`,
      score: 0.6,
    },
  ];
  return found
    .filter(({ text }) => text !== "")
    .map((result) => ({ ...result, content: result.text.slice(0, 500) }));
}

/** Lower case, without quotation marks and repeated blanks. */
const simplified = (text: string) => text.toLowerCase().replaceAll('"', "").replace(/\s+/g, " ");
