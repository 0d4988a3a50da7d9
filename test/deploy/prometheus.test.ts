import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { readProjectFile } from "../docs/read-docs.ts";
import { skipWithout } from "../support/skip-without.ts";

const PROMTOOL = "/usr/bin/promtool";
const FOLDER = join(import.meta.dirname, "../../deploy/prometheus");
const TESTS = ["alerts.test.yml", "alerts-over-days.test.yml"];

describe("deploy/prometheus", () => {
  let folder: string;

  beforeEach(async function () {
    skipWithout(this, "promtool", existsSync(PROMTOOL) ? true : null, "apt-get install prometheus");
    folder = await mkdtemp(join(tmpdir(), "prometheus-"));
    await cp(FOLDER, folder, { recursive: true });
    await writeFile(join(folder, "nightshift-metrics-token"), "token");
  });

  const promtool = (...args: string[]) =>
    execFileSync(PROMTOOL, args, { cwd: folder, encoding: "utf8", stdio: "pipe" });

  it("passes promtool's check of the scrape and of the rules it names", () => {
    const said = promtool("check", "config", "prometheus.yml");
    expect(said)
      .to.match(/prometheus\.yml is valid prometheus config file/)
      .and.match(/10 rules found/);
  });

  it("has rules that fire beyond their limits and not before", () => {
    for (const file of TESTS) expect(promtool("test", "rules", file)).to.include("SUCCESS");
  });

  it("would be found out: a rule with another limit fails its test, a misspelt field the check", async () => {
    const file = join(folder, "alerts.yml");
    const rules = await readFile(file, "utf8");
    await writeFile(file, rules.replace("nightshift_jobs_queued) > 50", "nightshift_jobs_queued) > 51"));
    expect(() => promtool("test", "rules", "alerts.test.yml")).to.throw(/NightshiftJobsWait/);
    await writeFile(file, rules.replace("expr: up{", "expression: up{"));
    expect(() => promtool("check", "rules", "alerts.yml")).to.throw();
  });

  it("asks only for metrics that there are, and tests every rule", async () => {
    const rules = await readFile(join(FOLDER, "alerts.yml"), "utf8");
    const documented = readProjectFile("docs/metrics.md");
    const named = [...new Set([...rules.matchAll(/\bnightshift_[a-z_]+/g)].map(([name]) => name))];
    expect(named.length).to.be.greaterThan(8);
    for (const name of named) expect(documented, name).to.include(`\`${name}\``);
    const tests = (await Promise.all(TESTS.map((file) => readFile(join(FOLDER, file), "utf8")))).join("\n");
    for (const [, name = ""] of rules.matchAll(/- alert: (\w+)/g))
      expect(tests.split(`alertname: ${name}`).length, name).to.be.greaterThan(2);
  });
});
