import type { Town } from "../../../demo/town/start-town.ts";

/** A vendor's answer as it came. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** Asks a vendor of the town over HTTP; a `body` makes it a POST. */
export async function callVendor(
  town: Town,
  setting: string,
  path: string,
  { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<RawAnswer> {
  const base = setting === "ODOO" ? town.odooUrl : (town.settings[`${setting}_BASE_URL`] ?? "");
  const response = await fetch(`${base}${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const answer: unknown = JSON.parse(await response.text());
  return { status: response.status, headers: response.headers, body: answer };
}
