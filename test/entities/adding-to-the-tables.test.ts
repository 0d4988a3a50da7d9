import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect } from "chai";
import { z } from "zod";

const ROOT = resolve(import.meta.dirname, "../..");
/** Run in a copy of the product. */
const PROBE = fileURLToPath(new URL("./list-everywhere.ts", import.meta.url));
const run = promisify(execFile);

const names = z.array(z.string());
/** What it prints. */
const Found = z.object({
  stages: z.record(z.string(), names),
  stagesWithoutEachVendor: z.record(z.string(), names),
  vendors: z.object({ inTheTown: z.number(), quarters: z.array(z.number()) }).catchall(names),
  metrics: names,
  consequences: names,
  claims: names,
  tooMuchARun: names,
});

/** In a file, what stands in front of the first occurrence of some text. */
type Insertion = readonly [file: string, before: string, text: string];

/** The rows that the recipes begin with. */
const ROWS: readonly Insertion[] = [
  [
    "src/entities/stage-table.ts",
    `] as const satisfies readonly StageRow[]`,
    `{ stage: "made_up_check", unit: "run", selects: false, toleratedErrorShare: 0 },
     { stage: "made_up_look", unit: "company", selects: false, toleratedErrorShare: 0 },`,
  ],
  [
    "src/entities/vendor-table.ts",
    `] as const satisfies readonly VendorRow[]`,
    `{ vendor: "made_up", stage: "made_up_look", resource: "made_up_looks", budget: "madeUpLooks", chargedBy: "credit",
       account: "installation", costsApart: false, gives: "looks", consequence: "nothing is made up", accountUrl: "https://made-up.example" },`,
  ],
];

/** What the compiler asks for next. */
const REST: readonly Insertion[] = [
  [
    "src/runner/stages/pipeline.ts",
    `  mv_refresh: {`,
    `made_up_check: { critical: false, work: { unit: "run", perform: mvRefresh } },
     made_up_look: { critical: false, work: { unit: "company", perform: crawl } },`,
  ],
  ["src/vendors/vendors.ts", `  | "TAVILY_API_KEY"`, `  | "MADE_UP_API_KEY" | "MADE_UP_BASE_URL"`],
  [
    "src/vendors/vendors.ts",
    `  tavily: {`,
    `made_up: { label: "Made up", withoutKey: "nothing", timeoutMs: 1, policy: policy({ baseDelayMs: 1, maxDelayMs: 1 }),
       settings: { apiKey: "MADE_UP_API_KEY", baseUrl: "MADE_UP_BASE_URL", defaultBaseUrl: "https://made-up.example" } },`,
  ],
  ["src/vendors/create-vendors.ts", `  readonly tavily: Tavily;`, `readonly made_up: Tavily;`],
  [
    "src/vendors/create-vendors.ts",
    `    tavily: connect("tavily", createTavily),`,
    `made_up: connect("made_up", createTavily),`,
  ],
  [
    "src/config/environment.ts",
    `  TAVILY_API_KEY: `,
    `MADE_UP_API_KEY: z.string().optional(), MADE_UP_BASE_URL: webUrl.optional(), MADE_UP_MAX_LOOKS: wholeNumber(0, 77),`,
  ],
  ["src/config/tenant-policy.ts", `  tavilyQueries: limit,`, `madeUpLooks: limit,`],
  [
    "src/runner/record/run-manifest.ts",
    `    readonly tavilyQueries: number;`,
    `readonly madeUpLooks: number;`,
  ],
  [
    "src/runner/budget/ledger/budgets.ts",
    `    tavilyQueries: atMost(`,
    `madeUpLooks: atMost(environment.MADE_UP_MAX_LOOKS, perRun.madeUpLooks),`,
  ],
  [
    "src/runner/budget/ledger/budgets.ts",
    `  tavily_queries: {`,
    `made_up_looks: { run: ({ madeUpLooks }) => madeUpLooks, day: () => undefined },`,
  ],
  [
    "src/runner/planning/estimate-cost.ts",
    `  tavily: {
    usual: {`,
    `made_up: { usual: { calls: 1, charge: credit, quantity: 1 }, most: { calls: 1, charge: credit, quantity: 1 } },`,
  ],
  [
    "src/observability/costs/price-cards.ts",
    `  tavily: {`,
    `made_up: { priceNanoUsd: 1n, source: "made up" },`,
  ],
  [
    "demo/town/vendors/town-vendors.ts",
    `    tavily: createTavily(companies),`,
    `made_up: createTavily(companies),`,
  ],
  [
    "src/vendors/read-account.ts",
    `  tavily: {
    path: "/usage"`,
    `made_up: { path: "/usage", headers: bearer, read: () => ({}) },`,
  ],
  ["bench/latencies.ts", `  tavily: 1_500,`, `made_up: 100,`],
];

