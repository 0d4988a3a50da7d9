import { registerHooks } from "node:module";

// Loaded before everything else: has one source file read as the mutant that the environment holds.
const { MUTANT_URL, MUTANT_CODE = "" } = process.env;
registerHooks({
  load(url, context, next) {
    if (url !== MUTANT_URL) return next(url, context);
    return { format: "module", source: MUTANT_CODE, shortCircuit: true };
  },
});
