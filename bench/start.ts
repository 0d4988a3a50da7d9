import { spawnSync } from "node:child_process";
import { type Figure, judged, median } from "./figure.ts";

const COMMAND = "node_modules/.bin/nightshift";
const TIMES = 5;

/** Processor time of commands that a person types, launcher included, beside that of `node -e 0`. */
export function measureStart(urls: { readonly app: string; readonly service: string }): Figure[] {
  const settings = {
    DATABASE_URL: urls.app,
    DATABASE_SERVICE_URL: urls.service,
    SECRETS_KEY: "0".repeat(64),
  };
  const nothing = cpuSeconds("node -e 0", settings);
  return (
    [
      ["--version", 0.4],
      ["--help", 0.4],
      ["runs list --tenant acme", 1.2],
    ] as const
  ).map(([words, most]) => {
    const seconds = cpuSeconds(`${COMMAND} ${words}`, settings);
    const ratio = (seconds / nothing).toFixed(0);
    return judged(
      `nightshift ${words}`,
      `${seconds.toFixed(2)} s of CPU, ${ratio} times node -e 0`,
      `< ${most} s`,
      seconds < most,
    );
  });
}

/** The median of several runs after one that builds and warms up. */
function cpuSeconds(command: string, settings: Readonly<Record<string, string>>): number {
  const once = () => {
    const { stdout, status } = spawnSync("sh", ["-c", `${command} >/dev/null 2>&1 && times`], {
      encoding: "utf8",
      env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...settings },
    });
    if (status !== 0) throw new Error(`${command} ended with ${status}.`);
    // The second line is that of the children, user and system.
    const [, children = ""] = stdout.trim().split("\n");
    return [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
      (sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds),
      0,
    );
  };
  once();
  return median(Array.from({ length: TIMES }, once));
}
