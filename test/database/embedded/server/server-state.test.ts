import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import {
  createServerState,
  readServerState,
  writeServerState,
} from "../../../../src/database/embedded/server/server-state.ts";

describe("the server state", () => {
  let path: string;

  beforeEach(async () => {
    path = join(await mkdtemp(join(tmpdir(), "nightshift-state-")), "postgres.json");
  });
  afterEach(() => rm(join(path, ".."), { recursive: true, force: true }));

  it("is read as it was written, from a file nobody else may read", async () => {
    const state = { ...createServerState(), pid: 7, port: 5432 };
    await writeServerState(path, state);
    expect(await readServerState(path)).to.deep.equal(state);
    expect((await stat(path)).mode & 0o777).to.equal(0o600);
  });

  it("is written although a killed writer left its draft", async () => {
    await writeFile(`${path}.new`, "{", { mode: 0o644 });
    await writeServerState(path, createServerState());
    expect((await stat(path)).mode & 0o777).to.equal(0o600);
  });

  it("never repeats a password", () => {
    const passwords = [createServerState(), createServerState()].flatMap((state) =>
      Object.values(state.passwords),
    );
    expect(new Set(passwords).size).to.equal(8);
  });

  for (const damaged of ["", "{", "null", "[]", '{"passwords":{}}', '{"passwords":{"postgres":1}}']) {
    it(`is none when the file holds ${JSON.stringify(damaged)}`, async () => {
      await writeFile(path, damaged);
      expect(await readServerState(path)).to.equal(undefined);
    });
  }
});
