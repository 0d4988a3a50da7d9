import { expect } from "chai";
import { compile, findMutants } from "../../bench/mutate/find-mutants.ts";

describe("mutants of a source file", () => {
  const of = (source: string) => findMutants(source, "a.tsx").map((mutant) => mutant.source);

  it("change an operator, a limit, a condition or a truth value, one at a time", () => {
    expect(of("x < 2")).to.deep.equal(["x <= 2", "x < 3"]);
    expect(of("a && !b")).to.deep.equal(["a || !b", "a && b"]);
    expect(of("a ? b : c")).to.deep.equal(["true ? b : c", "false ? b : c"]);
    expect(of("if (a) b = true;")).to.deep.equal([
      "if (true) b = true;",
      "if (false) b = true;",
      "if (a) b = false;",
    ]);
  });

  it("leave types and joined texts alone", () => {
    expect(of("type A = 1 | true; const a: 2 = b as 2;")).to.deep.equal([]);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source text
    expect(of('a = "x" + b; c = d + `${e}`;')).to.deep.equal([]);
  });

  it("say in which line, whatever comes before", () => {
    const [first] = findMutants("// über 30 Tage\n\nconst a = b >= c;\n", "a.ts");
    expect(first).to.deep.equal({
      line: 3,
      what: ">= became >",
      source: "// über 30 Tage\n\nconst a = b > c;\n",
    });
  });

  it("may be of a file with markup", () => {
    expect(of("const a = <p hidden={!b}>1 + 1</p>;")).to.deep.equal(["const a = <p hidden={b}>1 + 1</p>;"]);
  });

  it("compile to what Node runs", () => {
    expect(compile("const a: number = 1;\nexport { a };", "a.ts")).to.equal("const a = 1;\nexport { a };\n");
  });
});
