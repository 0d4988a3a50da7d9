import type { DeskView } from "./desk.ts";
import { type Fields, textOf } from "./fields.ts";

/** A view opened, then at most two more pushed on it. */
export const MAX_STACK = 3;

/** Which modals each user has open, the last on top, and everybody's App Home. */
export class ViewStore {
  readonly #stacks = new Map<string, DeskView[]>();
  readonly #homes = new Map<string, DeskView>();

  stack(userId: string): readonly DeskView[] {
    return this.#stacks.get(userId) ?? [];
  }

  top(userId: string): DeskView | undefined {
    return this.stack(userId).at(-1);
  }

  home(userId: string): DeskView | undefined {
    return this.#homes.get(userId);
  }

  find(viewId: string): DeskView | undefined {
    return [...[...this.#stacks.values()].flat(), ...this.#homes.values()].find(({ id }) => id === viewId);
  }

  /** A new modal in place of any that was open. */
  open(userId: string, view: Fields): Fields {
    this.#stacks.delete(userId);
    return this.push(userId, view);
  }

  push(userId: string, view: Fields): Fields {
    const stack = this.#stacks.get(userId) ?? [];
    const id = textOf(view["id"]);
    const placed = { ...view, root_view_id: stack[0]?.id ?? id, previous_view_id: stack.at(-1)?.id ?? null };
    this.#stacks.set(userId, [...stack, { id, userId, view: placed }]);
    return placed;
  }

  /** The new content of a view that is known already; its place in the stack stays. */
  replace(view: Fields): Fields {
    const known = this.find(textOf(view["id"]));
    if (known === undefined) return view;
    const { root_view_id, previous_view_id } = known.view;
    known.view = { ...view, root_view_id, previous_view_id };
    return known.view;
  }

  publish(userId: string, view: Fields): void {
    this.#homes.set(userId, { id: textOf(view["id"]), userId, view });
  }

  /** Removes the view and everything above it. */
  close(userId: string, viewId: string): void {
    const stack = this.#stacks.get(userId) ?? [];
    const index = stack.findIndex(({ id }) => id === viewId);
    if (index >= 0) this.#stacks.set(userId, stack.slice(0, index));
  }

  clear(userId: string): void {
    this.#stacks.delete(userId);
  }
}
