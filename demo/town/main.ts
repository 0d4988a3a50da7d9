/** Runs the town on its own and prints the settings that point to it: `node --import tsx demo/town/main.ts`. */
import { startTown } from "./start-town.ts";

const town = await startTown();
for (const [name, value] of Object.entries(town.settings)) console.log(`${name}=${value}`);
console.log(`# Odoo: ${town.odooUrl}, databases acme and globex, key ${town.odooApiKey}`);
console.log("# Ctrl-C ends it.");
process.once("SIGINT", () => void town.stop());
process.once("SIGTERM", () => void town.stop());
