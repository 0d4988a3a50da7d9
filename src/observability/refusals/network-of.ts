import { isIPv6 } from "node:net";

/**
 * The network that an address is counted as: an IPv4 address itself, and the first 64 bits of an IPv6 address, since one
 * subscriber has all the others.
 */
export function networkOf(address: string): string {
  const bare = address.replace(/^::ffff:(?=\d+[.])/i, "").replace(/%.*$/s, "");
  if (!isIPv6(bare)) return bare;
  const [head = "", tail] = bare.toLowerCase().split("::");
  const before = head.split(":").filter((group) => group !== "");
  const after = (tail ?? "").split(":").filter((group) => group !== "");
  const missing = tail === undefined ? 0 : 8 - before.length - after.length;
  const groups = [...before, ...Array.from({ length: missing }, () => "0"), ...after];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":")}::/64`;
}
