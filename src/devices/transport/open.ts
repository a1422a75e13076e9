import type { LineConfig } from "../../contract/hall-config.ts";
import type { Clock } from "../../kernel/clock.ts";
import { hidTransport } from "./hid.ts";
import { type HidPort, nodeHidPort } from "./hid-port.ts";
import { type SerialPorts, serialTransport, systemSerialPorts } from "./serial.ts";
import { tcpTransport } from "./tcp.ts";
import type { Connect } from "./transport.ts";
import { usblpTransport } from "./usblp.ts";
import { virtualTransport } from "./virtual.ts";

/** What this machine can be plugged into. Nothing native is loaded before a line of that kind connects. */
export interface MachinePorts {
  readonly serial: SerialPorts;
  readonly hid: HidPort;
}

export function systemPorts(): MachinePorts {
  return { serial: systemSerialPorts, hid: nodeHidPort() };
}

/** How to connect a configured line. */
export function transportOf(
  { id, transport }: LineConfig,
  {
    virtualPort,
    ports,
    clock,
  }: {
    readonly virtualPort: (line: string) => number | null;
    readonly ports: MachinePorts;
    readonly clock: Clock;
  },
): Connect {
  switch (transport.kind) {
    case "tcp":
      return tcpTransport(transport);
    case "serial":
      return serialTransport(transport, ports.serial);
    case "hid":
      return hidTransport(transport, ports.hid);
    case "usblp":
      return usblpTransport({ path: transport.path, clock });
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
