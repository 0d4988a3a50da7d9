import { expect } from "chai";
import fc from "fast-check";
import {
  isRefusedAddress,
  isRefusedHost,
} from "../../../../src/runner/crawler/fetching/is-refused-address.ts";

const REFUSED =
  `0.0.0.0 10.0.0.1 100.64.0.1 100.127.255.255 127.0.0.1 127.255.255.255 169.254.169.254 168.63.129.16
  172.16.0.1 172.31.255.255 192.0.0.192 192.0.2.1 192.168.1.1 198.18.0.1 198.19.255.255 203.0.113.9 224.0.0.1
  239.255.255.255 240.0.0.1 255.255.255.255
  :: ::1 ::7f00:1 ::ffff:127.0.0.1 ::ffff:7f00:1 ::ffff:169.254.169.254 64:ff9b::127.0.0.1 64:ff9b::a9fe:a9fe
  64:ff9b:1::1 2001::1 2001:db8::1 2002:7f00:1:: 2002:a00:1:: 3fff::1 5f00::1 100::1 fc00::1 fd00:ec2::254 fe80::1
  fe80::1%eth0 fec0::1 ff02::1`.split(/\s+/);
const PUBLIC = `1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 128.0.0.0 169.253.255.255
  172.15.255.255 172.32.0.0 192.167.255.255 192.169.0.0 198.17.255.255 198.20.0.0 223.255.255.255
  2606:4700::1111 2a00:1450:4001::1 ::ffff:8.8.8.8 64:ff9b::8.8.8.8`.split(/\s+/);

describe("isRefusedAddress", () => {
  for (const address of REFUSED)
    it(`refuses ${address}`, () => expect(isRefusedAddress(address)).to.equal(true));
  for (const address of PUBLIC)
    it(`lets ${address} pass`, () => expect(isRefusedAddress(address)).to.equal(false));

  it("refuses what is no address", () => {
    for (const text of ["", "localhost", "1.2.3", "1.2.3.4.5", "::g"])
      expect(isRefusedAddress(text)).to.equal(true);
  });

  it("judges an IPv4 address the same when IPv6 carries it", () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        expect(isRefusedAddress(`::ffff:${address}`)).to.equal(isRefusedAddress(address));
        expect(isRefusedAddress(`64:ff9b::${address}`)).to.equal(isRefusedAddress(address));
      }),
    );
  });
});

describe("isRefusedHost", () => {
  it("sees through the notations a URL may use for an address", () => {
    for (const host of "127.0.0.1 2130706433 0x7f000001 0177.0.0.1 127.1 127.0.0.1. 0xa9fea9fe [::1] [::ffff:127.0.0.1] １２７.0.0.1".split(
      " ",
    )) {
      expect(isRefusedHost(new URL(`http://${host}/`).hostname), host).to.equal(true);
    }
  });

  it("refuses names of local networks", () => {
    for (const host of "localhost LOCALHOST. a.localhost printer.local metadata.google.internal router.home.arpa intranet".split(
      " ",
    )) {
      expect(isRefusedHost(new URL(`http://${host}/`).hostname), host).to.equal(true);
    }
  });

  it("lets public names and addresses pass", () => {
    for (const host of "acme.example localhost.example internal.example 8.8.8.8 [2606:4700::1111]".split(
      " ",
    )) {
      expect(isRefusedHost(new URL(`http://${host}/`).hostname), host).to.equal(false);
    }
  });
});
