import { z } from "zod";

import { digest } from "../call-record.ts";
import type { TownCompany } from "../companies/town-company.ts";
import { CreditAccount } from "./credit-account.ts";
import { searchTown } from "./search-town.ts";
import { bearerKey, type ProblemKind, type TownVendor, type VendorAnswer } from "./town-vendor.ts";

const PLAN_CREDITS = 100_000;

/** Parameters that are documented and make no difference here. */
const Ignored = z.unknown().optional();

const SearchBody = z.strictObject({
  query: z
    .string()
    .min(1, "Query is missing.")
    .max(400, "Query is too long. Max query length is 400 characters."),
  search_depth: z.enum(["basic", "advanced", "fast", "ultra-fast"]).default("basic"),
  max_results: z.int().min(0).max(20).default(5),
  include_answer: z.union([z.boolean(), z.enum(["basic", "advanced"])]).default(false),
  include_raw_content: z.union([z.boolean(), z.enum(["markdown", "text"])]).default(false),
  include_domains: z.array(z.string()).default([]),
  include_usage: z.boolean().default(false),
  auto_parameters: Ignored,
  chunks_per_source: Ignored,
  country: Ignored,
  days: Ignored,
  end_date: Ignored,
  exact_match: Ignored,
  exclude_domains: Ignored,
  include_favicon: Ignored,
  include_image_descriptions: Ignored,
  include_images: Ignored,
  safe_search: Ignored,
  start_date: Ignored,
  time_range: Ignored,
  topic: Ignored,
});

const PROBLEMS: Readonly<Record<ProblemKind, readonly [status: number, text: string | null]>> = {
  auth: [401, "Unauthorized: missing or invalid API key."],
  bad_request: [400, null],
  content_type: [415, null],
  not_found: [404, null],
  quota: [
    432,
    "This request exceeds your plan's set usage limit. Please upgrade your plan or contact support@tavily.com",
  ],
  rate_limited: [
    429,
    "Your request has been blocked due to excessive requests. Please reduce rate of requests.",
  ],
  server: [500, "Internal Server Error"],
};

/** The search engine: https://docs.tavily.com/documentation/api-reference/endpoint/search */
export function createTavily(companies: readonly TownCompany[]): TownVendor {
  const account = new CreditAccount(PLAN_CREDITS);
  return {
    name: "tavily",
    prefix: "/tavily",
    keyPrefix: "tvly-town-",
    operations: [
      {
        name: "search",
        method: "POST",
        path: /^\/search$/,
        isPaid: true,
        run({ body, keyLabel }) {
          const search = SearchBody.parse(body);
          const credits = search.search_depth === "advanced" ? 2 : 1;
          account.charge(keyLabel, credits);
          const results = searchTown(companies, search.query, search.include_domains)
            .slice(0, search.max_results)
            .map(({ text, ...result }) => ({
              ...result,
              ...(search.include_raw_content === false ? {} : { raw_content: text }),
            }));
          return {
            status: 200,
            charged: { credits },
            body: {
              query: search.query,
              ...(search.include_answer === false ? {} : { answer: results[0]?.content ?? "" }),
              images: [],
              results,
              response_time: 0.42,
              ...(search.include_usage ? { usage: { credits } } : {}),
              request_id: digest(JSON.stringify(search)),
            },
          };
        },
      },
      {
        name: "usage",
        method: "GET",
        path: /^\/usage$/,
        isPaid: false,
        run({ keyLabel, isOutOfQuota }) {
          const usage = isOutOfQuota ? account.total : account.used(keyLabel);
          return {
            status: 200,
            body: {
              key: { usage, limit: account.total, search_usage: usage },
              account: {
                current_plan: "Town",
                plan_usage: usage,
                plan_limit: account.total,
                paygo_usage: 0,
                paygo_limit: 0,
              },
            },
          };
        },
      },
    ],
    readKey: ({ headers }) => bearerKey(headers),
    problem: (kind, _operation, detail) => problem(kind, detail),
    malform: (answer) => ({ ...answer, body: { query: "?", results: "none" } }),
  };
}

function problem(kind: ProblemKind, detail: string): VendorAnswer {
  const [status, text] = PROBLEMS[kind];
  return { status, body: { detail: { error: text ?? detail } } };
}
