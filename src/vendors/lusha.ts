import { z } from "zod";
import type { Charge } from "../charge.ts";
import { InvalidInputError } from "../errors.ts";
import type { CallContext } from "./calling/call-context.ts";
import type { Charged } from "./calling/charged.ts";
import { Credits } from "./calling/credits.ts";
import { failureOfStatus, type HttpAnswer, type HttpFailure } from "./http/http-failure.ts";
import { joinUrl } from "./http/join-url.ts";
import { createJsonClient } from "./http/json-client.ts";
import { readLeniently } from "./http/read-leniently.ts";
import type { VendorConnection } from "./http/vendor-connection.ts";

/** Whom to look for. `reference` is ours and comes back with what was found. */
export interface LushaQuery {
  readonly reference: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly companyName?: string;
  readonly companyDomain?: string;
}

/** A person Lusha found; `emails` is empty when it knows none. */
export interface LushaContact {
  readonly reference: string;
  /** Lusha's own id; null when it found nobody. */
  readonly lushaId: string | null;
  readonly jobTitle: string | null;
  readonly emails: readonly {
    readonly email: string;
    /** E.g. `work` or `private`; null when not said. */
    readonly type: string | null;
    /** E.g. `A+`; null when not said. */
    readonly confidence: string | null;
  }[];
}

/** Contact data, API v3. https://docs.lusha.com/apis/openapi */
export interface Lusha {
  /** At most 100 contacts at a time. Reveals e-mail addresses only, and never through paid third parties. */
  searchAndEnrich(
    search: { readonly contacts: readonly LushaQuery[] },
    context: CallContext,
  ): Promise<Charged<readonly LushaContact[]>>;
}

const MAX_CONTACTS = 100;

/** A result; one that was not found may carry nothing but `error`. */
const LushaResult = z.object({
  clientReferenceId: z.union([z.string(), z.number()]).nullish(),
  id: z.union([z.string(), z.number()]).nullish(),
  firstName: z.string().nullish(),
  lastName: z.string().nullish(),
  jobTitle: z.union([z.string(), z.object({ title: z.string().nullish() })]).nullish(),
  emails: z
    .array(
      z.object({
        email: z.string(),
        type: z.string().nullish(),
        confidence: z.union([z.string(), z.number()]).nullish(),
      }),
    )
    .nullish(),
  error: z.unknown().optional(),
});
type LushaResult = z.infer<typeof LushaResult>;

const SearchAndEnrichAnswer = z.object({
  // Null keeps its place: results without a reference are matched by position.
  results: z.array(LushaResult.nullable()),
  billing: z.object({ creditsCharged: Credits.nullish() }).nullish(),
});

export function createLusha(connection: VendorConnection): Lusha {
  const client = createJsonClient({ vendor: "lusha", connection, classify });
  const operation = "search_and_enrich";

  return {
    async searchAndEnrich({ contacts }, context) {
      if (contacts.length === 0) return { value: [], charge: { unit: "none" } };
      if (contacts.length > MAX_CONTACTS) {
        throw new InvalidInputError(
          "contacts",
          `Lusha takes at most ${MAX_CONTACTS} at a time; split the list.`,
        );
      }
      const window = { isUsedUp: false };
      const body = await client.request(
        {
          operation,
          method: "POST",
          url: joinUrl(connection.baseUrl, "/v3/contacts/search-and-enrich"),
          headers: { api_key: connection.apiKey },
          // Nothing else: V3 answers 400 to a property it does not document for this request.
          body: {
            contacts: contacts.map(({ reference, ...person }) => ({
              clientReferenceId: reference,
              ...person,
            })),
            reveal: ["emails"],
          },
          answer: z.unknown(),
          onHeaders(headers) {
            window.isUsedUp = nothingLeft(headers, "minute");
          },
        },
        context,
      );
      const charge = chargeOf(body);
      const { value: answer, oddities } = readLeniently(SearchAndEnrichAnswer, body, {
        vendor: "lusha",
        operation,
        status: 200,
        ...(charge.unit === "credit" && { charge }),
      });
      const matched = matchResults(contacts, answer.results);
      const odd = [...oddities, ...matched.oddities];
      return {
        value: matched.contacts,
        charge,
        ...(odd.length > 0 && { oddities: odd }),
        ...(window.isUsedUp && { pauseMs: MINUTE_MS }),
      };
    },
  };
}

