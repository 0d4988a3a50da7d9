import { isIP } from "node:net";

/** Names that the HTTP library knows for networks. */
const NAMED = ["loopback", "linklocal", "uniquelocal"];

/** What is wrong with an address or network whose `X-Forwarded-For` is to count; null if nothing. */
export function problemOfProxy(text: string): string | null {
  if (NAMED.includes(text)) return null;
  const [address = "", bits, ...more] = text.split("/");
  const family = isIP(address);
  const most = family === 6 ? 128 : 32;
  const isNetwork = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most);
  if (family === 0 || !isNetwork || more.length > 0)
    return `"${text.slice(0, 60)}" is no address, network or one of ${NAMED.join(", ")}, e.g. 10.0.0.0/8`;
  // Whoever may be anybody can write any address into the header.
  if (bits !== undefined && Number(bits) === 0)
    return `"${text}" is everybody; name the addresses of your proxies`;
  return null;
}
