/** Providers that the price list knows by another name than OpenTelemetry's conventions. */
const NAMES: Readonly<Record<string, string>> = {
  "azure.ai.openai": "azure",
  "azure.ai.inference": "azure",
  "aws.bedrock": "aws",
  "gcp.gemini": "google",
  "gcp.gen_ai": "google",
  "gcp.vertex_ai": "google",
  mistral_ai: "mistral",
  moonshot_ai: "moonshotai",
  x_ai: "x-ai",
};

/** A provider by the name that the price list has for it. */
export function listProvider(vendor: string): string {
  return NAMES[vendor] ?? vendor;
}
