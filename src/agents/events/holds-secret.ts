import { redactName } from "../../redaction.ts";

const MOST_REMEMBERED = 5_000;
/** Agents' ids come with every event; these hold nothing to mask. */
const harmless = new Set<string>();

/** Whether an agent's id shows a key, a password, an address or a number of somebody's: an id goes everywhere, unmasked. */
export function holdsSecret(agentId: string): boolean {
  if (harmless.has(agentId)) return false;
  if (redactName(agentId) !== agentId) return true;
  if (harmless.size >= MOST_REMEMBERED) harmless.clear();
  harmless.add(agentId);
  return false;
}