function insert(folder: string, insertions: readonly Insertion[]): void {
  for (const [file, before, text] of insertions) {
    const path = join(folder, file);
    const source = readFileSync(path, "utf8");
    if (!source.includes(before)) throw new Error(`${file} has no "${before}"`);
    writeFileSync(
      path,
      source.replace(before, () => `${text}\n${before}`),
    );
  }
}

describe("a stage and a vendor added to their tables", function () {
  this.timeout(120_000);
  let folder: string;

  /** The files that do not compile. */
  async function findErrors(): Promise<string[]> {
    const tsc = join(ROOT, "node_modules/.bin/tsc");
    const said = await run(tsc, ["--noEmit", "--pretty", "false"], { cwd: folder }).then(
      () => "",
      (error: unknown) => String(error instanceof Error && "stdout" in error ? error.stdout : error),
    );
    return [...new Set(said.match(/^\S+(?=\(\d+,\d+\): error)/gm) ?? (said === "" ? [] : [said]))].sort();
  }

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "nightshift-tables-"));
    for (const part of ["src", "demo", "bench", "test", "migrations", "package.json"])
      cpSync(join(ROOT, part), join(folder, part), { recursive: true });
    symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
    writeFileSync(
      join(folder, "tsconfig.json"),
      JSON.stringify({
        extends: join(ROOT, "tsconfig.json"),
        include: ["src", "demo", "bench"],
        compilerOptions: { rootDir: "." },
      }),
    );
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("do not compile until every place that needs a word of its own has one", async () => {
    insert(folder, ROWS);
    expect(await findErrors()).to.deep.equal(
      [
        "bench/latencies.ts",
        "demo/town/vendors/town-vendors.ts",
        "src/alerts/settings/policy-problems.ts", // Reads what the policy lacks.
        "src/config/tenant-policy.ts",
        "src/observability/costs/price-cards.ts",
        "src/runner/budget/ledger/budgets.ts",
        "src/runner/planning/estimate-cost.ts",
        "src/runner/stages/pipeline.ts",
        "src/vendors/create-vendors.ts",
        "src/vendors/read-account.ts",
        "src/vendors/vendors.ts",
      ].sort(),
    );
  });

  it("are then everywhere that stages, vendors and budgets are listed", async () => {
    insert(folder, REST);
    expect(await findErrors()).to.deep.equal([]);
    const tsx = createRequire(import.meta.url).resolve("tsx");
    const probe = join(folder, relative(ROOT, PROBE));
    const { stdout } = await run(process.execPath, ["--import", tsx, probe], {
      cwd: folder,
      env: { PATH: process.env["PATH"], TSX_TSCONFIG_PATH: join(folder, "tsconfig.json") },
    });
    const found = Found.parse(JSON.parse(stdout));
    const { stages, vendors } = found;
    for (const place of ["pipeline", "plan", "inTheSlackForm"]) {
      expect(stages[place], place).to.include.members(["made_up_check", "made_up_look"]);
    }
    expect(stages["ofTheRun"]).to.include("made_up_check").and.not.include("made_up_look");
    expect(stages["ofCompanies"]).to.include("made_up_look").and.not.include("made_up_check");
    expect(stages["forecast"]).to.include("made_up_look");
    expect(found.stagesWithoutEachVendor["made_up"]).to.deep.equal(["made_up_look"]);
    const { inTheTown, quarters, ...lists } = vendors;
    for (const [place, names] of Object.entries(lists)) expect(names, place).to.include("made_up");
    expect(new Set(quarters)).to.deep.equal(new Set([0.25]));
    expect(inTheTown).to.equal(-1); // Web sites can fail, but are no vendor of the town.
    expect(found.metrics).to.include("made_up_cost_usd");
    expect(found.consequences.join(" ")).to.contain("made_up").and.contain("nothing is made up");
    expect(found.claims)
      .to.include("run:r made_up_looks 77")
      .and.include("day:2026-11-21 made_up_looks null");
    expect(found.tooMuchARun.join(" ")).to.contain("budgets.perRun.madeUpLooks");
  });
});
