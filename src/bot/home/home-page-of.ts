/** The page of open alerts that App Home showed when something in it was pressed. */
export function homePageOf({ view }: { readonly view?: { readonly private_metadata: string } }): number {
  const kept = view?.private_metadata ?? "";
  return /^\d{1,4}$/.test(kept) ? Number(kept) : 0;
}
