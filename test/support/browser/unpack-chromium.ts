import { execFile } from "node:child_process";
import { chmod, copyFile, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { z } from "zod";
import { errorCode } from "../../../src/errors.ts";

/** The browser that npm installed, as files that can be run. */
export interface UnpackedChromium {
  readonly program: string;
  /** Libraries for a machine that lacks them. */
  readonly libraries: string;
  /** Makes its fonts, one with emoji among them, known beside those of the machine. */
  readonly fontconfig: string;
}

const require = createRequire(import.meta.url);
/** `npm ci` empties it. */
const CACHE = resolve(import.meta.dirname, "../../../node_modules/.cache/nightshift");
const Package = z.object({ version: z.string() });

const FONTS = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir prefix="relative">fonts</dir>
</fontconfig>
`;

/**
 * Unpacks the browser into a folder of the checkout unless that was done before. The folder gets its name when it is complete,
 * so that processes which unpack at once do not see each other's half. Null, with the reason on stderr, when it cannot be done.
 */
export async function unpackChromium(cache = CACHE): Promise<UnpackedChromium | null> {
  try {
    const chromium = require.resolve("@sparticuz/chromium");
    const emoji = require.resolve(
      "@expo-google-fonts/noto-color-emoji/400Regular/NotoColorEmoji_400Regular.ttf",
    );
    const about = await readFile(join(chromium, "../../package.json"), "utf8");
    const { version } = Package.parse(JSON.parse(about));
    const folder = join(cache, `chromium-${version}`);
    if (!(await isThere(folder))) await unpackInto(folder, cache, emoji);
    return {
      program: join(folder, "chromium"),
      libraries: join(folder, "al2023/lib"),
      fontconfig: join(folder, "fonts.conf"),
    };
  } catch (error) {
    console.warn(`The browser from npm cannot be unpacked: ${String(error)}`);
    return null;
  }
}

async function unpackInto(folder: string, cache: string, emoji: string): Promise<void> {
  await mkdir(cache, { recursive: true });
  const staging = await mkdtemp(join(cache, "unpacking-"));
  try {
    await promisify(execFile)(
      process.execPath,
      [
        "--import",
        pathToFileURL(require.resolve("tsx")).href,
        fileURLToPath(new URL("./inflate-chromium.ts", import.meta.url)),
      ],
      { env: { ...process.env, TMPDIR: staging } },
    );
    await writeFile(join(staging, "fonts.conf"), FONTS);
    await copyFile(emoji, join(staging, "fonts", "emoji.ttf"));
    // Who unpacked it may be root; who runs it need not be.
    await chmod(join(staging, "chromium"), 0o755);
    await chmod(staging, 0o755);
    await rename(staging, folder);
  } catch (error) {
    // ENOTEMPTY: another process was quicker.
    if (!["ENOTEMPTY", "EEXIST"].includes(errorCode(error))) throw error;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

async function isThere(folder: string): Promise<boolean> {
  try {
    return (await stat(folder)).isDirectory();
  } catch (error) {
    if (errorCode(error) === "ENOENT") return false;
    throw error;
  }
}
