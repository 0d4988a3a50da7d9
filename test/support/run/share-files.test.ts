import { expect } from "chai";
import { shareFiles } from "./share-files.ts";

describe("sharing test files out", () => {
  function world(options: { dies?: string; code?: number } = {}) {
    const results: string[] = [];
    const deaths: string[] = [];
    let started = 0;
    let stopped = 0;
    const start = async () => {
      started += 1;
      const name = started;
      return {
        async run(file: string) {
          for (let turn = 0; turn < Number(file.split(":")[1]); turn += 1) await Promise.resolve();
          if (file === options.dies) throw new Error("killed");
          return `${name} ${file}`;
        },
        async stop() {
          stopped += 1;
          return options.code ?? 0;
        },
      };
    };
    const on = {
      result: (result: string) => void results.push(result),
      death: (file: string) => void deaths.push(file),
    };
    return { results, deaths, counts: () => ({ started, stopped }), share: shareFiles, start, on };
  }

  it("gives the next file to whichever worker is free", async () => {
    const { share, start, on, results } = world();
    expect(await share(["long:100", "a:1", "b:1", "c:1"], 2, start, on)).to.equal(0);
    expect(results).to.deep.equal(["2 a:1", "2 b:1", "2 c:1", "1 long:100"]);
  });

  it("resumes another worker when one dies", async () => {
    const { share, start, on, results, deaths, counts } = world({ dies: "b:1" });
    await share(["a:1", "b:1", "c:1"], 1, start, on);
    expect(results).to.deep.equal(["1 a:1", "2 c:1"]);
    expect(deaths).to.deep.equal(["b:1"]);
    expect(counts()).to.deep.equal({ started: 2, stopped: 1 });
  });

  it("counts the workers that end badly", async () => {
    const { share, start, on } = world({ code: 1 });
    expect(await share(["a:1", "b:1"], 2, start, on)).to.equal(2);
  });

  it("starts no worker without a file", async () => {
    const { share, start, on, counts } = world();
    await share(["a:1"], 2, start, on);
    expect(counts()).to.deep.equal({ started: 1, stopped: 1 });
  });
});
