import { expect } from "chai";
import { z } from "zod";
import type { OpenApiDocument, OpenApiOperation } from "../../../src/http/openapi/openapi-document.ts";
import { checkAnswer } from "../support/check-answer.ts";
import type { IngestServer } from "../support/ingest-server.ts";
import { prepareWorld } from "../support/prepare-world.ts";

interface Example {
  readonly method: string;
  readonly path: string;
  readonly operation: OpenApiOperation;
}

const Served = z.looseObject({
  openapi: z.literal("3.1.1"),
  paths: z.record(z.string(), z.record(z.string(), z.custom<OpenApiOperation>())),
}) satisfies z.ZodType<Pick<OpenApiDocument, "openapi" | "paths">>;

/** What agents report comes before what is read of them; what removes something comes last. */
function rankOf({ method, operation }: Example): number {
  if (operation.tags.includes("Ingest")) return 0;
  return method === "delete" ? 2 : 1;
}

describe("the examples of /openapi.json", () => {
  let server: IngestServer;
  let key: string;

  before(async function () {
    this.timeout(60_000);
    ({ server, key } = await prepareWorld());
  });
  after(() => server.close());

  it("work as they are written, each with an answer as the document says", async () => {
    const { paths } = Served.parse(await (await fetch(`${server.url}/openapi.json`)).json());
    const examples: Example[] = Object.entries(paths)
      .flatMap(([path, methods]) =>
        Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
      )
      .toSorted((one, other) => rankOf(one) - rankOf(other));
    for (const example of examples) {
      const { method, operation } = example;
      const path = addressOf(example);
      for (const [mediaType, body] of bodiesOf(operation)) {
        const response = await fetch(server.url + path, {
          method: method.toUpperCase(),
          headers: {
            ...(operation.security.length > 0 && { authorization: `Bearer ${key}` }),
            ...(mediaType !== null && { "content-type": mediaType }),
          },
          ...(mediaType !== null && { body: JSON.stringify(body) }),
        });
        const text = await response.text();
        expect(response.status, `${operation.operationId}: ${text}`).to.be.lessThan(400);
        const contentType = response.headers.get("content-type");
        const isJson = contentType?.includes("json") === true;
        const answer: unknown = isJson ? JSON.parse(text) : text === "" ? undefined : text;
        const wrong = checkAnswer({ method, path, status: response.status, contentType, body: answer });
        expect(wrong, `${operation.operationId}: ${text.slice(0, 500)}`).to.equal(null);
      }
    }
    expect(examples.length).to.be.greaterThan(40);
  }).timeout(60_000);

  it("are on the page for people, which runs nothing and loads nothing", async () => {
    const response = await fetch(`${server.url}/docs`);
    const html = await response.text();
    expect(response.headers.get("content-type")).to.contain("text/html");
    expect(response.headers.get("content-security-policy")).to.contain(
      "default-src 'none'; style-src 'sha256-",
    );
    const { paths } = Served.parse(await (await fetch(`${server.url}/openapi.json`)).json());
    for (const methods of Object.values(paths))
      for (const { operationId } of Object.values(methods)) expect(html).to.contain(`id="${operationId}"`);
    expect(html).not.to.match(/<script|<link|<img|javascript:|style="/i);
    // Each link on the page leads somewhere on it.
    for (const [, target = ""] of html.matchAll(/href="#([^"]+)"/g))
      expect(html).to.contain(`id="${target}"`);
    expect(html).to.contain("curl -sS &quot;$NIGHTSHIFT_URL/runs?limit=20&quot;");
  });
});

/** The operation's address with its examples filled in. */
function addressOf({ path, operation }: Example): string {
  const query = new URLSearchParams();
  let address = path;
  for (const { name, in: place, example, required } of operation.parameters ?? []) {
    if (example === undefined && required)
      throw new TypeError(`${operation.operationId}: ${name} has no example`);
    const value = z.string().optional().parse(example);
    if (place === "path") address = address.replace(`{${name}}`, encodeURIComponent(value ?? ""));
    else if (value !== undefined) query.set(name, value);
  }
  return query.size === 0 ? address : `${address}?${query.toString()}`;
}

/** Each JSON body with its media type; one request without a body when it takes none. */
function bodiesOf({ requestBody }: OpenApiOperation): [string | null, unknown][] {
  const bodies = Object.entries(requestBody?.content ?? {}).flatMap(
    ([mediaType, { example }]): [string, unknown][] => (example === undefined ? [] : [[mediaType, example]]),
  );
  return bodies.length > 0 ? bodies : [[null, undefined]];
}
