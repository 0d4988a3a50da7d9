#!/usr/bin/env node
// Starts the command line on the runtime the project ships (node_modules/node), whatever Node called this file.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const shipped = at("node_modules/node/bin/node");
const runtime = existsSync(shipped) ? shipped : process.execPath;
const compiled = at("dist/src/cli/main.js");
const program = existsSync(compiled)
  ? [compiled]
  : ["--import", import.meta.resolve("tsx"), at("src/cli/main.ts")];

const child = spawn(runtime, [...program, ...process.argv.slice(2)], {
  stdio: "inherit",
  // tsx looks for it in the folder one stands in, which may be any.
  env: { ...process.env, TSX_TSCONFIG_PATH: at("tsconfig.json") },
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => (signal ? process.kill(process.pid, signal) : process.exit(code ?? 1)));
