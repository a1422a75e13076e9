import type { LineConfig } from "../../contract/hall-config.ts";
import { hidTransport } from "./hid.ts";
import { serialTransport } from "./serial.ts";
import { tcpTransport } from "./tcp.ts";
import type { Connect } from "./transport.ts";
import { virtualTransport } from "./virtual.ts";

/** How to connect a configured line. */
export function transportOf(
  { id, transport }: LineConfig,
  { virtualPort }: { virtualPort: (line: string) => number | null },
): Connect {
  switch (transport.kind) {
    case "tcp":
      return tcpTransport(transport);
    case "serial":
      return serialTransport(transport);
    case "hid":
      return hidTransport();
    case "virtual":
      return virtualTransport({ port: () => virtualPort(id) });
  }
}

/** Bytes a second on the wire (start, data, parity and stop bits), null where it is not known. */
export function bytesPerSecond({ transport }: LineConfig): number | null {
  switch (transport.kind) {
    case "serial": {
      const bits = 1 + transport.dataBits + (transport.parity === "none" ? 0 : 1) + transport.stopBits;
      return transport.baudRate / bits;
    }
    case "virtual":
      return transport.baudRate === undefined ? null : transport.baudRate / 10;
    default:
      return null;
  }
}
