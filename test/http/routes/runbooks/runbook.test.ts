import { createHash } from "node:crypto";
import { expect } from "chai";
import { createHttpServer } from "../../../../src/http/create-http-server.ts";
import { fakeHttpPorts } from "../../support/fake-http-ports.ts";

const MARKDOWN = `## Checks

1. Look at \`crawl\` & its <b onclick="x()">errors</b>
2. Read [the docs](https://example.com/a?b=1&c=2) or [do not](javascript:alert(1)) or [CC-05](CC-05)

<script>alert(1)</script>

![pixel](https://tracker.example/p.gif)
`;

async function ask(path: string, accept = "text/html") {
  const ports = fakeHttpPorts({
    runbooks: {
      read: (id) =>
        Promise.resolve(
          id === "CR-02"
            ? { id, title: "Crawl <errors>", severity: "high", owner: null, markdown: MARKDOWN }
            : null,
        ),
      list: () => Promise.resolve(["CR-02", "MV-01"]),
    },
  });
  const server = await createHttpServer({ ports, port: 0 });
  const response = await fetch(server.url + path, { headers: { Accept: accept } });
  const text = await response.text();
  await server.close();
  return { response, text };
}

describe("GET /runbooks/{id}", () => {
  it("is a page a phone can show, open to everybody", async () => {
    const { response, text } = await ask("/runbooks/CR-02");
    expect(response.status).to.equal(200);
    expect(response.headers.get("content-type")).to.contain("text/html");
    expect(text).to.contain('name="viewport"').and.to.contain("<h2>Checks</h2>");
    expect(text).to.contain("<title>CR-02: Crawl &lt;errors&gt;</title>");
    expect(text).to.contain('<a href="https://example.com/a?b=1&amp;c=2">the docs</a>');
    expect(text).to.contain('<a href="CC-05">CC-05</a>');
  });

  it("runs nothing and fetches nothing that a runbook holds", async () => {
    const { text } = await ask("/runbooks/CR-02");
    expect(text).not.to.match(/<script|<img|<b |javascript:/i);
    expect(text).to.contain("&lt;script&gt;alert(1)&lt;/script&gt;");
  });

  it("allows its own style by hash, and nothing else", async () => {
    const { response, text } = await ask("/runbooks/CR-02");
    const style = /<style>([\s\S]*?)<\/style>/.exec(text)?.[1] ?? "";
    const hash = createHash("sha256").update(style).digest("base64");
    const policy = response.headers.get("content-security-policy");
    expect(policy).to.contain(`style-src 'sha256-${hash}'`).and.to.contain("default-src 'none'");
  });

  it("is markdown or JSON for whoever asks", async () => {
    expect((await ask("/runbooks/CR-02", "text/markdown")).text).to.equal(MARKDOWN);
    const { response, text } = await ask("/runbooks/CR-02", "application/json");
    expect(response.headers.get("content-type")).to.contain("application/json");
    expect(JSON.parse(text)).to.deep.include({ id: "CR-02", markdown: MARKDOWN });
  });

  it("says which runbooks there are when it knows no such one, and looks up no paths", async () => {
    for (const id of ["ZZ-99", "..%2F..%2Fetc%2Fpasswd", "a".repeat(500)]) {
      const { response, text } = await ask(`/runbooks/${id}`);
      expect(response.status).to.equal(404);
      expect(text).to.contain("Known: CR-02, MV-01.");
    }
  });
});
