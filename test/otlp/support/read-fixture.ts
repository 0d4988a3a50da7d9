import { readFileSync } from "node:fs";
import { z } from "zod";

const Request = z.object({ resourceSpans: z.array(z.unknown()) });

/** A request that is kept as a file, as JSON. */
export function readFixture(path: string): z.output<typeof Request> {
  return Request.parse(JSON.parse(textOf(path)));
}

/** The same with every time moved, so that its newest is `newest`. */
export function readFixtureAt(path: string, newest: Date): z.output<typeof Request> {
  const text = textOf(path);
  const times = [...text.matchAll(/UnixNano": ?"(\d+)"/g)].map(([, nanoseconds = "0"]) =>
    BigInt(nanoseconds),
  );
  const [last = 0n] = times.toSorted((one, other) => Number(one - other)).slice(-1);
  const moved = BigInt(newest.getTime()) * 1_000_000n - last;
  return Request.parse(
    JSON.parse(
      text.replaceAll(
        /UnixNano": ?"(\d+)"/g,
        (_, nanoseconds: string) => `UnixNano": "${BigInt(nanoseconds) + moved}"`,
      ),
    ),
  );
}

function textOf(path: string): string {
  return readFileSync(new URL(`../fixtures/${path}`, import.meta.url), "utf8");
}
