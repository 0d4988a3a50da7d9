// Builds the command line into dist/FINGERPRINT, where FINGERPRINT is a hash of everything the build is made from. A build of
// other sources has another name, so it can never run by mistake, and a process that is up keeps the files it started with.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const DIST = join(ROOT, "dist");
const KEPT_BUILDS = 3;
/** A build that is older than this is removed once there are newer ones; its process may still load a file of it. */
const KEPT_DAYS = 14;

/** The files the build is made from, in a stable order. */
function listSources() {
  const found = ["src", "migrations"].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name)),
  );
  return [...found, join(ROOT, "tsconfig.json"), join(ROOT, "bin/build.mjs")].sort();
}

function fingerprint() {
  const hash = createHash("sha1");
  const esbuild = createRequire(import.meta.url).resolve("esbuild/package.json");
  hash.update(readFileSync(esbuild));
  for (const file of listSources()) hash.update(relative(ROOT, file)).update("\0").update(readFileSync(file));
  return hash.digest("hex").slice(0, 16);
}

/** The built command line of the sources as they are, built when it is not there yet. */
export async function findBuild() {
  const folder = join(DIST, fingerprint());
  if (!existsSync(join(folder, "main.js"))) await build(folder);
  return join(folder, "main.js");
}

async function build(folder) {
  const esbuild = await import("esbuild");
  const unfinished = join(DIST, `unfinished-${process.pid}`);
  mkdirSync(DIST, { recursive: true });
  const migrations = readdirSync(join(ROOT, "migrations")).filter((name) => /^\d+-.*\.ts$/.test(name));
  try {
    await esbuild.build({
      absWorkingDir: ROOT,
      entryPoints: {
        main: "src/cli/main.ts",
        ...Object.fromEntries(
          migrations.map((name) => [`migrations/${name.replace(/\.ts$/, "")}`, `migrations/${name}`]),
        ),
      },
      outdir: unfinished,
      // One flat folder of chunks: src/project-folder.ts finds the migrations beside itself.
      chunkNames: "chunk-[hash]",
      bundle: true,
      splitting: true,
      packages: "external",
      format: "esm",
      platform: "node",
      target: "node24",
      // Errors, entities and migrations are known by their class names.
      keepNames: true,
      sourcemap: "linked",
      logLevel: "error",
    });
    renameSync(unfinished, folder);
  } catch (error) {
    // Another process may have built the same at the same time.
    if (!existsSync(join(folder, "main.js"))) throw error;
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  removeOldBuilds(folder);
}

function removeOldBuilds(newest) {
  const oldest = Date.now() - KEPT_DAYS * 86_400_000;
  const others = readdirSync(DIST)
    .map((name) => join(DIST, name))
    .filter((path) => path !== newest)
    .map((path) => ({ path, at: statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
    .sort((one, other) => other.at - one.at);
  for (const { path } of others.slice(KEPT_BUILDS - 1).filter(({ at }) => at < oldest)) {
    rmSync(path, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.stdout.write(`${relative(ROOT, await findBuild())}\n`);
}
