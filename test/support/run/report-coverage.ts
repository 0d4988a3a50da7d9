import { spawn } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import { coverageByRoom, type RoomCoverage } from "./coverage-by-room.ts";
import { isTypeOnly } from "./is-type-only.ts";

const Summary = z.record(
  z.string(),
  z.object({ lines: z.object({ total: z.number(), covered: z.number() }) }),
);

const Arrows = z.object({ ROOMS: z.record(z.string(), z.object({ pure: z.boolean().optional() })) });

/** The rooms that do no I/O, by the table of the arrows. */
async function readPureRooms(): Promise<Set<string>> {
  const { ROOMS } = Arrows.parse(await import(pathToFileURL(resolve(".dependency-cruiser.mjs")).href));
  return new Set(Object.entries(ROOMS).flatMap(([room, { pure }]) => (pure ? [`src/${room}`] : [])));
}

/** Reads what the test processes and their children collected, and prints which share of each room of src they ran. */
export async function reportCoverage(collected: string): Promise<RoomCoverage[]> {
  const typeOnly = globSync("src/**/*.ts").filter((file) => isTypeOnly(readFileSync(file, "utf8")));
  const options = [
    "report",
    `--temp-directory=${collected}`,
    "--merge-async",
    "--all",
    "--src=src",
    "--include=src/**",
    ...typeOnly.map((file) => `--exclude=${file}`),
    "--reporter=json-summary",
    "--reporter=text-summary",
  ];
  const c8 = spawn("c8", options, { stdio: "inherit" });
  const code = await new Promise<number | null>((resolve) => c8.once("exit", resolve));
  if (code !== 0) throw new Error(`c8 ended with code ${String(code)}`);
  const summary = Summary.parse(JSON.parse(readFileSync("coverage/coverage-summary.json", "utf8")));
  const { total: _, ...files } = summary;
  const rooms = coverageByRoom(
    Object.fromEntries(
      Object.entries(files).map(([file, { lines }]) => [relative(process.cwd(), file), lines]),
    ),
    await readPureRooms(),
  );
  for (const { room, share } of rooms) console.log(`  ${share.toFixed(1).padStart(5)} %  ${room}`);
  return rooms;
}
