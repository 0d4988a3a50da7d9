import { z } from "zod";
import type { CallContext } from "./calling/call-context.ts";
import type { Charged } from "./calling/charged.ts";
import { Credits } from "./calling/credits.ts";
import { failureOfStatus, type HttpAnswer, type HttpFailure } from "./http/http-failure.ts";
import { joinUrl } from "./http/join-url.ts";
import { createJsonClient } from "./http/json-client.ts";
import { readLeniently } from "./http/read-leniently.ts";
import type { VendorConnection } from "./http/vendor-connection.ts";

/** How thorough a search is; `advanced` costs two credits, the others one. */
export type TavilySearchDepth = "basic" | "advanced" | "fast" | "ultra-fast";

/** A page Tavily found, with an excerpt. */
export interface SearchResult {
  readonly title: string;
  readonly url: string;
  readonly content: string;
  /** The vendor's relevance score; higher is better. */
  readonly score: number;
}

/** Web search. https://docs.tavily.com/documentation/api-reference/endpoint/search */
export interface Tavily {
  /** Queries are cut to Tavily's limit of 400 characters. */
  search(
    search: {
      readonly query: string;
      readonly maxResults: number;
      readonly searchDepth: TavilySearchDepth;
    },
    context: CallContext,
  ): Promise<Charged<readonly SearchResult[]>>;
}

const MAX_QUERY_LENGTH = 400;

const SearchAnswer = z.object({
  results: z.array(
    z.object({
      title: z.string().nullish(),
      url: z.string(),
      content: z.string().nullish(),
      score: z
        .union([
          z.number(),
          z
            .string()
            .trim()
            .regex(/^\d{1,4}(\.\d{1,20})?$/)
            .transform(Number),
        ])
        .nullish(),
    }),
  ),
  usage: z.object({ credits: Credits.nullish() }).nullish(),
});

const Bill = z.object({ usage: z.object({ credits: Credits }) });

export function createTavily(connection: VendorConnection): Tavily {
  const client = createJsonClient({ vendor: "tavily", connection, classify });

  return {
    async search({ query, maxResults, searchDepth }, context) {
      const body = await client.request(
        {
          operation: "search",
          method: "POST",
          url: joinUrl(connection.baseUrl, "/search"),
          headers: { authorization: `Bearer ${connection.apiKey}` },
          body: {
            query: cutQuery(query),
            max_results: maxResults,
            search_depth: searchDepth,
            include_usage: true,
          },
          answer: z.unknown(),
        },
        context,
      );
      // A search that was answered is charged, whatever its answer looks like.
      const documented = searchDepth === "advanced" ? 2 : 1;
      const quantity = Bill.safeParse(body).data?.usage.credits ?? documented;
      const charge = { unit: "credit", quantity } as const;
      const { value: answer, oddities } = readLeniently(SearchAnswer, body, {
        vendor: "tavily",
        operation: "search",
        status: 200,
        charge,
      });
      return {
        value: answer.results.map(({ title, url, content, score }) => ({
          title: title ?? "",
          url,
          content: content ?? "",
          score: score ?? 0,
        })),
        charge,
        ...(oddities.length > 0 && { oddities }),
      };
    },
  };
}

/** Cuts without leaving half a surrogate pair, which is not valid UTF-8. */
function cutQuery(query: string): string {
  return query.slice(0, MAX_QUERY_LENGTH).replace(/[\uD800-\uDBFF]$/, "");
}

function classify({ status }: HttpAnswer): HttpFailure {
  // 432: the plan's limit; 433: the pay-as-you-go limit. Waiting helps with neither.
  if (status === 432) return { kind: "quota_exhausted", vendorCode: "plan_limit" };
  if (status === 433) return { kind: "quota_exhausted", vendorCode: "pay_as_you_go_limit" };
  return failureOfStatus(status);
}
