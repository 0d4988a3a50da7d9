/** What providers were called before, or are called by one library, by the name the conventions have now. */
const NOW: Readonly<Record<string, string>> = {
  az: "azure.ai.openai",
  "az.ai.inference": "azure.ai.inference",
  "az.ai.openai": "azure.ai.openai",
  azure: "azure.ai.openai",
  "azure-openai": "azure.ai.openai",
  "aws-bedrock": "aws.bedrock",
  bedrock: "aws.bedrock",
  "amazon-bedrock": "aws.bedrock",
  aws: "aws.bedrock",
  gemini: "gcp.gemini",
  google: "gcp.gemini",
  "google-generative-ai": "gcp.gemini",
  "google.generative-ai": "gcp.gemini",
  "google.vertex": "gcp.vertex_ai",
  vertex_ai: "gcp.vertex_ai",
  vertexai: "gcp.vertex_ai",
  mistral: "mistral_ai",
  mistralai: "mistral_ai",
  moonshot: "moonshot_ai",
  moonshotai: "moonshot_ai",
  xai: "x_ai",
  watsonx: "ibm.watsonx.ai",
};

/** A provider by the name of today's conventions: `OpenAI`, `openai.responses` and `openai` are one. */
export function providerName(sent: string): string {
  const name = sent.toLowerCase();
  const known = NOW[name];
  if (known !== undefined) return known;
  // The Vercel AI SDK names the endpoint, too.
  const bare =
    /^([a-z0-9_-]+)\.(?:chat|responses|completion|messages|embedding|generative-ai|text|image)$/.exec(
      name,
    )?.[1];
  return bare === undefined ? name : (NOW[bare] ?? bare);
}