const Bill = z.object({ billing: z.object({ creditsCharged: Credits }) });

/** What the answer cost; read separately, since even an otherwise odd answer has been paid for. */
function chargeOf(body: unknown): Charge {
  const bill = Bill.safeParse(body).data;
  return bill === undefined ? { unit: "unknown" } : { unit: "credit", quantity: bill.billing.creditsCharged };
}

/**
 * Matches each result to a contact: by our reference, else by name, else by position if there is one result per contact.
 * A result that fits nobody is an oddity, unless it only says that somebody was not found.
 */
function matchResults(
  contacts: readonly LushaQuery[],
  results: readonly (LushaResult | null)[],
): { readonly contacts: readonly LushaContact[]; readonly oddities: readonly string[] } {
  const open = new Set(contacts.map(({ reference }) => reference));
  const found: LushaContact[] = [];
  const oddities: string[] = [];
  const isComplete = results.length === contacts.length;
  const claim = (reference: string | undefined, result: LushaResult): boolean => {
    if (reference === undefined || !open.delete(reference)) return false;
    found.push(toContact(reference, result));
    return true;
  };
  const unnamed: { result: LushaResult; place: number }[] = [];
  for (const [place, result] of results.entries()) {
    if (result === null) continue;
    const reference = referenceOf(result);
    if (reference === undefined) unnamed.push({ result, place });
    else if (!claim(reference, result)) oddities.push(`results.${place}.clientReferenceId`);
  }
  for (const { result, place } of unnamed) {
    const namesake = contacts.find((contact) => open.has(contact.reference) && isNamesake(contact, result));
    const samePlace = isComplete ? contacts[place] : undefined;
    const isDocumented = result.error != null;
    if (!claim((namesake ?? samePlace)?.reference, result) && !isDocumented) {
      oddities.push(`results.${place}.clientReferenceId`);
    }
  }
  return { contacts: found, oddities };
}

function referenceOf({ clientReferenceId }: LushaResult): string | undefined {
  return clientReferenceId == null ? undefined : String(clientReferenceId);
}

function isNamesake(contact: LushaQuery, { firstName, lastName }: LushaResult): boolean {
  return (
    firstName?.trim().toLowerCase() === contact.firstName.trim().toLowerCase() &&
    lastName?.trim().toLowerCase() === contact.lastName.trim().toLowerCase()
  );
}

function toContact(reference: string, { id, jobTitle, emails }: LushaResult): LushaContact {
  return {
    reference,
    lushaId: id == null ? null : String(id),
    jobTitle: typeof jobTitle === "string" ? jobTitle : (jobTitle?.title ?? null),
    emails: (emails ?? []).map(({ email, type, confidence }) => ({
      email,
      type: type ?? null,
      confidence: confidence == null ? null : String(confidence),
    })),
  };
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/**
 * Lusha has three windows (minute, hour, day), answers 429 for all of them and sends no Retry-After: what is left in
 * each tells them apart. An empty day is a quota (tomorrow, or a human); an empty hour takes up to an hour, an
 * empty minute up to a minute, and only the message sometimes says how long.
 */
function classify({ status, headers, body }: HttpAnswer): HttpFailure {
  if (status !== 429) return failureOfStatus(status);
  if (nothingLeft(headers, "daily")) return { kind: "quota_exhausted", vendorCode: "daily_requests" };
  const saidMs = readResetMs(body);
  if (nothingLeft(headers, "hourly")) {
    return { kind: "rate_limited", vendorCode: "hourly_requests", retryAfterMs: saidMs ?? HOUR_MS };
  }
  return {
    kind: "rate_limited",
    retryAfterMs: saidMs ?? (nothingLeft(headers, "minute") ? MINUTE_MS : undefined),
  };
}

const LimitProblem = z.object({ message: z.string() });

function readResetMs(body: unknown): number | undefined {
  const seconds = /reset in (\d{1,6}) seconds/i.exec(LimitProblem.safeParse(body).data?.message ?? "")?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1_000;
}

function nothingLeft(headers: Headers, window: "daily" | "hourly" | "minute"): boolean {
  const left = headers.get(`x-${window}-requests-left`);
  return left !== null && left.trim() !== "" && Number(left) === 0;
}
