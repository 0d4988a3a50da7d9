import { expect } from "chai";
import { errorText, visible } from "../../../src/cli/kit/explain-error.ts";
import { NotFoundError } from "../../../src/errors.ts";

describe("errors of the command line", () => {
  it("show what a terminal would obey as text", () => {
    const text = errorText(new NotFoundError("tenant", "\u001b[2Ja\u0007\u009b31m\u202eb\u200b", ["acme"]));
    expect(text).to.equal(
      'There is no tenant "\\u{1b}[2Ja\\u{7}\\u{9b}31m\\u{202e}b\\u{200b}". Known: acme.\n',
    );
    expect(errorText(new Error("\u001b]0;title\u0007"))).to.contain("\\u{1b}]0;title\\u{7}");
  });

  it("keep their lines and letters of every script", () => {
    expect(visible("a\n  b ü 日本 😀")).to.equal("a\n  b ü 日本 😀");
  });
});
