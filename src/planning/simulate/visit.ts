import type { Scenario } from "./scenario.ts";

type Ticket = Scenario["tickets"][number];

/** What comes of one call: missed; or served, perhaps only until the clerk parks it. `minutes` from the start. */
export type Stint =
  | { readonly came: false; readonly minutes: number }
  | { readonly came: true; readonly minutes: number; readonly parked: boolean };

/** One person of the scenario: what each call will bring is read when it is called, never before. */
export class Visit {
  readonly asked: Ticket;
  #missed = false;
  #parked = false;
  /** Share of the present service that is still to be done. */
  #left = 1;

  constructor(asked: Ticket) {
    this.asked = asked;
  }

  /** May be called more than once: each call is told. */
  get comesBack(): boolean {
    const { more, parks, returns } = this.asked;
    return (more?.length ?? 0) > 0 || (parks ?? null) !== null || (returns ?? null) !== null;
  }

  /** At a window that takes `factorOf` times everybody's time; `matters` are those of the present leg. */
  call(matters: readonly string[], factorOf: (matter: string) => number): Stint {
    const { noShow, noShowCost, parks } = this.asked;
    if (noShow && !this.#missed) {
      this.#missed = true;
      return { came: false, minutes: noShowCost };
    }
    const whole = matters.reduce((sum, matter) => sum + this.#workOf(matter) * factorOf(matter), 0);
    const minutes = this.#left === 1 ? whole : whole * this.#left;
    if (parks && !this.#parked && parks.after < minutes) {
      this.#parked = true;
      this.#left = 1 - parks.after / whole;
      return { came: true, minutes: parks.after, parked: true };
    }
    this.#left = 1;
    return { came: true, minutes, parked: false };
  }

  #workOf(matter: string): number {
    const { matter: first, work, more } = this.asked;
    return matter === first ? work : (more?.find((m) => m.matter === matter)?.work ?? 0);
  }
}
