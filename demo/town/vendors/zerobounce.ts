import { z } from "zod";

import type { TownCompany } from "../companies/town-company.ts";
import { CreditAccount } from "./credit-account.ts";
import { type ProblemKind, type TownVendor, type VendorAnswer, VendorProblem } from "./town-vendor.ts";
import { type Validation, validateAddress } from "./validate-address.ts";

const PREPAID_CREDITS = 20_000;
const NO_CREDIT = "Invalid API key or your account ran out of credits";

const BatchBody = z.strictObject({
  api_key: z.string(),
  email_batch: z
    .array(z.object({ email_address: z.string(), ip_address: z.string().nullish() }))
    .min(1)
    .max(200),
  timeout: z.number().min(10).max(120).optional(),
  activity_data: z.boolean().optional(),
  verify_plus: z.boolean().optional(),
});
const ValidateQuery = z.strictObject({
  api_key: z.string(),
  email: z.string(),
  ip_address: z.string().optional(),
  timeout: z.coerce.number().min(3).max(60).optional(),
  activity_data: z.string().optional(),
  verify_plus: z.string().optional(),
});
const WithKey = z.object({ api_key: z.string() });

/** The address checker, API v2: https://www.zerobounce.net/docs/email-validation-api-quickstart */
export function createZerobounce(companies: readonly TownCompany[]): TownVendor {
  const account = new CreditAccount(PREPAID_CREDITS);
  const domains = new Set(companies.map(({ domain }) => domain));

  /** Validates all addresses, or refuses all if there is not enough credit. */
  function validate(addresses: readonly string[], keyLabel: string) {
    const validations = addresses.map((address) => validateAddress(address, domains));
    const credits = validations.filter(({ isCharged }) => isCharged).length;
    if (credits > account.remaining(keyLabel)) throw new VendorProblem("quota", NO_CREDIT);
    account.charge(keyLabel, credits);
    return { validations, charged: { credits } };
  }

  return {
    name: "zerobounce",
    prefix: "/zerobounce",
    keyPrefix: "zb-town-",
    operations: [
      {
        name: "validate",
        method: "GET",
        path: /^\/v2\/validate$/,
        isPaid: true,
        run({ query, keyLabel }) {
          const email = query.get("email");
          if (email === null || email === "") throw new VendorProblem("bad_request", "email is missing");
          ValidateQuery.parse(Object.fromEntries(query));
          const { validations, charged } = validate([email], keyLabel);
          return { status: 200, charged, body: validations.map(({ result }) => result)[0] };
        },
      },
      {
        name: "validate_batch",
        method: "POST",
        path: /^\/v2\/validatebatch$/,
        isPaid: true,
        run({ body, keyLabel }) {
          const addresses = BatchBody.parse(body).email_batch.map(({ email_address }) => email_address);
          const { validations, charged } = validate(addresses, keyLabel);
          return { status: 200, charged, body: batchAnswer(validations) };
        },
      },
      {
        name: "get_credits",
        method: "GET",
        path: /^\/v2\/getcredits$/,
        isPaid: false,
        run: ({ keyLabel, isOutOfQuota }) => ({
          status: 200,
          body: { Credits: isOutOfQuota ? 0 : account.remaining(keyLabel) },
        }),
      },
    ],
    readKey: ({ query, body }) => query.get("api_key") ?? WithKey.safeParse(body).data?.api_key ?? null,
    problem,
    malform: (answer) => ({ ...answer, body: { email_batch: "queued", status: 1 } }),
  };
}

const batchAnswer = (validations: readonly Validation[]) => ({
  email_batch: validations.map(({ result }) => result),
  errors: [],
});

/** As ZeroBounce does: a bad key or an empty account is 200 with `error`, and no 429 says how long to wait. */
function problem(kind: ProblemKind, operation: string, detail: string): VendorAnswer {
  switch (kind) {
    case "auth":
      return { status: 200, body: operation === "get_credits" ? { Credits: "-1" } : { error: NO_CREDIT } };
    case "quota":
      return { status: 200, body: { error: NO_CREDIT } };
    case "rate_limited":
      return { status: 429, body: { error: "Too many requests. Access is blocked for one minute." } };
    case "server":
      return { status: 503, body: { error: "Service unavailable" } };
    case "content_type":
      return { status: 415, body: { error: detail } };
    case "not_found":
      return { status: 404, body: { error: detail } };
    case "bad_request":
      return { status: 400, body: { error: detail } };
  }
}
