import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { patience } from "../patience.ts";
import { type UnpackedChromium, unpackChromium } from "./unpack-chromium.ts";

/** A browser that runs on this machine, with what it needs in its environment. */
export interface FoundBrowser {
  readonly program: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Where a browser may come from, in order of preference. */
export interface BrowserSources {
  /** The one that npm installed, unpacked; null when it cannot be. */
  readonly unpack: () => Promise<UnpackedChromium | null>;
  readonly chromePath: string | undefined;
  readonly installed: readonly string[];
}

const NAMES = ["google-chrome", "google-chrome-stable", "chromium", "chromium-browser", "microsoft-edge"];
const APPLICATIONS = ["Google Chrome", "Chromium", "Microsoft Edge"];

let found: Promise<FoundBrowser | null> | undefined;

/** The first browser that runs, looked for once per process. */
export function findBrowser(): Promise<FoundBrowser | null> {
  found ??= chooseBrowser({
    unpack: unpackChromium,
    chromePath: process.env["CHROME_PATH"],
    installed: listInstalled(process.env["PATH"] ?? ""),
  });
  return found;
}

/** The first of the sources that runs; null when none does. */
export async function chooseBrowser({
  unpack,
  chromePath,
  installed,
}: BrowserSources): Promise<FoundBrowser | null> {
  const unpacked = await unpack();
  const fonts = unpacked === null ? {} : { FONTCONFIG_FILE: unpacked.fontconfig };
  const others = chromePath === undefined ? installed : [chromePath, ...installed];
  const choices: FoundBrowser[] = others.map((program) => ({ program, env: fonts }));
  if (unpacked !== null) {
    const { program, libraries } = unpacked;
    // Its own libraries only where the machine has none: they were built for another system.
    choices.unshift(
      { program, env: fonts },
      { program, env: { ...fonts, LD_LIBRARY_PATH: withLibraries(libraries) } },
    );
  }
  for (const choice of choices) {
    if (await runs(choice)) return choice;
  }
  return null;
}

function withLibraries(folder: string): string {
  const own = process.env["LD_LIBRARY_PATH"];
  return own === undefined || own === "" ? folder : `${folder}${delimiter}${own}`;
}

/** Whether the program starts: it is there, for this kind of machine, and all its libraries are found. */
async function runs({ program, env }: FoundBrowser): Promise<boolean> {
  try {
    await promisify(execFile)(program, ["--version"], {
      timeout: patience(10_000),
      env: { ...process.env, ...env },
    });
    return true;
  } catch {
    return false;
  }
}

function listInstalled(path: string): string[] {
  const folders = path.split(delimiter).filter((folder) => folder !== "");
  return [
    ...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))),
    ...APPLICATIONS.map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`),
  ].filter((program) => existsSync(program));
}
