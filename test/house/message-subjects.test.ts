import { expect } from "chai";
import { type Breach, explain, findAll, listFiles, type SourceFile } from "./source-files.ts";

const REASON =
  "What a message is about is put together by formatSubject and taken apart by parseSubject (src/messages/message-subject.ts): twelve files cut it apart by themselves once, each a little differently.";

const HOME = "src/messages/message-subject.ts";
/** A subject written by hand, cut apart, or matched in SQL by anything but equality. */
const BY_HAND =
  /\bsubjectId:\s*(?:`|"|\w+Id\b|\w+\.)|\bsubjectId\s*\.\s*(?:split|slice|startsWith|endsWith|substring|match|replace)\b|\b(?:left|right|split_part|substr|substring)\s*\(\s*(?:\w+\.)?subject_id\b|\bsubject_id\s*(?:~|like\b|::uuid)|\bsubject_id\s*=\s*[^,\n)]*\|\|/g;

function findByHand(file: SourceFile): Breach[] {
  return file.path === HOME ? [] : findAll(file, BY_HAND);
}

describe("the subject of a message", () => {
  it("is put together and taken apart in one place", () => {
    expect(explain(REASON, listFiles("{src,demo}/**/*.{ts,tsx}").flatMap(findByHand))).to.equal("");
  });

  it("is found when it is written by hand", () => {
    const find = (text: string) => findByHand({ path: "src/some.ts", text });
    for (const text of [
      "{ kind: 'alert_note', subjectId: `a:3` }",
      "{ subjectId: runId }",
      `const [a] = subjectId.split(":");`,
      "left(n.subject_id, 36)::uuid",
      "n.subject_id like '%:run:%'",
      "p.subject_id = l.alert_id || ':' || t.target",
    ])
      expect(find(text), text).to.have.length(1);
    for (const text of [
      "subjectId: string;",
      "n.subject_id = a.alert_id::text",
      "({ subjectId }) => subjectId",
      "formatSubject({ kind: 'qa_run', runId })",
    ])
      expect(find(text), text).to.have.length(0);
  });
});
