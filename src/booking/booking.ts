import type { Feature } from "../kernel/feature.ts";
import { apply } from "./apply.ts";
import type { BookingCommand } from "./command.ts";
import { decide } from "./decide.ts";
import { react } from "./react.ts";
import { type BookingState, nextDue } from "./state.ts";

/** 预约 (guide 三（一）3, 三（三）4): who comes when. */
export const booking: Feature<BookingState, BookingCommand> = {
  decide,
  apply,
  react,
  nextDue,
};
