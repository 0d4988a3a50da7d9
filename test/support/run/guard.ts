import { dirname } from "node:path";
import { removeScratch } from "./remove-scratch.ts";
import { sweepScratchFolders } from "./scratch-folder.ts";

// Waits for the end of the process that started it, however that comes, and removes the folder it used. Its input ends then.
const [folder = ""] = process.argv.slice(2);
const isOver = new Promise((resolve) => process.stdin.once("close", resolve).resume());
await sweepScratchFolders(dirname(folder));
await isOver;
await removeScratch(folder);
