import { readdirSync } from "node:fs";
import { expect } from "chai";
import { z } from "zod";
import { AGENT_EVENT_TYPES } from "../../src/entities/vocabulary.ts";
import { type IngestServer, startIngestServer } from "../http/support/ingest-server.ts";
import { readProjectFile, readTable } from "./read-docs.ts";

const AnyObject = z.record(z.string(), z.unknown());
const FOLDER = "docs/observability";
/** A curl of the documents: method, path and body, and the JSON block that follows it, if any. */
const EXAMPLE =
  /```sh\n(curl -sS (?:-X (?<method>\w+) )?"\$NIGHTSHIFT_URL(?<path>[^"]+)"[^\n]*?(?: -d '(?<body>[^']*)')?)\n```(?:\n\n```json\n(?<answer>[\s\S]*?)\n```)?/g;

describe("docs/observability", () => {
  let server: IngestServer;
  let key: string;

  before(async function () {
    this.timeout(60_000);
    server = await startIngestServer();
    key = await server.createKey(["admin"]);
  });
  after(() => server.close());

  it("lists every type of event", () => {
    const types = readTable(`${FOLDER}/event-schema.md`, "Types").map(([type]) => type);
    expect(types).to.deep.equal([...AGENT_EVENT_TYPES]);
  });

  it("has examples that work as they are written, in the order of the pages", async () => {
    const pages = ["ingestion.md", "otlp.md", "connect.md", "metrics.md", "alerts.md", "keys.md"];
    expect(readdirSync(FOLDER)).to.include.members(pages);
    let tried = 0;
    for (const page of pages) {
      const text = readProjectFile(`${FOLDER}/${page}`);
      for (const { groups = {} } of text.matchAll(EXAMPLE)) {
        const { path = "", body, answer } = groups;
        const method = groups["method"] ?? (body === undefined ? "GET" : "POST");
        const filled = path.replace("ALERT_ID", await newestAlert()).replace("KEY_PREFIX", await someKey());
        const response = await fetch(server.url + filled, {
          method,
          headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
          ...(body !== undefined && {
            body: body.replace(/(?:START|END)_NANOSECONDS/g, `${server.now.getTime()}000000`),
          }),
        });
        const found: unknown = await response.json();
        expect(response.status, `${page}: ${method} ${path} ${JSON.stringify(found)}`).to.be.oneOf([
          200, 201,
        ]);
        if (answer !== undefined) {
          const promised = AnyObject.parse(JSON.parse(answer));
          if (Object.keys(promised).length === 0) expect(found).to.deep.equal({});
          else expect(AnyObject.parse(found)).to.include.keys(Object.keys(promised));
        }
        tried += 1;
      }
      expect(text.split("```sh\ncurl").length - 1, `${page} has a curl that the test cannot read`).to.equal(
        [...text.matchAll(EXAMPLE)].length,
      );
    }
    expect(tried).to.be.greaterThan(8);
  });

  async function newestAlert(): Promise<string> {
    const [row] = await server.query<{ id: string }>("select alert_id as id from alerts limit 1");
    if (row !== undefined) return row.id;
    const [made] = await server.query<{ id: string }>(
      `insert into alerts (tenant_id, rule_id, subject, fingerprint, severity, state, summary, fired_at, last_seen_at)
       values ('acme', 'CR-02', 'crawl', 'f', 'high', 'firing', 's', now(), now()) returning alert_id as id`,
    );
    return made?.id ?? "";
  }

  async function someKey(): Promise<string> {
    await server.createKey(["ingest"]);
    const [row] = await server.query<{ prefix: string }>(
      "select prefix from api_keys where revoked_at is null and scopes = '{ingest}' order by created_at desc limit 1",
    );
    return row?.prefix ?? "";
  }
});
