import { transformSync } from "@swc/core";

/** Whether nothing is left of a file once its types are gone, so that no test can run any of it. */
export function isTypeOnly(source: string): boolean {
  const { code } = transformSync(source, {
    jsc: {
      parser: { syntax: "typescript", decorators: true },
      target: "es2024",
      preserveAllComments: false,
    },
  });
  return /^(?:\s|\/\*[\s\S]*?\*\/|\/\/.*|;|export\s*\{\s*\})*$/.test(code);
}
