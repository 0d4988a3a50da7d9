import { type ReactNode, useContext } from "react";
import { WORKSPACE } from "../emulator.ts";
import { NamesContext } from "./names.tsx";

const COLORS = [
  "#2b7a78",
  "#7a4dd6",
  "#c2571a",
  "#1d6fb8",
  "#a8326b",
  "#4d7c0f",
  "#9a6b00",
  "#475569",
] as const;

/** A picture for somebody without one: the app's moon, or initials on a colour that stays theirs. */
export function Avatar({ userId, isSmall = false }: { userId: string; isSmall?: boolean }): ReactNode {
  const names = useContext(NamesContext);
  const size = isSmall ? "avatar small" : "avatar";
  if (userId === WORKSPACE.botUserId) {
    return (
      <span className={`${size} bot`} aria-hidden="true">
        <svg viewBox="0 0 36 36" aria-hidden="true" focusable="false">
          <path
            d="M23.5 22.6A9.6 9.6 0 0 1 14 9.2a10 10 0 1 0 13.2 12.9 9.4 9.4 0 0 1-3.7.5z"
            fill="#ffe8a3"
          />
          <circle cx="25" cy="11" r="1.3" fill="#fff" />
          <circle cx="29" cy="16" r="0.9" fill="#fff" />
          <circle cx="21" cy="7.5" r="0.8" fill="#fff" />
        </svg>
      </span>
    );
  }
  const initials = names
    .userName(userId)
    .split(/\s+/)
    .map((word) => word.slice(0, 1).toUpperCase())
    .slice(0, 2)
    .join("");
  const sum = Array.from(userId).reduce((total, letter) => total + letter.charCodeAt(0), 0);
  return (
    <span className={size} style={{ background: COLORS[sum % COLORS.length] }} aria-hidden="true">
      {initials}
    </span>
  );
}
