import { execFile, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { build } from "esbuild";
import { z } from "zod";
import { type IngestServer, startIngestServer } from "../http/support/ingest-server.ts";
import { skipWithout } from "../support/skip-without.ts";

const run = promisify(execFile);
const MODULES = resolve("node_modules");
const MOST_BYTES = 15_000;

const TYPED = `
import { createReporter, type Reporter } from "nightshift-sdk";

const reporter: Reporter = createReporter({ agentId: "typed-agent" });
const classify = reporter.instrument(async (text: string): Promise<number> => {
  reporter.llmCall({ model: "gpt-5-mini", provider: "openai", tokensInput: text.length, tokensOutput: 1 });
  return text.length;
}, "classify");
const length: number = await classify("invoice");
// @ts-expect-error a call says how many tokens it took
reporter.llmCall({ model: "gpt-5-mini" });
await reporter.shutdown();
process.stdout.write(String(length + reporter.stats().sent));
`;

/** Does not call shutdown: a program that ends by itself loses nothing all the same. */
const PLAIN = `
import { createReporter } from "nightshift-sdk";

const reporter = createReporter({ agentId: "plain-agent" });
const run = reporter.startRun({ name: "plain" });
run.within(() => reporter.step("read", () => reporter.toolCall({ name: "fetch" })));
run.finish();
`;

/** The oldest Node the package promises to run on, if one is on the PATH behind the project's own. */
function findNode20(): string | undefined {
  return [...new Set(process.env["PATH"]?.split(delimiter))]
    .map((folder) => join(folder, "node"))
    .find((node) => spawnSync(node, ["--version"], { encoding: "utf8" }).stdout?.startsWith("v20."));
}

const eventsOfPlain = "select event from run_event_logs where agent_id = 'plain-agent'";
const PLAIN_EVENTS = ["run_started", "tool_call", "step", "run_finished"];

describe("the package nightshift-sdk", () => {
  let server: IngestServer;
  let folder: string;
  let env: NodeJS.ProcessEnv;

  before(async function () {
    this.timeout(90_000);
    server = await startIngestServer();
    const key = await server.createKey(["ingest"]);
    env = { ...process.env, NIGHTSHIFT_URL: server.url, NIGHTSHIFT_KEY: key };
    folder = mkdtempSync(join(tmpdir(), "sdk-"));
    await run("npm", ["pack", "-w", "nightshift-sdk", "--pack-destination", folder]);
    const [tarball = ""] = readdirSync(folder);
    writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module", private: true }));
    const flags = ["--offline", "--no-audit", "--no-fund", "--ignore-scripts"];
    await run("npm", ["install", ...flags, join(folder, tarball)], { cwd: folder });
  });
  after(() => server.close());

  it("holds its program, its types and its README, and needs nothing else", () => {
    const root = join(folder, "node_modules/nightshift-sdk");
    const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    const names = files.map(({ name }) => name);
    expect(names).to.include.members([
      "package.json",
      "README.md",
      "create-reporter.js",
      "create-reporter.d.ts",
    ]);
    expect(names.filter((name) => !/[.](js|d[.]ts|json|md)$/.test(name))).to.deep.equal([]);
    const manifest = z.looseObject({}).parse(JSON.parse(readFileSync(join(root, "package.json"), "utf8")));
    expect(manifest).not.to.have.any.keys("dependencies", "peerDependencies", "optionalDependencies");
    expect(readdirSync(join(folder, "node_modules")).filter((name) => !name.startsWith("."))).to.deep.equal([
      "nightshift-sdk",
    ]);
  });

  it("is smaller than 15 kB, minified and not compressed", async () => {
    const { outputFiles } = await build({
      entryPoints: [join(folder, "node_modules/nightshift-sdk/dist/create-reporter.js")],
      bundle: true,
      minify: true,
      format: "esm",
      platform: "node",
      target: "node20",
      write: false,
    });
    expect(outputFiles[0]?.contents.length).to.be.lessThan(MOST_BYTES);
  });

  it("is used in TypeScript", async () => {
    mkdirSync(join(folder, "node_modules/@types"), { recursive: true });
    for (const name of ["@types/node", "undici-types"])
      symlinkSync(join(MODULES, name), join(folder, "node_modules", name));
    writeFileSync(join(folder, "typed.ts"), TYPED);
    const compilerOptions = {
      strict: true,
      module: "nodenext",
      target: "es2022",
      types: ["node"],
      exactOptionalPropertyTypes: true,
    };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["typed.ts"] }));
    const { stdout: complaints } = await run(join(MODULES, ".bin/tsc"), ["-p", "."], { cwd: folder });
    expect(complaints).to.equal("");
    const { stdout } = await run(process.execPath, ["typed.js"], { cwd: folder, env });
    expect(stdout).to.equal("10");
  }).timeout(60_000);

  it("is used in plain JavaScript, and sends what waits when the program ends", async () => {
    writeFileSync(join(folder, "plain.js"), PLAIN);
    const { stderr } = await run(process.execPath, ["plain.js"], { cwd: folder, env });
    expect(stderr).to.equal("");
    const events = await server.query<{ event: string }>(eventsOfPlain);
    expect(events.map(({ event }) => event)).to.have.members(PLAIN_EVENTS);
  }).timeout(30_000);

  it("does the same on Node 20", async function () {
    const node = skipWithout(this, "Node 20", findNode20(), "put one on the PATH, behind the project's own");
    const { stdout } = await run(node, ["typed.js"], { cwd: folder, env });
    expect(stdout).to.equal("10");
    const { stderr } = await run(node, ["plain.js"], { cwd: folder, env });
    expect(stderr).to.equal("");
    const events = await server.query<{ event: string }>(eventsOfPlain);
    expect(events.map(({ event }) => event)).to.have.members([...PLAIN_EVENTS, ...PLAIN_EVENTS]);
  }).timeout(60_000);
});
