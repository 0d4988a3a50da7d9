import type { ColumnOptions } from "typeorm";

/** Money: integer nano-USD in a bigint column, a bigint in code (pg returns bigints as text). */
export const nanoUsd = {
  type: "bigint",
  transformer: {
    to: (value: bigint | null | undefined) => value?.toString() ?? value,
    from: (value: string | null) => (value === null ? null : BigInt(value)),
  },
} satisfies ColumnOptions;

/** A count that may exceed 2^31; a safe integer in code. */
export const count = {
  type: "bigint",
  transformer: {
    to: (value: number | null | undefined) => value,
    from: (value: string | null) => (value === null ? null : Number(value)),
  },
} satisfies ColumnOptions;
