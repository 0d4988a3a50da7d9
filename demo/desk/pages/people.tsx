import { createContext } from "react";
import type { DeskUser } from "../desk.ts";

/** The people and channels a select can offer. */
export interface People {
  users: readonly DeskUser[];
  channels: readonly { id: string; name: string }[];
}

export const PeopleContext = createContext<People>({ users: [], channels: [] });
