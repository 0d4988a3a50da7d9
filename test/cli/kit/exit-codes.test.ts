import { expect } from "chai";
import { EXIT_CODES, exitCodeHelp, exitCodeOf, InterruptedError } from "../../../src/cli/kit/exit-codes.ts";
import { errorText, explainError } from "../../../src/cli/kit/explain-error.ts";
import {
  ConfigurationError,
  ConflictError,
  DatabaseUnavailableError,
  InvalidInputError,
  NotFoundError,
  PortInUseError,
} from "../../../src/errors.ts";

describe("exit codes", () => {
  const cases: [Error, number][] = [
    [new ConfigurationError([]), 2],
    [new InvalidInputError("x", "y"), 2],
    [new NotFoundError("tenant", "x"), 3],
    [new ConflictError("x"), 4],
    [new PortInUseError("127.0.0.1", 1), 4],
    [new DatabaseUnavailableError("x"), 5],
    [new InterruptedError("SIGHUP"), 129],
    [new InterruptedError("SIGINT"), 130],
    [new InterruptedError("SIGTERM"), 143],
    [new TypeError("x"), 1],
    [Object.assign(new Error("relation is missing"), { code: "42P01" }), 5],
    [Object.assign(new Error("connect"), { code: "ECONNREFUSED" }), 5],
    [Object.assign(new Error("disk full"), { code: "ENOSPC" }), 1],
  ];
  for (const [error, code] of cases) {
    it(`are ${code} for ${error.name} ${"code" in error ? String(error.code) : ""}`, () => {
      expect(exitCodeOf(explainError(error))).to.equal(code);
    });
  }

  it("are all different, and all in the help", () => {
    const codes = Object.values(EXIT_CODES).map(({ code }) => code);
    expect(new Set(codes).size).to.equal(codes.length);
    for (const { code, meaning } of Object.values(EXIT_CODES)) {
      expect(
        exitCodeHelp()
          .split("\n")
          .map((line) => line.trim()),
      ).to.include(`${code}  ${meaning}`);
    }
  });

  it("come with a stack for what nobody expected, without secrets in it", () => {
    const text = errorText(new Error("password=hunter2hunter2 failed for jo@example.com"));
    expect(text)
      .to.match(/^Unexpected error: /)
      .and.include("exit-codes.test");
    expect(text).not.to.include("hunter2").and.not.include("jo@");
  });

  it("come with the message alone for what is ours", () => {
    expect(errorText(new ConflictError("It exists."))).to.equal("It exists.\n");
  });
});
