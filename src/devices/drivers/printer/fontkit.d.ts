// fontkit ships no types; this is the part that glyph-fonts.ts uses.
declare module "fontkit" {
  export interface Font {
    readonly unitsPerEm: number;
    hasGlyphForCodePoint(code: number): boolean;
    glyphForCodePoint(code: number): {
      readonly path: {
        readonly commands: readonly { readonly command: string; readonly args: readonly number[] }[];
      };
      readonly advanceWidth: number;
    };
  }
  export function create(data: Buffer): Font;
}
