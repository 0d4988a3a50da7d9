import { createContext } from "react";

/** What the page needs to know to put names and local times into text. */
export interface Names {
  userName(id: string): string;
  channelName(id: string): string;
  channelHref(id: string): string | undefined;
  timeZone: string;
  now: Date;
}

export const NamesContext = createContext<Names>({
  userName: (id) => id,
  channelName: (id) => id,
  channelHref: () => undefined,
  timeZone: "UTC",
  now: new Date(0),
});
