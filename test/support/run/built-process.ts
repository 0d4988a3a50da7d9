import { globSync, mkdtempSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { takeScratchFolder } from "./scratch-folder.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

let folder: string | undefined;
const built = new Map<string, Promise<string>>();

/** A program that a test may start. */
export interface BuiltProgram {
  readonly file: string;
  /** What it needs of this process's environment, so that it starts quickly. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * A program of the tests as one file, which starts in a fraction of the time that its sources take. It is built once in each
 * test process, into its folder for temporary files.
 */
export async function builtProcess(source: URL): Promise<BuiltProgram> {
  const path = fileURLToPath(source);
  folder ??= makeFolder();
  const known = built.get(path) ?? buildInto(folder, path);
  built.set(path, known);
  const { PATH, TMPDIR } = process.env;
  return { file: await known, env: { PATH, TMPDIR, NODE_COMPILE_CACHE: join(folder, "cache") } };
}

/** The program finds packages, runbooks and its package.json beside itself, as it would in the project's folder. */
function makeFolder(): string {
  takeScratchFolder();
  const made = mkdtempSync(join(tmpdir(), "built-"));
  for (const name of ["package.json", "node_modules", "runbooks"])
    symlinkSync(join(ROOT, name), join(made, name));
  return made;
}

/** A built program finds the migrations as built files beside itself (src/project-folder.ts). */
async function buildInto(parent: string, path: string): Promise<string> {
  const name = basename(path, ".ts");
  const outdir = join(parent, name);
  const migrations = globSync("migrations/*.ts", { cwd: ROOT });
  await build({
    absWorkingDir: ROOT,
    entryPoints: {
      [name]: path,
      ...Object.fromEntries(migrations.map((file) => [file.replace(/\.ts$/, ""), file])),
    },
    outdir,
    bundle: true,
    packages: "external",
    format: "esm",
    platform: "node",
    target: "node24",
    keepNames: true,
    sourcemap: "inline",
    // Node keeps what it compiled when a program ends, and many of these are killed.
    footer: { js: 'process.getBuiltinModule("node:module").flushCompileCache();' },
    logLevel: "error",
  });
  return join(outdir, `${name}.js`);
}
