import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { z } from "zod";
import { createLogger, LOG_FIELDS } from "../../src/logger.ts";
import { createTraceId } from "../../src/trace-context.ts";
import { skipWithout } from "../support/skip-without.ts";
import { waitUntil } from "../support/wait-until.ts";

const RSYSLOG = "/usr/sbin/rsyslogd";
const Line = z.record(z.string(), z.unknown());

describe("deploy/logs", function () {
  this.timeout(60_000);

  it("rsyslog.conf ships a log as JSON, and a trace id is found at the other end", async function () {
    skipWithout(this, "rsyslog", existsSync(RSYSLOG) ? true : null, "apt-get install rsyslog");
    const folder = await mkdtemp(join(tmpdir(), "rsyslog-"));
    const [logs, spool] = [join(folder, "logs"), join(folder, "spool")];
    await mkdir(spool);
    let received = "";
    const sink = createServer((socket) => {
      socket.setEncoding("utf8").on("data", (text: string) => {
        received += text;
      });
    });
    await new Promise<void>((resolve) => sink.listen(0, "127.0.0.1", resolve));
    const address = sink.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    // The example as it is, but for its folder, its target and where it keeps its state.
    const example = await readFile("deploy/logs/rsyslog.conf", "utf8");
    const config = example
      .replace("/var/log/nightshift", logs)
      .replace("/var/spool/rsyslog", spool)
      .replace('target="logs.example.com" port="10514"', `target="127.0.0.1" port="${port}"`);
    await writeFile(join(folder, "rsyslog.conf"), config);

    const traceId = createTraceId();
    const logger = createLogger({
      level: "debug",
      write() {},
      folder: { path: logs, name: "runner", mostBytes: 2_000, keptDays: 14 },
    });
    const night = logger.child("obs.stage", { tenantId: "acme", traceId });
    for (let number = 0; number < 20; number += 1)
      night.info("stage_finished", {
        stage: "crawl",
        durationMs: number,
        errorMsg: 'said "no" to ana@example.com',
      });
    await logger.close();

    const child = spawn(
      RSYSLOG,
      ["-n", "-f", join(folder, "rsyslog.conf"), "-i", join(folder, "rsyslogd.pid")],
      { stdio: "ignore" },
    );
    const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    try {
      await waitUntil(() => received.split("\n").length > 20, "20 lines at the other end");
    } finally {
      child.kill();
      await ended;
      sink.close();
    }
    const lines = received
      .trimEnd()
      .split("\n")
      .map((line) => Line.parse(JSON.parse(line)));
    expect(lines.filter((line) => line["trace_id"] === traceId)).to.have.length(20);
    expect(Object.keys(lines[0] ?? {}).slice(0, LOG_FIELDS.length)).to.deep.equal([...LOG_FIELDS]);
    expect(received).not.to.contain("ana@example.com");
  });

  it("otel-collector.yaml names in its pipelines only parts that it defines", async () => {
    const names = z.record(z.string(), z.unknown());
    const Config = z.strictObject({
      receivers: names,
      processors: names,
      exporters: names,
      service: z.strictObject({
        pipelines: z.record(
          z.string(),
          z.strictObject({
            receivers: z.array(z.string()),
            processors: z.array(z.string()),
            exporters: z.array(z.string()),
          }),
        ),
      }),
    });
    const config = Config.parse(parse(await readFile("deploy/logs/otel-collector.yaml", "utf8")));
    for (const pipeline of Object.values(config.service.pipelines)) {
      for (const part of ["receivers", "processors", "exporters"] as const)
        expect(Object.keys(config[part])).to.include.members(pipeline[part]);
    }
  });

  it("alloy.river passes every line on to a component that it defines", async () => {
    const text = await readFile("deploy/logs/alloy.river", "utf8");
    const defined = [...text.matchAll(/^([a-z_.]+) "(\w+)" \{/gm)].map(
      ([, kind, label]) => `${kind}.${label}`,
    );
    const named = [...text.matchAll(/\b((?:loki|local)\.\w+\.\w+)\.(?:receiver|targets)/g)].map(
      ([, name]) => name,
    );
    expect(named).to.have.length(3);
    expect(defined).to.include.members(named);
    expect(text.split("{").length).to.equal(text.split("}").length);
  });
});
