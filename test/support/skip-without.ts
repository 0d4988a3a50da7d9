/**
 * What a test needs from the machine it runs on. Without it the test is skipped with one sentence, or fails when TESTS_REQUIRE
 * lists the thing, as .ci/run does with all it could install.
 */
export function skipWithout<Tool>(
  context: Mocha.Context,
  name: string,
  tool: Tool | null | undefined,
  advice: string,
): Tool {
  if (tool !== null && tool !== undefined) return tool;
  const sentence = `Skipped without ${name}: ${advice}.`;
  if (process.env["TESTS_REQUIRE"]?.split(" ").includes(name) === true) throw new Error(sentence);
  console.warn(sentence);
  return context.skip();
}
