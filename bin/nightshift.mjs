#!/usr/bin/env node
// Starts the command line on the Node that the project ships, whichever Node called this file, from files built of its sources.
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import nodeModule from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];
const require = nodeModule.createRequire(import.meta.url);

/** Where the shipped Node is: a locked package on Linux, and on macOS what the `node` package fetched. */
function findRuntime() {
  const platform = `${process.platform}-${process.arch}`;
  for (const name of [`node-${platform}/package.json`, "node/package.json"]) {
    try {
      const file = require.resolve(name);
      const program = join(dirname(file), "bin/node");
      if (existsSync(program)) return { program, version: JSON.parse(readFileSync(file, "utf8")).version };
    } catch {
      // Not installed: look for the next.
    }
  }
  return null;
}

async function findProgram() {
  try {
    const { findBuild } = await import("./build.mjs");
    return { args: [], file: await findBuild() };
  } catch (error) {
    if (!["EACCES", "EROFS", "EPERM", "ENOSPC"].includes(error?.code)) throw error;
    process.stderr.write(
      `dist/ cannot be written (${error.code}), so nightshift runs from its sources, which starts slowly. Build once as a user who may: npm run build\n`,
    );
    const file = join(
      import.meta.dirname ?? dirname(new URL(import.meta.url).pathname),
      "../src/cli/main.ts",
    );
    return { args: ["--import", import.meta.resolve("tsx")], file };
  }
}

async function main() {
  if (!existsSync(new URL("../node_modules", import.meta.url))) {
    process.stderr.write("The packages are not installed. Run in the project's folder: npm ci\n");
    process.exitCode = 2;
    return;
  }
  const runtime = findRuntime();
  if (runtime === null) {
    process.stderr.write(
      `The Node that nightshift runs on is not installed for ${process.platform} ${process.arch}. Run: npm ci --include=optional (on macOS without --ignore-scripts)\n`,
    );
    process.exitCode = 2;
    return;
  }
  const { args, file } = await findProgram();
  if (runtime.version === process.versions.node && args.length === 0) {
    nodeModule.enableCompileCache?.(join(dirname(file), "cache"));
    await import(pathToFileURL(file).href);
    return;
  }
  const child = spawn(runtime.program, [...args, file, ...process.argv.slice(2)], {
    stdio: "inherit",
    env: {
      ...process.env,
      ...(args.length > 0 && { TSX_TSCONFIG_PATH: join(dirname(file), "../../tsconfig.json") }),
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(dirname(file), "cache"),
    },
  });
  const pass = (signal) => child.kill(signal);
  for (const signal of SIGNALS) process.on(signal, pass);
  child.on("exit", (code, signal) => {
    // Without our own handlers, so that the signal ends this process as it ended the child.
    for (const name of SIGNALS) process.off(name, pass);
    if (signal === null) process.exitCode = code ?? 1;
    else process.kill(process.pid, signal);
  });
}

await main();
