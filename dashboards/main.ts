import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { listFiles } from "./source/list-files.ts";

for (const [path, text] of Object.entries(listFiles())) {
  const file = join(import.meta.dirname, "grafana", path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  process.stdout.write(`${file}\n`);
}
