import type { Secrets } from "../database/create-secrets.ts";
import type { ExclusionKind } from "../entities/vocabulary.ts";
import { InvalidInputError } from "../errors.ts";
import { companyKeys, type Identity } from "../imports/company-identity.ts";
import { readWebsite } from "../imports/reading/read-website.ts";
import { maskEmails, normaliseEmail } from "../redaction.ts";
import type { NewExclusion } from "./exclusion-store.ts";
import { domainOfAddress } from "./key-address.ts";

const EMAIL = /^(?:mailto:)?([^\s@<>]+@[^\s@<>]+\.[^\s@<>]+)$/i;
const WEBSITE =
  /^(https?:\/\/)?[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)*\.[\p{L}][\p{L}\p{N}-]+\.?(:\d+)?(\/\S*)?$/iu;
const MAX_NAME = 300;

/** What a person wants to exclude: an address if it has an @, a domain if it looks like one, else a company by its name. */
export function kindOf(text: string): Exclude<ExclusionKind, "person"> {
  if (text.includes("@")) return "address";
  return WEBSITE.test(text) ? "domain" : "company";
}

/** The exclusion of an e-mail address, kept as a keyed hash. Throws InvalidInputError. */
export function excludeAddress(secrets: Secrets, text: string, reason: string | null): NewExclusion {
  const address = EMAIL.exec(text.trim())?.[1];
  if (address === undefined || domainOfAddress(normaliseEmail(address)) === "") {
    throw new InvalidInputError("address", `"${maskEmails(text)}" is not an e-mail address`);
  }
  const email = normaliseEmail(address);
  return { ...NOTHING, kind: "address", matchKey: secrets.hash(email), label: maskEmails(email), reason };
}

/** The exclusion of a domain: of all companies there, and of all addresses. Throws InvalidInputError. */
export function excludeDomain(text: string, reason: string | null): NewExclusion {
  const website = readWebsite(text.trim().replace(/^@/, ""));
  if ("problem" in website) throw new InvalidInputError("domain", `"${maskEmails(text)}" ${website.problem}`);
  const { domain, isShared } = website;
  if (isShared) {
    throw new InvalidInputError(
      "domain",
      `${domain} has pages of many companies, so it says nothing of one of them. Name the company instead.`,
    );
  }
  return { ...NOTHING, kind: "domain", matchKey: domain, label: domain, domain, reason };
}

/** The exclusion of a company, by everything that is known of it. Throws InvalidInputError. */
export function excludeCompany(identity: Identity, reason: string | null): NewExclusion {
  const name = identity.name.trim();
  if (name === "" || name.length > MAX_NAME) {
    throw new InvalidInputError("company", `must have a name of 1 to ${MAX_NAME} characters`);
  }
  const keys = companyKeys({ ...identity, name });
  const signOf = (sign: string) => keys.find((one) => one.sign === sign)?.key ?? null;
  const number = signOf("registration_number");
  const place = identity.country ?? "";
  return {
    kind: "company",
    // A name may be that of two companies of two countries.
    matchKey: `${keys[0]?.key ?? ""} ${place}`.trim(),
    label: name,
    domain: signOf("domain")?.slice("domain:".length) ?? null,
    number: number?.slice("reg:".length) ?? null,
    country: identity.country,
    keys: keys.map(({ key }) => key),
    reason,
  };
}

/** An exclusion as one text, the kind by what it looks like. Throws InvalidInputError. */
export function readExclusion(text: string, secrets: Secrets, reason: string | null): NewExclusion {
  switch (kindOf(text)) {
    case "address":
      return excludeAddress(secrets, text, reason);
    case "domain":
      return excludeDomain(text, reason);
    case "company":
      return excludeCompany({ name: text, website: null, registrationNumber: null, country: null }, reason);
  }
}

const NOTHING = { domain: null, number: null, country: null, keys: [] } as const;
