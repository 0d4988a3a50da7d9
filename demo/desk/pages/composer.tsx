import type { ReactNode } from "react";
import type { DeskCommand } from "../desk.ts";

interface ComposerProps {
  label: string;
  channelId: string;
  threadTs: string | undefined;
  /** What to offer once a "/" is typed. */
  commands: readonly DeskCommand[];
}

/** Where a message or a slash command is typed. */
export function Composer({ label, channelId, threadTs, commands }: ComposerProps): ReactNode {
  const listId = `commands-${threadTs ?? "channel"}`;
  return (
    <form className="composer" data-channel={channelId} data-thread={threadTs} aria-label={label}>
      <div className="command-list" id={listId} role="listbox" aria-label="Slash commands" hidden>
        {commands.map((command) => (
          <div
            key={command.command}
            role="option"
            tabIndex={-1}
            aria-selected="false"
            data-command={command.command}
          >
            <b>{command.command}</b> <code>{command.usageHint}</code>
            <small>{command.description}</small>
          </div>
        ))}
      </div>
      <textarea
        name="text"
        rows={1}
        placeholder={label}
        aria-label={label}
        aria-controls={listId}
        autoComplete="off"
        spellCheck="false"
      />
      <div className="composer-bar">
        <span className="tip">
          {threadTs === undefined && commands.length > 0 ? "Type / for commands" : ""}
        </span>
        <button type="submit" className="send" aria-label="Send">
          ➤
        </button>
      </div>
    </form>
  );
}
