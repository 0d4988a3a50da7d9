import { execFile } from "node:child_process";
import { mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { build } from "esbuild";
import { type IngestServer, startIngestServer } from "../http/support/ingest-server.ts";
import { readFencedBlocks } from "./read-docs.ts";

const PAGE = "docs/observability/sdk.md";
const run = promisify(execFile);

describe("docs/observability/sdk.md", () => {
  let server: IngestServer;
  let model: Server;
  let env: NodeJS.ProcessEnv;
  let folder: string;

  before(async function () {
    this.timeout(60_000);
    server = await startIngestServer();
    model = createServer((_request, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(
        JSON.stringify({
          id: "resp_1",
          object: "response",
          model: "gpt-5-mini",
          output: [],
          usage: { input_tokens: 30, output_tokens: 2, input_tokens_details: { cached_tokens: 10 } },
        }),
      );
    });
    await new Promise<void>((done) => model.listen(0, "127.0.0.1", done));
    const address = model.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    env = {
      ...process.env,
      NIGHTSHIFT_URL: server.url,
      NIGHTSHIFT_KEY: await server.createKey(["ingest"]),
      OPENAI_API_KEY: "sk-test",
      OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1`,
    };
    folder = mkdtempSync(join(tmpdir(), "sdk-docs-"));
    symlinkSync(resolve("node_modules"), join(folder, "node_modules"));
  });
  after(async () => {
    await new Promise((done) => model.close(done));
    await server.close();
  });

  it("has examples that run as they are written and report what the page says", async () => {
    const blocks = readFencedBlocks(PAGE, "ts");
    const outputs: string[] = [];
    for (const [index, block] of blocks.entries()) {
      const source = join(folder, `example-${index}.ts`);
      writeFileSync(source, block);
      await build({
        entryPoints: [source],
        outfile: join(folder, `example-${index}.mjs`),
        bundle: true,
        platform: "node",
        format: "esm",
        external: ["openai"],
        alias: { "nightshift-sdk": resolve("src/sdk/create-reporter.ts") },
        logLevel: "error",
      });
      const { stdout, stderr } = await run(process.execPath, [join(folder, `example-${index}.mjs`)], { env });
      expect(stderr, block).to.equal("");
      outputs.push(stdout.trim());
    }
    expect(outputs).to.deep.equal(["", "", "", "4bf92f3577b34da6a3ce929d0e0e4736", "1"]);
    const rows = await server.query<{
      agent: string;
      event: string;
      tokens: number | null;
      stage: string | null;
    }>(
      `select agent_id as agent, event, tokens_input as tokens, stage from run_event_logs where agent_id <> 'x' order by agent, event`,
    );
    const of = (agent: string) => rows.filter((row) => row.agent === agent).map(({ event }) => event);
    expect(of("invoice-classifier")).to.deep.equal(["llm_call", "run_finished", "run_started"]);
    expect(
      rows.find(({ agent, event }) => agent === "invoice-classifier" && event === "llm_call")?.tokens,
    ).to.equal(30);
    expect(of("night-report").filter((event) => event !== "heartbeat")).to.deep.equal([
      "llm_call",
      "metric",
      "run_finished",
      "run_started",
      "step",
      "step",
      "tool_call",
    ]);
    expect(of("support-bot")).to.deep.equal([
      "log",
      "run_finished",
      "run_finished",
      "run_started",
      "run_started",
    ]);
  }).timeout(60_000);
});
