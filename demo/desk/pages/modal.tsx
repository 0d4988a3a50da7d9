import type { ReactNode } from "react";
import type { DeskView } from "../desk.ts";
import { WORKSPACE } from "../emulator.ts";
import { isFields, objectsOf, textObjectOf } from "../fields.ts";
import { Avatar } from "./avatar.tsx";
import { Blocks } from "./blocks.tsx";
import { withEmoji } from "./emoji.ts";

/** The modal on top, centred over everything else. */
export function Modal({ held }: { held: DeskView }): ReactNode {
  const { view } = held;
  const title = withEmoji(textObjectOf(view["title"]));
  const isStacked = typeof view["previous_view_id"] === "string";
  return (
    <div className="veil">
      <form
        className="modal"
        role="dialog"
        aria-modal="true"
        aria-label={title}
        data-view={held.id}
        noValidate
      >
        <header>
          <Avatar userId={WORKSPACE.botUserId} isSmall />
          <h2>{title}</h2>
          <button
            type="button"
            className="close"
            data-close={isStacked ? "all" : "one"}
            aria-label="Close dialog"
          >
            ✕
          </button>
        </header>
        <div className="modal-body">
          <p className="modal-problem" role="alert" hidden />
          <Blocks blocks={objectsOf(view["blocks"])} />
        </div>
        <footer>
          <button type="button" className="button" data-close="one">
            {textObjectOf(view["close"]) || (isStacked ? "Back" : "Cancel")}
          </button>
          {isFields(view["submit"]) && (
            <button type="submit" className="button primary">
              {withEmoji(textObjectOf(view["submit"]))}
            </button>
          )}
        </footer>
      </form>
    </div>
  );
}
