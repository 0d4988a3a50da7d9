import { execFile, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { generateSource } from "oazapfts";
import { createOpenApiDocument } from "../../../src/http/openapi/create-openapi-document.ts";
import { ROUTES } from "../../../src/http/routes.ts";
import { prepareWorld } from "../support/prepare-world.ts";

const MODULES = resolve("node_modules");

/** What somebody writes against the generated client. */
const PROGRAM = `
import { defaults, getRunStats, ingestEvents, listRuns } from "./client.ts";

defaults.baseUrl = process.argv[2] ?? "";
defaults.headers = { authorization: \`Bearer \${process.argv[3]}\` };

const taken = await ingestEvents([
  { type: "run_started", agent_id: "invoice-bot", run_id: "one" },
  { type: "llm_call", agent_id: "invoice-bot", run_id: "one", model: "gpt-5-mini", tokens_input: 10, tokens_output: 2 },
  { type: "run_finished", agent_id: "invoice-bot", run_id: "one", status: "succeeded" },
]);
if (taken.status !== 200) throw new Error(JSON.stringify(taken));
const accepted: number = taken.data.accepted;

const runs = await listRuns({ agentId: "invoice-bot" });
if (runs.status !== 200) throw new Error(JSON.stringify(runs));
const [run] = runs.data.runs;
const stats = await getRunStats("latest");
const status = stats.status === 200 ? stats.data.run.status : "none";
const missing = await getRunStats("00000000-0000-4000-8000-000000000000");
const code = missing.status === 404 ? missing.data.code : "found";
process.stdout.write(JSON.stringify({ accepted, agent: run?.agent_id, ended: run?.status, status, code }));
`;

const WRONG = `
import { getRun, ingestEvents } from "./client.ts";
// @ts-expect-error an event has no such type
await ingestEvents([{ type: "dance", agent_id: "a" }]);
// @ts-expect-error a call has tokens
await ingestEvents([{ type: "llm_call", agent_id: "a", model: "m" }]);
const found = await getRun("latest");
// @ts-expect-error a run has no such field
if (found.status === 200) found.data.colour;
`;

describe("a TypeScript client generated from /openapi.json", () => {
  let folder: string;

  before(async function () {
    this.timeout(60_000);
    folder = mkdtempSync(join(tmpdir(), "client-"));
    mkdirSync(join(folder, "node_modules"));
    for (const name of ["@oazapfts", "@types", "undici-types"])
      symlinkSync(join(MODULES, name), join(folder, "node_modules", name));
    const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
    write("openapi.json", JSON.stringify(createOpenApiDocument(ROUTES, "0.1.0")));
    write("program.ts", PROGRAM);
    write("wrong.ts", WRONG);
    write("package.json", JSON.stringify({ type: "module" }));
    const compilerOptions = {
      strict: true,
      noUncheckedIndexedAccess: true,
      module: "nodenext",
      target: "es2024",
      lib: ["es2024", "dom"],
      types: ["node"],
      noEmit: true,
      allowImportingTsExtensions: true,
    };
    write("tsconfig.json", JSON.stringify({ compilerOptions, include: ["*.ts"] }));
    write("client.ts", await generateSource(join(folder, "openapi.json")));
  });

  it("compiles under strict rules, and so does what uses it; what the document does not allow does not", () => {
    const { stdout } = spawnSync(join(MODULES, ".bin/tsc"), ["-p", "."], { cwd: folder, encoding: "utf8" });
    expect(stdout).to.equal("");
  }).timeout(60_000);

  it("talks to the server", async () => {
    const { server, key } = await prepareWorld();
    try {
      const tsx = ["--import", "tsx", join(folder, "program.ts"), server.url, key];
      const { stdout } = await promisify(execFile)(process.execPath, tsx);
      expect(JSON.parse(stdout)).to.deep.equal({
        accepted: 3,
        agent: "invoice-bot",
        ended: "succeeded",
        status: "running",
        code: "not_found",
      });
    } finally {
      await server.close();
    }
  }).timeout(60_000);
});
