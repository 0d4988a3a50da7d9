import { digest } from "../call-record.ts";
import { position, wholeNumber } from "../companies/seeded.ts";
import type { TownCompany, TownPerson } from "../companies/town-company.ts";

/** The share of the town's people that the directory knows. */
const KNOWN_SHARE = 0.8;

/** A person in the directory, with their company. */
export interface KnownContact {
  readonly id: string;
  readonly person: TownPerson;
  readonly company: TownCompany;
}

/** How a request describes a person. */
interface Wanted {
  readonly clientReferenceId?: string | undefined;
  readonly firstName?: string | undefined;
  readonly lastName?: string | undefined;
  readonly companyName?: string | undefined;
  readonly companyDomain?: string | undefined;
  readonly email?: string | undefined;
  readonly id?: string | undefined;
}

/** A known contact with the reference of who asked. */
export interface Found {
  readonly contact: KnownContact;
  readonly reference: { clientReferenceId?: string };
}

/** The people of the town that are in the directory, always the same ones. */
export class ContactDirectory {
  readonly #contacts: readonly KnownContact[];

  constructor(companies: readonly TownCompany[]) {
    this.#contacts = companies.flatMap((company) =>
      company.people
        .filter(({ email }) => position("lusha", email) < KNOWN_SHARE)
        .map((person) => ({ id: digest(`lusha ${person.email}`), person, company })),
    );
  }

  /** One entry for each of the wanted, in their order; null for a person the directory does not know. */
  findAll(wanted: readonly Wanted[]): (Found | null)[] {
    return wanted.map((one) => {
      const contact = this.#contacts.find((candidate) => isMeant(candidate, one));
      if (contact === undefined) return null;
      const reference =
        one.clientReferenceId === undefined ? {} : { clientReferenceId: one.clientReferenceId };
      return { contact, reference };
    });
  }

  describe({ id, person, company }: KnownContact): object {
    return {
      id,
      firstName: person.firstName,
      lastName: person.lastName,
      fullName: `${person.firstName} ${person.lastName}`,
      jobTitle: person.title,
      company: { name: company.name, domain: company.domain },
    };
  }

  reveal({ id, person }: KnownContact, fields: readonly ("emails" | "phones")[]): object {
    const emails = [{ email: person.email, type: "work", confidence: "A+", updateDate: "2025-11-03" }];
    const number = `+65 6555 ${wholeNumber(1000, 9999, id, "phone")}`;
    const phones = [{ number, type: "work", doNotCall: false, updateDate: "2025-11-03" }];
    return {
      ...(fields.includes("emails") ? { emails } : {}),
      ...(fields.includes("phones") ? { phones } : {}),
    };
  }
}

function isMeant({ id, person, company }: KnownContact, wanted: Wanted): boolean {
  if (wanted.id !== undefined) return wanted.id === id;
  if (wanted.email !== undefined) return same(wanted.email, person.email);
  return (
    same(wanted.firstName, person.firstName) &&
    same(wanted.lastName, person.lastName) &&
    (same(wanted.companyDomain, company.domain) || same(wanted.companyName, company.name))
  );
}

const same = (left: string | undefined, right: string) =>
  left !== undefined && left.trim().toLowerCase() === right.toLowerCase();
