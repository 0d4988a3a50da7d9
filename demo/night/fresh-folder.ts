import { rm } from "node:fs/promises";
import { join } from "node:path";
import { countAttached } from "../../src/database/embedded/folder/attachments.ts";
import { createLayout } from "../../src/database/embedded/folder/layout.ts";
import { InvalidInputError } from "../../src/errors.ts";

/** An empty folder for the demo's database, so that every demo starts with a first night. Throws while another demo runs in it. */
export async function freshFolder(directory: string): Promise<string> {
  const folder = join(directory, "demo");
  const others = await countAttached(createLayout(folder).attached);
  if (others > 0) {
    throw new InvalidInputError(
      "NIGHTSHIFT_DIR",
      `a demo is running in ${folder}. End it with Ctrl-C, or set NIGHTSHIFT_DIR to another folder.`,
    );
  }
  await rm(folder, { recursive: true, force: true });
  return folder;
}
