import { expect } from "chai";
import { isTypeOnly } from "./is-type-only.ts";

describe("a file of types only", () => {
  for (const [what, source] of [
    ["types", "/** One. */\nexport interface One { readonly a: string }\nexport type Two = One | null;\n"],
    ["imported types", 'import type { One } from "./one.ts";\nexport type Two = readonly One[];\n'],
    ["nothing", "// nothing\nexport {};\n"],
  ] as const) {
    it(`is one with ${what}`, () => expect(isTypeOnly(source)).to.equal(true));
  }

  for (const [what, source] of [
    ["a list", 'export const WORDS = ["one"] as const;\nexport type Word = (typeof WORDS)[number];\n'],
    ["an import that runs", 'import "./one.ts";\n'],
    ["a class with parameter properties", "export class A { constructor(readonly a: string) {} }\n"],
    ["a decorator", "@Entity()\nexport class A {}\n"],
  ] as const) {
    it(`is none with ${what}`, () => expect(isTypeOnly(source)).to.equal(false));
  }
});
