import { parseEnv } from "node:util";
import { expect } from "chai";
import { readEnvironment, SETTING_NAMES } from "../../src/config/environment.ts";
import { readProjectFile } from "./read-docs.ts";

describe(".env.example", () => {
  const text = readProjectFile(".env.example");
  const lines = text.split("\n");
  const isSetting = (line: string) => /^[A-Z][A-Z0-9_]*=/.test(line);

  it("has every setting once, and no other", () => {
    const names = lines.filter(isSetting).map((line) => line.slice(0, line.indexOf("=")));
    expect(names).to.have.members([...SETTING_NAMES]);
    expect(names).to.have.lengthOf(SETTING_NAMES.length);
  });

  it("explains each setting right above it", () => {
    const bare = lines.filter((line, index) => isSetting(line) && !/^# \S+ \S+/.test(lines[index - 1] ?? ""));
    expect(bare).to.deep.equal([]);
  });

  it("changes nothing when it is copied as it is", () => {
    expect(readEnvironment(parseEnv(text))).to.deep.equal(readEnvironment({}));
  });

  it("is read in full", () => {
    expect(Object.keys(parseEnv(text))).to.have.lengthOf(SETTING_NAMES.length);
  });
});
