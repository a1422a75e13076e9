import type { DeviceConfig } from "../../src/contract/device-config.ts";
import { Aabb5154Mind } from "../decode/aabb5154.ts";
import { AlphaMind } from "../decode/alpha.ts";
import { Bx5kMind } from "../decode/bx5k.ts";
import { Cd5220Mind, Led8Mind } from "../decode/escape-displays.ts";
import { ModbusMind } from "../decode/modbus.ts";
import { Board } from "./board.ts";
import type { DevicePort, VirtualDevice } from "./device.ts";
import { MindedBoard } from "./minded-board.ts";

interface Named {
  readonly id: string;
  readonly title: string;
  readonly place: string | null;
}

/** A window's or a hall's board, whatever it speaks. */
export function buildBoard(
  device: Extract<DeviceConfig, { role: "window-board" | "summary-board" }>,
  named: Named,
  port: DevicePort,
): VirtualDevice {
  switch (device.driver) {
    case "a090":
      return new Board({ ...named, address: device.address, columns: device.characters }, port);
    case "aabb5154": {
      const { address, checksum, characters: columns } = device;
      const answers = (device.answers ?? (checksum === "xor" ? "yes" : "no")) === "yes";
      const mind = new Aabb5154Mind({ address, checksum, answers });
      return new MindedBoard({ ...named, address, face: "dots", columns, mind }, port);
    }
    case "bx5k": {
      const { address, characters: columns } = device;
      const mind = new Bx5kMind({ screen: address });
      return new MindedBoard({ ...named, address, face: "dots", columns, mind }, port);
    }
    case "alpha": {
      const { address, checksum, characters: columns } = device;
      const mind = new AlphaMind({ address, checksum });
      return new MindedBoard({ ...named, address, face: "dots", columns, mind }, port);
    }
    case "cd5220": {
      const mind = new Cd5220Mind();
      return new MindedBoard({ ...named, address: null, face: "vfd", columns: 40, mind }, port);
    }
    case "led8": {
      const mind = new Led8Mind();
      return new MindedBoard({ ...named, address: null, face: "digits", columns: 8, mind }, port);
    }
    case "modbus-number": {
      const { address, firstRegister: first, registers, empty } = device;
      const mind = new ModbusMind({ unit: address, first, registers, empty });
      return new MindedBoard({ ...named, address, face: "digits", columns: 5, mind }, port);
    }
  }
}
