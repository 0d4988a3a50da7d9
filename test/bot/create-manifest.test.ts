import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect } from "chai";
import { ACTIONS } from "../../src/bot/actions/actions.ts";
import { COMMANDS } from "../../src/bot/commands/commands.ts";
import { createManifest, EVENTS } from "../../src/bot/create-manifest.ts";
import { SCOPELESS_METHODS, SLACK_SCOPES } from "../../src/bot/posting/slack-scopes.ts";
import { VIEWS } from "../../src/bot/views/views.ts";

const BOT = join(import.meta.dirname, "../../src/bot");

/** What the files of a folder are named for, without the suffix that says what they are. */
function filesIn(folder: string, suffix: string): string[] {
  return readdirSync(join(BOT, folder))
    .map((name) => basename(name, ".ts"))
    .filter((name) => name !== folder)
    .map((name) => name.replace(/^create-/, "").replace(new RegExp(`${suffix}$`), ""));
}

function sources(): string[] {
  return readdirSync(BOT, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => readFileSync(join(BOT, name), "utf8"));
}

describe("the app's manifest", () => {
  const manifest = createManifest("https://nightshift.example");

  it("holds every command that is registered, and no other", () => {
    expect(manifest.features.slash_commands.map(({ command }) => command)).to.deep.equal(
      COMMANDS.map(({ name }) => name),
    );
    expect(filesIn("commands", "-command")).to.have.members(COMMANDS.map(({ name }) => name.slice(1)));
  });

  it("has one file for every action and form, named like it", () => {
    expect(filesIn("actions", "-action")).to.have.members(ACTIONS.map(({ actionId }) => actionId));
    expect(filesIn("views", "-form")).to.have.members(VIEWS.map(({ callbackId }) => callbackId));
    expect(manifest.settings.event_subscriptions.bot_events).to.deep.equal([...EVENTS]);
  });

  it("registers every action id that a block offers, and the buttons of cards that were posted before the menu", () => {
    const pressed =
      /type: "(?:button|overflow|checkboxes|static_select)"(?: as const)?,\s+action_id: "([\w-]+)"/g;
    // A field that asks sends each choice at once, under its own name.
    const asking = /name: "([\w-]+)",(?:(?!name: ")[\s\S])*?asks: true/g;
    const offered = sources()
      .flatMap((text) => [...text.matchAll(pressed), ...text.matchAll(asking)].map(([, id]) => id))
      // Boxes of a form, sent with it.
      .filter((id) => id !== "skip");
    expect(offered.length).to.be.greaterThan(5);
    // Such cards stay in channels, and their buttons go on to work.
    const older = ["silence-alert", "rerun-stage", "not-useful", "open-runbook", "alert-people"];
    expect(ACTIONS.map(({ actionId }) => actionId)).to.have.members([...new Set([...offered, ...older])]);
  });

  it("asks for the scopes of the methods that are called, and for no other", () => {
    const called = new Set(
      sources().flatMap((text) =>
        [...text.matchAll(/client[.](?:(\w+[.]\w+)|(filesUploadV2))\(/g)].map(
          ([, method, upload]) => method ?? upload,
        ),
      ),
    );
    expect(called.size).to.be.greaterThan(5);
    const known: readonly string[] = [
      ...SLACK_SCOPES.flatMap(({ methods }) => methods),
      ...SCOPELESS_METHODS,
    ];
    expect([...called]).to.have.members([...new Set(known)]);
    expect(manifest.oauth_config.scopes.bot).to.deep.equal(SLACK_SCOPES.map(({ scope }) => scope));
  });

  it("keeps Slack's limits", () => {
    expect(manifest.display_information.name.length).to.be.at.most(35);
    expect(manifest.display_information.description.length).to.be.at.most(140);
    expect(manifest.features.slash_commands.length).to.be.at.most(50);
    for (const { command, description, usage_hint: hint } of manifest.features.slash_commands) {
      expect(command).to.match(/^\/[a-z-]{1,31}$/);
      expect(description.length).to.be.within(1, 2000);
      expect(hint.length).to.be.at.most(1000);
    }
  });

  it("names the door for everything over HTTP, and none in Socket Mode", () => {
    const urls = JSON.stringify(manifest).match(/https:[^"]+/g);
    expect(new Set(urls)).to.deep.equal(new Set(["https://nightshift.example/slack/events"]));
    expect(urls).to.have.length(COMMANDS.length + 2);
    const socket = createManifest(null);
    expect(JSON.stringify(socket)).not.to.contain("http");
    expect(socket.settings.socket_mode_enabled).to.equal(true);
  });
});
