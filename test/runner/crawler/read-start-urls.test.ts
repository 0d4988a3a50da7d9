import { expect } from "chai";
import { readStartUrls } from "../../../src/runner/crawler/read-start-urls.ts";

describe("readStartUrls", () => {
  const cases: readonly [text: string, addresses: readonly string[]][] = [
    [
      "acme.example",
      [
        "https://acme.example/",
        "http://acme.example/",
        "https://www.acme.example/",
        "http://www.acme.example/",
      ],
    ],
    [
      "//acme.example",
      [
        "https://acme.example/",
        "http://acme.example/",
        "https://www.acme.example/",
        "http://www.acme.example/",
      ],
    ],
    [
      "acme.example:8080/en",
      [
        "https://acme.example:8080/en",
        "http://acme.example:8080/en",
        "https://www.acme.example:8080/en",
        "http://www.acme.example:8080/en",
      ],
    ],
    [" HTTP://Acme.example/x?y#z ", ["http://acme.example/x", "http://www.acme.example/x"]],
    ["www.acme.example", ["https://www.acme.example/", "http://www.acme.example/"]],
    ["shop.acme.example", ["https://shop.acme.example/", "http://shop.acme.example/"]],
    [
      "acme.co.uk",
      ["https://acme.co.uk/", "http://acme.co.uk/", "https://www.acme.co.uk/", "http://www.acme.co.uk/"],
    ],
    ["https://user:pass@acme.example", ["https://acme.example/", "https://www.acme.example/"]],
    ["http://127.0.0.1:81", ["http://127.0.0.1:81/"]],
    ["http://[::1]/", ["http://[::1]/"]],
    ["http://localhost:81", ["http://localhost:81/"]],
    ["", []],
    ["n/a", []],
    ["none", []],
    ["acme dot example", []],
    ["ftp://acme.example", []],
    ["javascript:alert(1)", []],
    ["http://", []],
    ["http://a.b:99999", []],
    [`https://acme.example/${"a".repeat(2_000)}`, []],
  ];
  for (const [text, addresses] of cases) {
    it(`reads ${JSON.stringify(text.slice(0, 40))} as ${addresses.join(" or ") || "no website"}`, () => {
      expect(readStartUrls(text).map(String)).to.deep.equal(addresses);
    });
  }
});
