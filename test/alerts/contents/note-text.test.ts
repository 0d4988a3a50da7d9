import { expect } from "chai";
import { isBroadcast, noteText } from "../../../src/alerts/contents/note-text.ts";

const ALERT = { severity: "critical", summary: "40 of 60 crawl attempts failed." } as const;

describe("the note of an alert", () => {
  const cases = [
    ["fired", null, "system", "Found: 40 of 60 crawl attempts failed.", false],
    ["escalated", "firing", "system", "Worse, now critical: 40 of 60 crawl attempts failed.", true],
    [
      "escalated",
      "acknowledged",
      "system",
      "Worse than when it was acknowledged, now critical: 40 of 60 crawl attempts failed.",
      true,
    ],
    ["refired", "resolved", "system", "It is back (critical): 40 of 60 crawl attempts failed.", true],
    ["acknowledged", "firing", "U0KIM", "Acknowledged by <@U0KIM>.", false],
    ["cleared", "firing", "system", "Resolved by itself: the condition is gone.", false],
    ["resolved", "acknowledged", "key:ns_12", "Resolved by key:ns_12.", false],
    ["merged", "firing", "system", "Changed (merged).", false],
  ] as const;
  for (const [reason, fromState, actor, text, broadcast] of cases) {
    it(`of ${reason} from ${fromState} says "${text}"${broadcast ? ", aloud" : ""}`, () => {
      expect(noteText({ reason, fromState, actor }, ALERT)).to.equal(text);
      expect(isBroadcast({ reason })).to.equal(broadcast);
    });
  }
});
