import express, { Router } from "express";
import type { DeskState } from "./desk-state.ts";

/** File bytes: up to the address getUploadURLExternal gave, and down for whoever shows the bot's token. */
export function createFileRoutes(state: DeskState): Router {
  const router = Router();
  router.post(
    "/upload/v1/:id",
    express.raw({ type: () => true, limit: "100mb" }),
    async (request, response) => {
      const body: unknown = request.body;
      const uploaded = await state.emulator.raw(
        `/upload/v1/${encodeURIComponent(request.params["id"] ?? "")}`,
        {
          method: "POST",
          headers: { "content-type": request.get("content-type") ?? "application/octet-stream" },
          body: Buffer.isBuffer(body) ? new Uint8Array(body) : "",
        },
      );
      response
        .status(uploaded.status)
        .type("text/plain")
        .send(await uploaded.text());
    },
  );
  router.get("/files-pri/:id/:name", async (request, response) => {
    const { id, name } = request.params;
    const file = await state.emulator.raw(
      `/files-pri/${encodeURIComponent(id)}/${encodeURIComponent(name)}`,
      {
        headers: { authorization: request.get("authorization") ?? "" },
      },
    );
    response
      .status(file.status)
      .attachment(name)
      .send(Buffer.from(await file.arrayBuffer()));
  });
  return router;
}
