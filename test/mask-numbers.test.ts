import { expect } from "chai";
import fc from "fast-check";
import { maskNumbers } from "../src/mask-numbers.ts";
import { REDACTED } from "../src/redacted.ts";
import { patience } from "./support/patience.ts";

describe("numbers that identify somebody", () => {
  for (const [text, expected] of [
    // Cards: the networks' own test numbers.
    ["4111 1111 1111 1111", REDACTED],
    ["pay 4111111111111111 now", `pay ${REDACTED} now`],
    ["4111-1111-1111-1111.", `${REDACTED}.`],
    ["3782 822463 10005 amex", `${REDACTED} amex`],
    ["371449635398431", REDACTED],
    ["5555.5555.5555.4444", REDACTED],
    ["2223003122003222", REDACTED],
    ["6011000990139424", REDACTED],
    ["3566002020360505", REDACTED],
    ["30569309025904", REDACTED],
    ["4222222222222", REDACTED],
    ["4111\u00a01111\u00a01111\u00a01111", REDACTED],
    ["４１１１ １１１１ １１１１ １１１１", REDACTED],
    ["2026-11-29 4111 1111 1111 1111", `2026-11-29 ${REDACTED}`],
    ["4111 1111 1111 1111 and 371449635398431", `${REDACTED} and ${REDACTED}`],
    ["card:4111111111111111,exp:12/29", `card:${REDACTED},exp:12/29`],
    // Account numbers, from the registry's examples.
    ["DE89 3704 0044 0532 0130 00", REDACTED],
    ["iban de89370400440532013000 please", `iban ${REDACTED} please`],
    ["IBAN: GB29NWBK60161331926819, BIC NWBKGB2L", `IBAN: ${REDACTED}, BIC NWBKGB2L`],
    ["FR14 2004 1010 0505 0001 3M02 606 thanks", `${REDACTED} thanks`],
    ["NO9386011117947", REDACTED],
    ["MT84MALT011000012345MTLCAST001S", REDACTED],
    ["ch93-0076-2011-6238-5295-7", REDACTED],
    ["IBANDE89370400440532013000", `IBAN${REDACTED}`],
    // Telephone numbers.
    ["+4930123456", REDACTED],
    ["call +49 30 123 456-78 now", `call ${REDACTED} now`],
    ["tel:+6561234567", `tel:${REDACTED}`],
    ["+1 (415) 555-2671", REDACTED],
    ["%2B14155552671", REDACTED],
  ] as const) {
    it(`writes ${text} as ${expected}`, () => {
      expect(maskNumbers(text)).to.equal(expected);
    });
  }

  for (const text of [
    "4111 1111 1111 1112", // the check digit is wrong
    "4111111111111111111111", // a part of a longer number
    "1763800052100", // a time in milliseconds
    "1763800052100000000",
    "2026-11-29T03:37:42.123456Z",
    "+08:00 and +2 of +1234567",
    "127.0.0.1:5432",
    "DE88 3704 0044 0532 0130 00", // wrong check digits
    "AB12CDEF", // no such country
    "123e4567-e89b-12d3-a456-426614174000",
    "cost 0.000123456789012 of 1,234,567.89",
    "version 1.2.3-4 build 20261129",
  ]) {
    it(`leaves ${text} alone`, () => {
      expect(maskNumbers(text)).to.equal(text);
    });
  }

  /** A number of a network with its check digit. */
  const card = fc
    .tuple(
      fc.constantFrom(["4", 16], ["51", 16], ["2720", 16], ["37", 15], ["6011", 16], ["36", 14], ["62", 19]),
      fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 18, maxLength: 18 }),
      fc.constantFrom("", " ", "-"),
    )
    .map(([[begins = "", length = 16], rest, gap]) => {
      const body = `${begins}${rest.join("")}`.slice(0, Number(length) - 1);
      const sum = Array.from(body)
        .toReversed()
        .reduce((total, digit, place) => {
          const value = Number(digit) * (place % 2 === 0 ? 2 : 1);
          return total + (value > 9 ? value - 9 : value);
        }, 0);
      const number = `${body}${(10 - (sum % 10)) % 10}`;
      return number.replace(/(\d{4})(?=\d)/g, `$1${gap}`);
    });

  /** An account number with its check digits. */
  const iban = fc
    .tuple(
      fc.constantFrom(["DE", 22], ["GB", 22], ["FR", 27], ["NO", 15], ["MT", 31], ["CH", 21]),
      fc.array(fc.integer({ min: 0, max: 35 }), { minLength: 30, maxLength: 30 }),
      fc.boolean(),
    )
    .map(([[country = "", length = 22], values, grouped]) => {
      const body = values
        .map((value) => value.toString(36).toUpperCase())
        .join("")
        .slice(0, Number(length) - 4);
      const digits = Array.from(`${body}${country}00`)
        .map((character) => Number.parseInt(character, 36))
        .join("");
      const check = String(98n - (BigInt(digits) % 97n)).padStart(2, "0");
      const number = `${country}${check}${body}`;
      return grouped ? number.replace(/(.{4})(?=.)/g, "$1 ") : number;
    });

  const phone = fc
    .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1_000_000, max: 99_999_999_999_999 }))
    .map(([first, rest]) => `+${first}${rest}`);

  for (const [kind, numbers] of [
    ["card", card],
    ["account", iban],
    ["telephone", phone],
  ] as const) {
    it(`lets none of 20,000 ${kind} numbers through, in the middle of a text`, function () {
      this.timeout(60_000);
      for (const number of fc.sample(numbers, { numRuns: 20_000, seed: 17 })) {
        const masked = maskNumbers(`say ${number}, please`);
        if (masked !== `say ${REDACTED}, please`) expect.fail(`${number} became ${masked}`);
      }
    });
  }

  it("reads hostile text in linear time", () => {
    for (const unit of [
      "4",
      "4 ",
      "4-",
      "+4",
      "+49 ",
      "DE12",
      "DE 1",
      "a1",
      "iban",
      "４",
      "4111 1111 1111 1112 ",
    ]) {
      const started = performance.now();
      maskNumbers(unit.repeat(20_000));
      expect(performance.now() - started, unit).to.be.below(patience(1000));
    }
  });
});
