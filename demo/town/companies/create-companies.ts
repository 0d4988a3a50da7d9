import { asciiWords } from "./ascii-words.ts";
import { companyNews } from "./company-news.ts";
import { INDUSTRIES } from "./industries.ts";
import { registrationNumber } from "./registration-number.ts";
import { choose, nth, pick, shuffled, wholeNumber } from "./seeded.ts";
import { plannedSites } from "./site-plan.ts";
import type { SiteKind, Strength, TenantId, TownCompany, TownPerson } from "./town-company.ts";
import {
  CERTIFICATIONS,
  COUNTRIES,
  FAMILY_NAMES,
  FIRST_NAMES_OF_FIRMS,
  GIVEN_NAMES,
  TITLES,
} from "./word-lists.ts";

/** How much a lead of each strength has to show: minimum and maximum. */
const RANGES: Readonly<
  Record<
    Strength,
    Record<"employees" | "offices" | "people" | "openings" | "certifications", [number, number]>
  >
> = {
  strong: {
    employees: [60, 900],
    offices: [3, 12],
    people: [4, 6],
    openings: [2, 3],
    certifications: [1, 3],
  },
  medium: { employees: [15, 120], offices: [1, 3], people: [2, 3], openings: [0, 1], certifications: [0, 1] },
  weak: { employees: [2, 14], offices: [1, 1], people: [0, 1], openings: [0, 0], certifications: [0, 0] },
};

/** The 120 companies of the town, the same on every call: 60 in acme's file, then 60 in globex's. */
export function createCompanies(): TownCompany[] {
  const tenants: readonly TenantId[] = ["acme", "globex"];
  return tenants
    .flatMap((tenant) => shuffled(plannedSites(tenant), tenant, "order").map((site) => ({ tenant, ...site })))
    .map(({ tenant, kind, strength }, serial) => createCompany(tenant, kind, strength, serial));
}

function createCompany(tenant: TenantId, site: SiteKind, strength: Strength, serial: number): TownCompany {
  const firstName = nth(FIRST_NAMES_OF_FIRMS, serial);
  const industry = pick(
    INDUSTRIES.filter(({ strengths }) => strengths.includes(strength)),
    firstName,
    "industry",
  );
  const trade = pick(industry.trades, firstName, "trade");
  const country = pick(COUNTRIES, firstName, "country");
  const slug = asciiWords(`${firstName} ${trade}`, "-");
  const domain = `${slug}.example`;
  const within = (what: keyof (typeof RANGES)[Strength]) =>
    wholeNumber(...RANGES[strength][what], firstName, what);
  const founded = wholeNumber(1948, strength === "weak" ? 2024 : 2015, firstName, "founded");
  const products = choose(
    industry.products,
    strength === "weak" ? 1 : strength === "medium" ? 2 : 3,
    firstName,
    "products",
  );
  const city = pick(country.cities, firstName, "city");
  // Some companies have quotation marks in their registered name, which a spreadsheet has to survive.
  const spelled = serial % 11 === 4 ? `"${firstName}" ${trade}` : `${firstName} ${trade}`;
  return {
    name: spelled + pick(country.legalForms, firstName, "form"),
    slug,
    domain,
    website: `http://${domain}`,
    tenant,
    registrationNumber: registrationNumber(country.code, founded, serial),
    industry: industry.name,
    ssicCode: industry.ssicCode,
    country: country.code,
    employees: within("employees"),
    description: describe(products, city, serial),
    strength,
    site,
    city,
    foundedYear: founded,
    offices: within("offices"),
    people: createPeople(within("people"), domain, serial),
    emails: [`info@${domain}`, ...(strength === "strong" ? [`sales@${domain}`] : [])],
    products,
    certifications: choose(CERTIFICATIONS, within("certifications"), firstName, "certificates"),
    technologies: choose(industry.technologies, strength === "strong" ? 2 : 0, firstName, "technologies"),
    openings: choose(industry.roles, within("openings"), firstName, "roles"),
    news: companyNews(strength, firstName),
  };
}

/** What the firm does, in a tenant's words: with commas, and here and there quotation marks or a second line. */
function describe(products: readonly string[], city: string, serial: number): string {
  const offer = products.join(", ");
  const sentence = `${offer.charAt(0).toUpperCase()}${offer.slice(1)}, from ${city}`;
  if (serial % 7 === 2) return `${sentence}; "family-run since day one"`;
  if (serial % 13 === 5) return `${sentence}\nMet at the trade fair, call back in spring`;
  return sentence;
}

function createPeople(count: number, domain: string, serial: number): TownPerson[] {
  return TITLES.slice(0, count).map((title, rank) => {
    // Steps that share no factor with the lists' length give each person in a company a different name.
    const firstName = nth(GIVEN_NAMES, serial * 5 + rank * 7);
    const lastName = nth(FAMILY_NAMES, serial * 3 + rank * 11 + Math.floor(serial / 26));
    return {
      firstName,
      lastName,
      title,
      email: `${asciiWords(firstName, "")}.${asciiWords(lastName, "")}@${domain}`,
    };
  });
}
