export interface CliOutput {
  /** One line of the result. */
  readonly out: (line: string) => void;
  /** One line about it: problems, hints. */
  readonly err: (line: string) => void;
}
