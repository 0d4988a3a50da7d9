import { BlockList, isIP } from "node:net";

/** IPv4 ranges outside the public internet: https://www.iana.org/assignments/iana-ipv4-special-registry */
const REFUSED_IPV4: readonly (readonly [network: string, prefix: number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10], // shared by carriers' NAT; also 100.100.100.200, Alibaba's metadata
  ["127.0.0.0", 8],
  ["168.63.129.16", 32], // Azure's host, on a public address
  ["169.254.0.0", 16], // link-local, where most clouds keep metadata
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
];

/** Inside 2000::/3, yet outside the public internet: https://www.iana.org/assignments/iana-ipv6-special-registry */
const REFUSED_IPV6: readonly (readonly [network: string, prefix: number])[] = [
  ["2001::", 23], // Teredo, ORCHID and other protocol assignments
  ["2001:db8::", 32],
  ["2002::", 16], // 6to4: carries any IPv4 address
  ["3fff::", 20],
];

const NAT64_PREFIX_BITS = 96;

const refused = new BlockList();
/** Public IPv6: global unicast, IPv4-mapped and NAT64 (RFC 6052); the last two are checked by the IPv4 address inside. */
const public6 = new BlockList();
public6.addSubnet("2000::", 3, "ipv6");
public6.addSubnet("::ffff:0:0", 96, "ipv6");
public6.addSubnet("64:ff9b::", NAT64_PREFIX_BITS, "ipv6");
for (const [network, prefix] of REFUSED_IPV4) {
  // BlockList applies IPv4 ranges to IPv4-mapped IPv6 addresses by itself.
  refused.addSubnet(network, prefix, "ipv4");
  refused.addSubnet(`64:ff9b::${network}`, NAT64_PREFIX_BITS + prefix, "ipv6");
}
for (const [network, prefix] of REFUSED_IPV6) refused.addSubnet(network, prefix, "ipv6");

/** True for an address outside the public internet, and for anything that is not an address. */
export function isRefusedAddress(address: string): boolean {
  const plain = address.replace(/%.*$/, "");
  switch (isIP(plain)) {
    case 4:
      return refused.check(plain, "ipv4");
    case 6:
      return !public6.check(plain, "ipv6") || refused.check(plain, "ipv6");
    default:
      return true;
  }
}

/** Names that only mean something inside a network (RFC 6761, 6762, 8375, 9476), which a proxy might still resolve. */
const LOCAL_NAME = /(^|\.)(localhost|local|internal|home\.arpa|intranet|lan|corp)$/;

/**
 * True for a host we must not connect to: a literal address outside the public internet, or a name of a local
 * network. (The WHATWG URL parser has already turned decimal, octal and hexadecimal notations into plain addresses.)
 */
export function isRefusedHost(hostname: string): boolean {
  const host = hostname.replace(/^\[(.*)\]$/, "$1").replace(/\.$/, "");
  if (isIP(host) !== 0) return isRefusedAddress(host);
  return !host.includes(".") || LOCAL_NAME.test(host);
}
