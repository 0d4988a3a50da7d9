import { type ChildProcess, spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect } from "chai";

const ROOT = join(import.meta.dirname, "../..");

describe("bin/nightshift.mjs", function () {
  this.timeout(60_000);
  let folder: string;

  before(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), "nightshift-bin-")));
    await cp(join(ROOT, "bin"), join(folder, "bin"), { recursive: true });
    await cp(join(ROOT, "tsconfig.json"), join(folder, "tsconfig.json"));
    await mkdir(join(folder, "migrations"));
    await mkdir(join(folder, "src/cli"), { recursive: true });
    await mkdir(join(folder, "node_modules"));
    for (const name of ["esbuild", "@esbuild"])
      await symlink(join(ROOT, "node_modules", name), join(folder, "node_modules", name));
    await writeRuntime(process.versions.node);
    await writeFile(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  });

  after(() => rm(folder, { recursive: true, force: true }));

  /** This Node, as a package of it would be installed; one of another version is started as a process of its own. */
  async function writeRuntime(version: string): Promise<void> {
    const runtime = join(folder, "node_modules", `node-${process.platform}-${process.arch}`);
    await rm(runtime, { recursive: true, force: true });
    await mkdir(join(runtime, "bin"), { recursive: true });
    await symlink(process.execPath, join(runtime, "bin/node"));
    await writeFile(join(runtime, "package.json"), JSON.stringify({ version }));
  }

  function launch(args: readonly string[] = []): ChildProcess {
    return spawn(process.execPath, [join(folder, "bin/nightshift.mjs"), ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { PATH: process.env["PATH"] },
    });
  }

  async function end(child: ChildProcess) {
    const exited = new Promise<number | NodeJS.Signals | null>((done) =>
      child.once("exit", (code, signal) => done(signal ?? code)),
    );
    const [out, err] = await Promise.all(
      [child.stdout, child.stderr].map((stream) => stream && text(stream)),
    );
    return { out, err, ended: await exited };
  }

  const write = (source: string) => writeFile(join(folder, "src/cli/main.ts"), source);

  it("builds the sources at the first start and runs what was built", async () => {
    await write(`const words: string[] = process.argv.slice(2);\nconsole.log("one", words.join());\n`);
    expect(await end(launch(["a", "b"]))).to.deep.equal({
      out: "one a,b\n",
      err: "",
      ended: 0,
    });
    const [build = ""] = await readdir(join(folder, "dist"));
    expect(build).to.match(/^[0-9a-f]{16}$/);
    expect(await readdir(join(folder, "dist", build))).to.include("main.js");
  });

  it("never runs a build of other sources, nor what an older compiler left in dist", async () => {
    await mkdir(join(folder, "dist/src/cli"), { recursive: true });
    await writeFile(join(folder, "dist/src/cli/main.js"), `console.log("stale");\n`);
    await write(`console.log("two");\n`);
    expect((await end(launch())).out).to.equal("two\n");
    await write(`console.log("one again");\n`);
    expect((await end(launch())).out).to.equal("one again\n");
  });

  it("says what is wrong with sources that cannot be built, and runs nothing", async () => {
    await write(`console.log("three"\n`);
    const { out, err, ended } = await end(launch());
    expect({ out, ended }).to.deep.equal({ out: "", ended: 1 });
    expect(err).to.include("src/cli/main.ts");
  });

  for (const [how, version] of [
    ["in the same process", process.versions.node],
    ["in a process of its own", "0.0.0"],
  ] as const) {
    describe(`with the program ${how}`, () => {
      before(() => writeRuntime(version));

      for (const signal of ["SIGINT", "SIGTERM"] as const) {
        it(`ends by ${signal} when the program had no time to see to it`, async () => {
          await write(`console.log("up");\nsetInterval(() => undefined, 1_000);\n`);
          const child = launch();
          child.stdout?.once("data", () => child.kill(signal));
          expect((await end(child)).ended).to.equal(signal);
        });

        it(`passes ${signal} on and ends as the program chose to`, async () => {
          await write(
            `process.on("${signal}", () => process.exit(7));\nconsole.log("up");\nsetInterval(() => undefined, 1_000);\n`,
          );
          const child = launch();
          child.stdout?.once("data", () => child.kill(signal));
          expect((await end(child)).ended).to.equal(7);
        });
      }
    });
  }

  it("names the remedy when the Node that it runs on is missing, and does not take the system's", async () => {
    await rm(join(folder, "node_modules", `node-${process.platform}-${process.arch}`), { recursive: true });
    const { out, err, ended } = await end(launch());
    expect({ out, ended }).to.deep.equal({ out: "", ended: 2 });
    expect(err).to.include("npm ci --include=optional");
  });
});
