// fontkit ships no types; this is the part that glyphs.ts uses.
declare module "fontkit" {
  export function create(data: Uint8Array): unknown;
}
