/** Colours that two-colour boards have; each protocol has its own code for them. */
export type Colour = "red" | "green" | "yellow";

/** A stretch of text in one colour. */
export interface Run {
  readonly text: string;
  readonly colour: Colour;
}
