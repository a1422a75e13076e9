import type { VisitToken, WindowId } from "../contract/ids.ts";
import type { HallService } from "../http/hall-service.ts";

const LINE_SHOWN = 30;

/** What a socket room shows now (contract/socket.ts); null: there is no such room. */
export function roomView(service: HallService, room: string): object | null {
  const colon = room.indexOf(":");
  const [kind, id] = colon < 0 ? [room, ""] : [room.slice(0, colon), room.slice(colon + 1)];
  switch (kind) {
    case "screen":
      return service.screen(id);
    case "window": {
      const window = service.windowView(id as WindowId);
      const ticket = window?.ticket ? service.ticket(window.ticket.id) : null;
      return (
        window && {
          version: 0,
          window,
          ticket,
          line: service.line(window.id, LINE_SHOWN) ?? [],
          notices: service.notices(),
          inputs: service.windowInputs(window.id),
        }
      );
    }
    case "ticket":
      return service.visit(id as VisitToken);
    case "kiosk":
      return service.kioskRoom(id);
    case "rater":
      return service.rater(id as WindowId);
    case "system":
      return { ...service.system(), version: 0 };
    default:
      return null;
  }
}
