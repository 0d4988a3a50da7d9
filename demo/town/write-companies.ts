/** Rewrites the demo's CSV files: `node --import tsx demo/town/write-companies.ts`. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { COMPANY_FILES, companyFileContent } from "./companies/company-files.ts";

for (const file of COMPANY_FILES) {
  writeFileSync(join(import.meta.dirname, "..", file.name), companyFileContent(file));
  console.log(`wrote demo/${file.name}`);
}
