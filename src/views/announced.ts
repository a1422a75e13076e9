import type { QueueId } from "../contract/ids.ts";
import type { ScreenView } from "../contract/screen.ts";
import type { DispatcherState } from "../dispatcher/state.ts";

/** Who waits in these sectors and was told a window ahead of the call, window by window, the next to be called first. */
export function announcedIn(state: DispatcherState, queues: readonly QueueId[]): ScreenView["announced"] {
  return state.rules.windows.flatMap(({ id, name }) =>
    (state.lines.held.get(id) ?? []).flatMap(({ ticket }) => {
      const told = state.tickets.get(ticket);
      if (told?.promised !== id || !queues.includes(told.queue)) return [];
      return [{ number: told.number, window: { id, name } }];
    }),
  );
}
