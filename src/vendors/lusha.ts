import { z } from "zod";
import { InvalidInputError } from "../errors.ts";
import type { CallContext } from "./calling/call-context.ts";
import type { Charged } from "./calling/charged.ts";
import { Credits } from "./calling/credits.ts";
import { failureOfStatus, type HttpAnswer, type HttpFailure } from "./calling/http-failure.ts";
import { joinUrl } from "./calling/join-url.ts";
import { createJsonClient } from "./calling/json-client.ts";
import type { VendorConnection } from "./calling/vendor-connection.ts";

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

const SearchAndEnrichAnswer = z.object({
  results: z.array(
    z.object({
      clientReferenceId: z.string(),
      id: z
        .union([z.string(), z.number()])
        .nullish()
        .transform((id) => (id == null ? null : String(id))),
      jobTitle: z
        .union([z.string(), z.object({ title: z.string().nullish() })])
        .nullish()
        .transform((title) => (typeof title === "string" ? title : (title?.title ?? null))),
      emails: z
        .array(
          z.object({
            email: z.string(),
            type: z.string().nullish(),
            confidence: z.string().nullish(),
          }),
        )
        .nullish(),
    }),
  ),
  billing: z.object({ creditsCharged: Credits }),
});

export function createLusha(connection: VendorConnection): Lusha {
  const client = createJsonClient({ vendor: "lusha", connection, classify });

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
      const { results, billing } = await client.request(
        {
          operation: "search_and_enrich",
          method: "POST",
          url: joinUrl(connection.baseUrl, "/v3/contacts/search-and-enrich"),
          headers: { api_key: connection.apiKey },
          body: {
            contacts: contacts.map(({ reference, ...person }) => ({
              clientReferenceId: reference,
              ...person,
            })),
            reveal: ["emails"],
            // Left out, an account with the waterfall switched on is billed for third-party providers as well.
            waterfallEnabled: false,
          },
          answer: SearchAndEnrichAnswer,
          onHeaders(headers) {
            window.isUsedUp = nothingLeft(headers, "minute");
          },
        },
        context,
      );
      return {
        value: results.map(({ clientReferenceId, id, jobTitle, emails }) => ({
          reference: clientReferenceId,
          lushaId: id,
          jobTitle,
          emails: (emails ?? []).map(({ email, type, confidence }) => ({
            email,
            type: type ?? null,
            confidence: confidence ?? null,
          })),
        })),
        charge: { unit: "credit", quantity: billing.creditsCharged },
        ...(window.isUsedUp && { pauseMs: MINUTE_MS }),
      };
    },
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
