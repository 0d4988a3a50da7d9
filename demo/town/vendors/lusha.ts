import { z } from "zod";

import { digest } from "../call-record.ts";
import type { TownCompany } from "../companies/town-company.ts";
import { ContactDirectory, type Found } from "./contact-directory.ts";
import { CreditAccount } from "./credit-account.ts";
import { RateWindows } from "./rate-windows.ts";
import type { ProblemKind, TownVendor, VendorAnswer, VendorCall } from "./town-vendor.ts";

/** The result for a person nobody knows, which does not even repeat the reference. */
const NOT_FOUND = { error: { code: "NOT_FOUND", message: "Contact not found" } };

const PLAN_CREDITS = 50_000;
const PHONE_CREDITS = 5;
/** For a search that finds someone (`api_search` on the bill). */
const SEARCH_CREDITS = 1;

const Contact = z
  .strictObject({
    clientReferenceId: z.string().optional(),
    firstName: z.string().optional(),
    lastName: z.string().optional(),
    companyName: z.string().optional(),
    companyDomain: z.string().optional(),
    linkedinUrl: z.string().optional(),
    email: z.string().optional(),
    id: z.string().optional(),
  })
  .refine(
    (contact) =>
      contact.id !== undefined ||
      contact.email !== undefined ||
      contact.linkedinUrl !== undefined ||
      (contact.firstName !== undefined &&
        contact.lastName !== undefined &&
        (contact.companyName !== undefined || contact.companyDomain !== undefined)),
    "give id, email, linkedinUrl, or firstName and lastName with companyName or companyDomain",
  );
const Contacts = z.array(Contact).min(1).max(100);
const Reveal = z.array(z.enum(["emails", "phones"])).default(["emails"]);
const SearchBody = z.strictObject({ contacts: Contacts });
const EnrichBody = z.strictObject({
  ids: z.array(z.string()).min(1).max(100),
  reveal: Reveal,
  waterfallEnabled: z.boolean().optional(),
});
/** No `waterfallEnabled`, which only the request to enrich has. */
const SearchAndEnrichBody = z.strictObject({ contacts: Contacts, reveal: Reveal });

const PROBLEMS: Readonly<Record<ProblemKind, readonly [status: number, text: string | null]>> = {
  auth: [401, "Unauthorized"],
  bad_request: [400, null],
  content_type: [415, null],
  not_found: [404, null],
  quota: [402, "Your account has reached its credit limit"],
  rate_limited: [429, "API rate limit exceeded. Limit 300 calls per minute"],
  server: [500, "Internal server error"],
};

/** The contact directory, V3: https://docs.lusha.com */
export function createLusha(companies: readonly TownCompany[]): TownVendor {
  const account = new CreditAccount(PLAN_CREDITS);
  const directory = new ContactDirectory(companies);
  const windows = new RateWindows();
  /** Which contacts were revealed to which key: asking again is free. */
  const revealed = new Set<string>();

  function enrich(
    found: readonly (Found | null)[],
    reveal: readonly ("emails" | "phones")[],
    keyLabel: string,
  ) {
    let credits = 0;
    for (const id of found.flatMap((one) => one?.contact.id ?? [])) {
      for (const field of reveal) {
        const reveals = `${keyLabel} ${id} ${field}`;
        if (!revealed.has(reveals)) credits += field === "phones" ? PHONE_CREDITS : 1;
        revealed.add(reveals);
      }
    }
    account.charge(keyLabel, credits);
    return credits;
  }

  function described(found: readonly (Found | null)[], reveal: readonly ("emails" | "phones")[]) {
    return found.map((one) =>
      one === null
        ? NOT_FOUND
        : {
            ...one.reference,
            ...directory.describe(one.contact),
            ...directory.reveal(one.contact, reveal),
          },
    );
  }

  function success(call: VendorCall, results: readonly object[], credits: number): VendorAnswer {
    return {
      status: 200,
      headers: windows.count(call.keyLabel),
      charged: { credits },
      body: {
        requestId: digest(JSON.stringify(call.body)),
        results,
        billing: { creditsCharged: credits, resultsReturned: results.length },
      },
    };
  }

  return {
    name: "lusha",
    prefix: "/lusha",
    keyPrefix: "lusha-town-",
    operations: [
      {
        name: "contacts_search",
        method: "POST",
        path: /^\/v3\/contacts\/search$/,
        isPaid: true,
        run(call) {
          const found = directory.findAll(SearchBody.parse(call.body).contacts);
          const results = found.map((one) =>
            one === null
              ? NOT_FOUND
              : {
                  ...one.reference,
                  ...directory.describe(one.contact),
                  has: ["emails"],
                  canReveal: [
                    {
                      field: "emails",
                      credits: revealed.has(`${call.keyLabel} ${one.contact.id} emails`) ? 0 : 1,
                    },
                  ],
                },
          );
          const credits = found.every((one) => one === null) ? 0 : SEARCH_CREDITS;
          account.charge(call.keyLabel, credits);
          return success(call, results, credits);
        },
      },
      {
        name: "contacts_enrich",
        method: "POST",
        path: /^\/v3\/contacts\/enrich$/,
        isPaid: true,
        run(call) {
          const { ids, reveal } = EnrichBody.parse(call.body);
          const found = directory.findAll(ids.map((id) => ({ id })));
          return success(call, described(found, reveal), enrich(found, reveal, call.keyLabel));
        },
      },
      {
        name: "contacts_search_and_enrich",
        method: "POST",
        path: /^\/v3\/contacts\/search-and-enrich$/,
        isPaid: true,
        run(call) {
          const { contacts, reveal } = SearchAndEnrichBody.parse(call.body);
          const found = directory.findAll(contacts);
          return success(call, described(found, reveal), enrich(found, reveal, call.keyLabel));
        },
      },
      {
        name: "account_usage",
        method: "GET",
        path: /^(\/v3)?\/account\/usage$/,
        isPaid: false,
        run({ keyLabel, isOutOfQuota }) {
          const used = isOutOfQuota ? account.total : account.used(keyLabel);
          return {
            status: 200,
            headers: windows.count(keyLabel),
            body: {
              credits: { total: account.total, used, remaining: account.total - used },
              rateLimits: { daily: windows.daily(keyLabel) },
              plan: "Scale",
              pricing: { revealEmail: { credits: 1 }, revealPhone: { credits: PHONE_CREDITS } },
            },
          };
        },
      },
    ],
    readKey: ({ headers }) => {
      const key = headers["api_key"];
      return typeof key === "string" ? key : null;
    },
    problem(kind, _operation, detail) {
      const [status, text] = PROBLEMS[kind];
      const body = { statusCode: status, message: text ?? detail };
      return kind === "rate_limited" ? { status, headers: RateWindows.exhausted(), body } : { status, body };
    },
    unknownProperty: (name) => `property ${name} should not exist`,
    malform: (answer) => ({ ...answer, body: { requestId: null, results: { first: {} } } }),
  };
}
