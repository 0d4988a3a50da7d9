/** How a company's web site behaves. */
export const SITE_KINDS = [
  "good",
  "slow",
  "redirecting",
  "busy",
  "robots-blocked",
  "refused",
  "unknown-dns",
  "not-found",
  "server-error",
  "script-only",
  "huge",
  "wrong-type",
  "redirect-loop",
  "tarpit",
] as const;
export type SiteKind = (typeof SITE_KINDS)[number];

/** How good a lead the company makes, by what can be found out about it. */
export type Strength = "strong" | "medium" | "weak";

export type TenantId = "acme" | "globex";

/** Somebody who works at a company of the town. */
export interface TownPerson {
  readonly firstName: string;
  readonly lastName: string;
  readonly title: string;
  readonly email: string;
}

/** A fictional firm: what a tenant's file says about it, what its web site says, and how that site behaves. */
export interface TownCompany {
  readonly name: string;
  readonly slug: string;
  /** `<slug>.example` */
  readonly domain: string;
  /** `http://<domain>` */
  readonly website: string;
  readonly tenant: TenantId;
  readonly registrationNumber: string;
  readonly industry: string;
  /** Five digits, as in the Singapore Standard Industrial Classification. */
  readonly ssicCode: string;
  /** ISO 3166, two letters. */
  readonly country: string;
  readonly employees: number;
  readonly description: string;
  readonly strength: Strength;
  readonly site: SiteKind;
  readonly city: string;
  readonly foundedYear: number;
  readonly offices: number;
  readonly people: readonly TownPerson[];
  /** Addresses of the firm itself, not of a person. */
  readonly emails: readonly string[];
  readonly products: readonly string[];
  readonly certifications: readonly string[];
  readonly technologies: readonly string[];
  /** Vacancies. */
  readonly openings: readonly string[];
  /** One sentence each: expansions, awards, funding. */
  readonly news: readonly string[];
}
