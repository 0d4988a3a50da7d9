import { statfs } from "node:fs/promises";
import { PLATFORM_RULE_TABLE } from "../rulebook/platform-rule-table.ts";
import { createProbe, type DiskSpace } from "./probe.ts";

const GIB = 2 ** 30;

/** What is measured: the disk under the embedded database, or the size of the database. */
type Space =
  | { readonly subject: "disk"; readonly space: DiskSpace | null }
  | { readonly subject: "database"; readonly bytes: number };

/** A full disk stops the database, and then nothing can be recorded, so this is reported before. */
export const diskSpace = createProbe(
  PLATFORM_RULE_TABLE["PL-31"],
  async ({ database, readDiskSpace }): Promise<Space[]> => {
    const [row] = await database.withService((transaction) =>
      transaction.query<{ bytes: number }[]>("select pg_database_size(current_database())::float8 as bytes"),
    );
    return [
      { subject: "disk", space: (await readDiskSpace?.()) ?? null },
      { subject: "database", bytes: row?.bytes ?? 0 },
    ];
  },
  (measured: Space, { freeRatio, databaseGib }) => {
    if (measured.subject === "database") {
      const sizeGib = measured.bytes / GIB;
      return {
        subject: measured.subject,
        breached: databaseGib === 0 ? null : sizeGib > databaseGib,
        summary: `The database takes up ${sizeGib.toFixed(1)} GiB, more than the ${databaseGib} GiB set for it. It stops when its disk is full.`,
        loss: "Nothing is lost yet.",
        facts: { sizeGib: Number(sizeGib.toFixed(1)), databaseGib },
      };
    }
    const { freeBytes, totalBytes } = measured.space ?? { freeBytes: 0, totalBytes: 0 };
    const freeShare = totalBytes === 0 ? null : freeBytes / totalBytes;
    return {
      subject: measured.subject,
      breached: freeShare === null ? null : freeShare < freeRatio,
      summary: `${((freeShare ?? 0) * 100).toFixed(1)} % of the database's disk is free (${(freeBytes / GIB).toFixed(1)} GiB), less than ${(freeRatio * 100).toFixed(0)} %. The database stops when it is full.`,
      loss: "Nothing is lost yet.",
      facts: { freeShare, freeGib: Number((freeBytes / GIB).toFixed(1)), freeRatio },
    };
  },
);

/** The free and total space of the disk that a folder is on. */
export async function readDiskSpace(folder: string): Promise<DiskSpace> {
  const { bavail, blocks, bsize } = await statfs(folder);
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
}
