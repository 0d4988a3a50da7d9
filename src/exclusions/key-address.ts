import { domainToASCII } from "node:url";
import { isCompanyEmail } from "company-email-validator";
import { parse } from "tldts";
import type { Secrets } from "../database/create-secrets.ts";
import { normaliseEmail } from "../redaction.ts";
import { foldPersonName, likelyAddresses, type PersonName } from "./likely-addresses.ts";

/** An e-mail address with what exclusions are looked up by. */
export interface KeyedAddress {
  readonly email: string;
  readonly isWebmail: boolean;
  readonly emailHash: string;
  /** The registrable domain behind the @; an empty text if there is none. */
  readonly domain: string;
}

/** A company as far as it tells which people are meant. */
export interface Employer {
  readonly name: string;
  readonly domain: string | null;
}

/** An address in its one spelling, with its keys. */
export function keyAddress(secrets: Secrets, address: string): KeyedAddress {
  const email = normaliseEmail(address);
  return {
    email,
    isWebmail: !isCompanyEmail(email),
    emailHash: secrets.hash(email),
    domain: domainOfAddress(email),
  };
}

/** The registrable domain of an address; an empty text if there is none. */
export function domainOfAddress(email: string): string {
  const host = email.slice(email.lastIndexOf("@") + 1);
  return parse(domainToASCII(host) || host).domain ?? "";
}

/** The hash under which a person who was forgotten is kept: name and employer, by domain where it has one. */
export function personKey(
  secrets: Secrets,
  { firstName, lastName }: PersonName,
  employer: { readonly domain: string } | { readonly name: string },
): string {
  const name = [firstName, lastName].map(foldPersonName).sort().join(" ");
  const of = "domain" in employer ? employer.domain : `name ${foldPersonName(employer.name)}`;
  return secrets.hash(`person ${name} ${of}`);
}

/** All hashes by which a person of a company may have been excluded: by name, and by the addresses the person may have. */
export function keysOfPerson(secrets: Secrets, person: PersonName, employer: Employer): string[] {
  const { domain } = employer;
  const addresses = domain === null ? [] : likelyAddresses(person, domain).sure;
  return [
    personKey(secrets, person, { name: employer.name }),
    ...(domain === null ? [] : [personKey(secrets, person, { domain })]),
    ...addresses.map((address) => secrets.hash(address)),
  ];
}
