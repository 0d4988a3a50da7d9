import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { readRunbook } from "../../../src/alerts/runbooks/read-runbook.ts";
import { readRunbooks } from "../../../src/alerts/runbooks/runbook-store.ts";
import { RunbookFormatError } from "../../../src/errors.ts";

const GOOD = `---
id: XX-09
title: Something is off
kind: rule
severity: high
owner: on-call
checks:
  - Look here.
  - Look there.
actions:
  - Do this.
  - Do that.
---

## Symptom

It is off.

## Checks

1. Look.

## Mitigation

1. Do.

## Escalate

Call.
`;

function failure(file: string, text: string): RunbookFormatError {
  try {
    readRunbook(file, text);
  } catch (error) {
    if (error instanceof RunbookFormatError) return error;
    throw error;
  }
  throw new Error("the runbook was accepted");
}

describe("reading a runbook", () => {
  it("takes the fields, the first steps and the prose", () => {
    const { bodyMarkdown, ...fields } = readRunbook("runbooks/XX-09.md", GOOD);
    expect(fields).to.deep.equal({
      id: "XX-09",
      title: "Something is off",
      kind: "rule",
      severity: "high",
      owner: "on-call",
      checks: ["Look here.", "Look there."],
      actions: ["Do this.", "Do that."],
      codes: [],
      firstSteps: ["Look here.", "Look there.", "Do this."],
    });
    expect(bodyMarkdown)
      .to.match(/^## Symptom\n/)
      .and.match(/Call\.$/);
  });

  it("takes line ends as Windows writes them", () => {
    const dos = readRunbook("XX-09.md", GOOD.replaceAll("\n", "\r\n"));
    expect(dos).to.deep.equal(readRunbook("XX-09.md", GOOD));
  });

  it("wants neither severity nor sections nor steps of a reference", () => {
    const text = "---\nid: notes\ntitle: Notes\nkind: reference\nowner: on-call\n---\nText.\n";
    expect(readRunbook("notes.md", text)).to.deep.include({
      severity: null,
      firstSteps: [],
      bodyMarkdown: "Text.",
    });
  });

  const faults: readonly { what: string; field: string; from: string | RegExp; to: string }[] = [
    { what: "no front matter", field: "front matter", from: /^---\n/, to: "" },
    {
      what: "front matter that is not YAML",
      field: "front matter",
      from: "owner: on-call",
      to: "owner: [on",
    },
    {
      what: "front matter that is a list",
      field: "front matter",
      from: /^---\n[\s\S]*?\n---/,
      to: "---\n- a\n---",
    },
    {
      what: "a field that no runbook has",
      field: "front matter",
      from: "owner:",
      to: "diagnostic: x\nowner:",
    },
    { what: "no title", field: "title", from: "title: Something is off", to: "title:" },
    { what: "an unknown kind", field: "kind", from: "kind: rule", to: "kind: ruler" },
    { what: "an unknown severity", field: "severity", from: "severity: high", to: "severity: page" },
    { what: "no severity", field: "severity", from: "severity: high\n", to: "" },
    { what: "no owner", field: "owner", from: "owner: on-call", to: "owner: ''" },
    { what: "a check that is no text", field: "checks", from: "- Look here.", to: "- 7" },
    { what: "checks that are no list", field: "checks", from: /checks:\n.*\n.*\n/, to: "checks: look\n" },
    { what: "no actions", field: "actions", from: /actions:\n.*\n.*\n/, to: "actions: []\n" },
    { what: "a missing section", field: "Mitigation", from: "## Mitigation", to: "### Mitigation" },
    { what: "an id that is not the file's name", field: "id", from: "id: XX-09", to: "id: X-09" },
  ];
  for (const { what, field, from, to } of faults) {
    it(`names the file and the field of ${what}`, () => {
      const error = failure("runbooks/XX-09.md", GOOD.replace(from, to));
      expect(error).to.include({ code: "runbook_format", file: "runbooks/XX-09.md", field });
      expect(error.message).to.include(`runbooks/XX-09.md: ${field} `);
    });
  }
});

describe("reading a folder of runbooks", () => {
  let directory = "";
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "runbooks-"));
  });
  afterEach(() => rm(directory, { recursive: true }));

  it("reads its *.md files by name and leaves the others", async () => {
    await writeFile(join(directory, "ZZ-10.md"), GOOD.replace("XX-09", "ZZ-10"));
    await writeFile(join(directory, "XX-09.md"), GOOD);
    await writeFile(join(directory, "notes.txt"), "no runbook");
    expect((await readRunbooks(directory)).map(({ id }) => id)).to.deep.equal(["XX-09", "ZZ-10"]);
  });

  it("names the file that is malformed", async () => {
    await writeFile(join(directory, "XX-09.md"), "nothing");
    const error: unknown = await readRunbooks(directory).catch((caught: unknown) => caught);
    expect(error).to.be.instanceOf(RunbookFormatError);
    expect(error).to.have.property("file", join(directory, "XX-09.md"));
  });
});
