import { spawn } from "node:child_process";
import { mkdtemp, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { type IngestServer, startIngestServer } from "../http/support/ingest-server.ts";
import { patience } from "../support/patience.ts";
import { readProjectFile } from "./read-docs.ts";

const PAGE = "docs/observability/connect.md";
const MODULES = fileURLToPath(new URL("../../node_modules", import.meta.url));
const USAGE = {
  chat: { prompt_tokens: 1_200, completion_tokens: 40, total_tokens: 1_240 },
  responses: {
    input_tokens: 1_200,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: 40,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: 1_240,
  },
};

/** The code blocks below each heading of the third level, by the file that their first line names. */
function listFrameworks(): readonly { readonly name: string; readonly files: ReadonlyMap<string, string> }[] {
  return readProjectFile(PAGE)
    .split(/^### /m)
    .slice(1)
    .map((section) => ({
      name: section.slice(0, section.indexOf("\n")),
      files: new Map(
        [...section.matchAll(/```js\n\/\/ (\w+\.mjs)\n([\s\S]*?)\n```/g)].map(([, file = "", code = ""]) => [
          file,
          code,
        ]),
      ),
    }));
}

/** A folder with these files, and the packages of the project. */
async function unpack(files: ReadonlyMap<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "connect-"));
  await symlink(MODULES, join(folder, "node_modules"));
  for (const [file, code] of files) await writeFile(join(folder, file), code);
  return folder;
}

describe("connecting an agent, as the page says", () => {
  let server: IngestServer;
  let model: { readonly url: string; close(): void };

  before(async function () {
    this.timeout(patience(60_000));
    server = await startIngestServer();
    model = await startModel();
  });
  after(async () => {
    model.close();
    await server.close();
  });

  it("is shown for five frameworks", () => {
    const frameworks = listFrameworks();
    expect(frameworks).to.have.length(5);
    for (const { files } of frameworks)
      expect([...files.keys()]).to.have.members(["telemetry.mjs", "agent.mjs"]);
  });

  for (const { name, files } of listFrameworks()) {
    it(`works with ${name}`, async function () {
      this.timeout(patience(60_000));
      const agentId = name.toLowerCase().replaceAll(/[^a-z]+/g, "-");
      const folder = await unpack(files);
      const settings = variables({
        NIGHTSHIFT_URL: server.url,
        NIGHTSHIFT_KEY: await server.createKey(["ingest"]),
      });
      const said = await run(folder, { ...settings, OTEL_SERVICE_NAME: agentId });
      const events = await server.query<{ event: string; input: number; cost: number }>(
        `select event, tokens_input as input, cost_nano_usd::float8 as cost from run_event_logs
         where agent_id = $1 and event = 'llm_call'`,
        [agentId],
      );
      // 1,200 x 0.15 + 40 x 0.60 dollars a million.
      expect(events, said).to.deep.equal([{ event: "llm_call", input: 1_200, cost: 204_000 }]);
      const runs = await server.query("select status from enrichment_runs where agent_id = $1", [agentId]);
      expect(runs).to.deep.equal([{ status: "succeeded" }]);
      const [stored] = await server.query<{ text: string }>(
        "select string_agg(e::text, ' ') as text from run_event_logs e where agent_id = $1",
        [agentId],
      );
      expect(stored?.text).not.to.include("A-17").and.not.include("on its way");
    });
  }

  it("tells an agent without a name what is missing, and lets it end well", async function () {
    this.timeout(patience(60_000));
    const [byHand] = listFrameworks();
    if (byHand === undefined) throw new TypeError("the page shows no framework");
    const settings = variables({
      NIGHTSHIFT_URL: server.url,
      NIGHTSHIFT_KEY: await server.createKey(["ingest"]),
    });
    const { OTEL_SERVICE_NAME, ...nameless } = settings;
    expect(OTEL_SERVICE_NAME).to.equal("support-bot");
    expect(await run(await unpack(byHand.files), nameless)).to.include("Set OTEL_SERVICE_NAME");
  });

  /** The page's variables, filled in. */
  function variables(values: Readonly<Record<string, string>>): Record<string, string> {
    const [, block = ""] = /## 2[\s\S]*?```sh\n([\s\S]*?)```/.exec(readProjectFile(PAGE)) ?? [];
    const found = [...block.matchAll(/(OTEL_\w+)="?([^"\s]+)"?/g)].map(
      ([, key = "", value = ""]): [string, string] => [
        key,
        value.replaceAll(/\$(\w+)/g, (_, variable: string) => values[variable] ?? ""),
      ],
    );
    expect(found.length).to.be.greaterThan(3);
    return Object.fromEntries(found);
  }

  /** What the agent printed. */
  async function run(folder: string, settings: Record<string, string>): Promise<string> {
    const child = spawn(process.execPath, ["--import", "./telemetry.mjs", "agent.mjs"], {
      cwd: folder,
      env: {
        PATH: process.env["PATH"] ?? "",
        OPENAI_API_KEY: "sk-none",
        OPENAI_BASE_URL: `${model.url}/v1`,
        ...settings,
      },
    });
    let said = "";
    child.stdout.on("data", (chunk: Buffer) => {
      said += chunk.toString();
    });
    child.stderr.on("data", (chunk: Buffer) => {
      said += chunk.toString();
    });
    const { promise, resolve, reject } = Promise.withResolvers<number | null>();
    child.once("error", reject);
    child.once("close", resolve);
    expect(await promise, said).to.equal(0);
    return said;
  }
});

/** A stand-in for OpenAI: one answer to everything. */
async function startModel(): Promise<{ readonly url: string; close(): void }> {
  const common = { id: "answer-1", model: "gpt-4o-mini-2024-07-18", created: 1, created_at: 1 };
  const content = "It is on its way.";
  const server = createServer((request, response) => {
    request.resume();
    const isChat = request.url?.endsWith("/chat/completions") === true;
    const body = isChat
      ? {
          ...common,
          object: "chat.completion",
          choices: [{ index: 0, message: { role: "assistant", content }, finish_reason: "stop" }],
          usage: USAGE.chat,
        }
      : {
          ...common,
          object: "response",
          status: "completed",
          output: [
            {
              type: "message",
              id: "message-1",
              status: "completed",
              role: "assistant",
              content: [{ type: "output_text", text: content, annotations: [] }],
            },
          ],
          usage: USAGE.responses,
        };
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}
