import { Fragment, type ReactNode } from "react";

/** Renders a list whose items have no identity: the page is made once on the server, so the position is as good a key as any. */
export function keyed<Item>(
  items: readonly Item[],
  render: (item: Item, index: number) => ReactNode,
): ReactNode {
  return items.map((item, index) => {
    const key = String(index);
    return <Fragment key={key}>{render(item, index)}</Fragment>;
  });
}
