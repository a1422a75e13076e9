import type { DeviceConfig } from "../contract/device-config.ts";
import type { DeviceAct, DeviceDetail, DeviceFacts, DeviceTried, Swapped } from "../contract/device-desk.ts";
import type { Refusal } from "../contract/problem.ts";
import type { Clock } from "../kernel/clock.ts";
import { refuse } from "../kernel/errors.ts";

/** An address that stands in for the config's; it lapses when the config's own address changes. */
export interface Readdressed {
  readonly device: string;
  readonly configured: number;
  readonly address: number;
  readonly by: string;
  readonly at: number;
}
export interface AddressStore {
  all(): readonly Readdressed[];
  /** Replaces what was kept of these devices; one whose address is as configured is forgotten. */
  put(changes: readonly Readdressed[]): void;
}

/** The devices, as this desk uses them. */
export interface DevicesAtDesk {
  facts(id: string): DeviceFacts | null;
  attempt(id: string, act: DeviceAct): Promise<DeviceTried | null>;
  /** Opens the lines of these devices anew, each device at its new address. */
  readdress(addresses: ReadonlyMap<string, number>): Promise<void>;
}

export interface DeviceDesk {
  detail(id: string): DeviceDetail | Refusal;
  attempt(id: string, act: DeviceAct): Promise<DeviceTried | Refusal>;
  swap(id: string, other: string, by: string): Promise<Swapped | Refusal>;
}

/** The config's devices with the addresses that are in force. */
export function readdressedDevices(
  devices: readonly DeviceConfig[],
  kept: readonly Readdressed[],
): readonly DeviceConfig[] {
  return devices.map((device) => {
    const change = kept.find((k) => k.device === device.id);
    if (!change || !("address" in device) || device.address !== change.configured) return device;
    return { ...device, address: change.address };
  });
}

export function createDeviceDesk(needs: {
  /** As the file has them. */
  readonly configured: readonly DeviceConfig[];
  readonly addresses: AddressStore;
  readonly devices: DevicesAtDesk;
  readonly clock: Clock;
  readonly iso: (at: number) => string;
}): DeviceDesk {
  const { configured, addresses, devices, clock, iso } = needs;
  const unknown = (id: string) => refuse("device.unknown", `没有设备 ${id.slice(0, 40)}（no such device）`);
  const now = () => readdressedDevices(configured, addresses.all());
  const of = (id: string) => now().find((d) => d.id === id);
  return {
    detail: (id) => {
      const facts = devices.facts(id);
      const mine = of(id);
      if (!facts || !mine) return unknown(id);
      const kept = addresses.all().find((k) => k.device === id);
      const inForce = kept && "address" in mine && mine.address === kept.address;
      return {
        ...facts,
        swappable: now().flatMap((d) => (maySwap(mine, d) ? d.id : [])),
        readdressed: kept && inForce ? { ...pick(kept), at: iso(kept.at) } : null,
      };
    },
    attempt: async (id, act) => {
      if (!of(id)) return unknown(id);
      return (await devices.attempt(id, act)) ?? refuse("device.cannot", `${id} 不能这样测试（${act.act}）`);
    },
    swap: async (id, other, by) => {
      const [mine, theirs] = [of(id), of(other)];
      if (!mine) return unknown(id);
      if (!theirs) return unknown(other);
      if (!maySwap(mine, theirs) || !("address" in mine) || !("address" in theirs))
        return refuse("device.cannot", `${id} 和 ${other} 不在同一条线路上或不是同一种设备，不能对调地址`);
      const changes = [
        { device: mine, address: theirs.address },
        { device: theirs, address: mine.address },
      ].map(({ device, address }) => ({
        device: device.id,
        configured: addressIn(configured, device.id),
        address,
        by,
        at: clock.now(),
      }));
      addresses.put(changes);
      await devices.readdress(new Map(changes.map((c) => [c.device, c.address])));
      const left = changes.filter((c) => c.address !== c.configured);
      return {
        devices: changes.map(({ device, address }) => ({ id: device, address })),
        notice:
          left.length === 0
            ? "已换回，与配置文件一致"
            : `已对调并记住，重启后仍然有效；请把配置文件改为 ${left.map((c) => `${c.device} address: ${c.address}`).join("，")}，改后此处的对调自动作废`,
      };
    },
  };
}

const pick = ({ configured, address, by }: Readdressed) => ({ configured, address, by });

function addressIn(devices: readonly DeviceConfig[], id: string): number {
  const device = devices.find((d) => d.id === id);
  return device && "address" in device ? device.address : 0;
}

function maySwap(a: DeviceConfig, b: DeviceConfig): boolean {
  const same = a.line === b.line && a.driver === b.driver && boards(a) === boards(b);
  return a.id !== b.id && same && "address" in a && "address" in b && (boards(a) || a.role === b.role);
}

const boards = ({ role }: DeviceConfig): boolean => role === "window-board" || role === "summary-board";
