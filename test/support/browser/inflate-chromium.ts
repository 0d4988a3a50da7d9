import { createRequire } from "node:module";
import { join } from "node:path";
import { inflate } from "@sparticuz/chromium";

// Unpacks the browser of @sparticuz/chromium into the folder for temporary files, which is where the package unpacks to. It
// runs as a process of its own so that this folder can be chosen; of its libraries the package itself unpacks none outside AWS.
const bin = join(createRequire(import.meta.url).resolve("@sparticuz/chromium"), "../../bin");
const archives = ["chromium.br", "fonts.tar.br", "al2023.tar.br", "swiftshader.tar.br"];
await Promise.all(archives.map((archive) => inflate(join(bin, archive))));
