import { expect } from "chai";
import { isUuid } from "../../src/entities/is-uuid.ts";
import { isMentionable, isSlackUser, slackMention } from "../../src/entities/slack-mention.ts";

describe("who can be mentioned in Slack", () => {
  it("is a person or a user group, by id", () => {
    expect(slackMention("U0KIM")).to.equal("<@U0KIM>");
    expect(slackMention("W012AB3CD")).to.equal("<@W012AB3CD>");
    expect(slackMention("S012AB3CD")).to.equal("<!subteam^S012AB3CD>");
    for (const nobody of ["", "U1", "u0kim", "system", "key:k1", "U0KIM>", "<@U0KIM>", "C012AB3CD", "U0 KIM"])
      expect(slackMention(nobody), nobody).to.equal(null);
  });

  it("is a person where roles and names are concerned, not a group", () => {
    expect(isSlackUser("U012")).to.equal(true);
    expect(isSlackUser("S012")).to.equal(false);
    expect(isMentionable("S012")).to.equal(true);
    expect(isMentionable("C012")).to.equal(false);
  });
});

describe("a UUID", () => {
  it("is one in either case, and nothing beside it", () => {
    const id = "0b5e3c1a-7d6f-4b1e-9a55-3f9d1c2b4a60";
    for (const text of [id, id.toUpperCase()]) expect(isUuid(text), text).to.equal(true);
    for (const text of ["", ` ${id}`, `${id}0`, id.replaceAll("-", ""), id.replace("0", "g"), `${id}\n`])
      expect(isUuid(text), text).to.equal(false);
  });
});
