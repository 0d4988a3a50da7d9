import { createHash, timingSafeEqual } from "node:crypto";
import type { Request } from "express";

/** Whether a request carries METRICS_TOKEN, which belongs to the installation. No tenant's key is one. */
export function isOperator(request: Pick<Request, "headers">, metricsToken: string | null): boolean {
  const sent = /^bearer +(\S{1,400})$/i.exec(request.headers.authorization ?? "")?.[1];
  if (metricsToken === null || sent === undefined) return false;
  // Hashed first: the comparison wants equal lengths, and then takes as long whatever was sent.
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(sent), digest(metricsToken));
}
