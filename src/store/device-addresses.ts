import type { Db } from "./database.ts";

interface Row {
  readonly device: string;
  readonly configured: number;
  readonly address: number;
  readonly by: string;
  readonly at: number;
}

/** Addresses exchanged on the technician's page, kept until the config says the same. */
export function createDeviceAddresses(db: Db) {
  const all = db.prepare<[], Row>(
    'SELECT device, configured, address, who AS "by", at FROM device_address ORDER BY device',
  );
  const put = db.prepare(
    "INSERT INTO device_address(device, configured, address, who, at) VALUES(@device, @configured, @address, @by, @at) ON CONFLICT(device) DO UPDATE SET configured = excluded.configured, address = excluded.address, who = excluded.who, at = excluded.at",
  );
  const drop = db.prepare("DELETE FROM device_address WHERE device = ?");
  return {
    all: (): readonly Row[] => all.all(),
    put: db.transaction((changes: readonly Row[]) => {
      for (const change of changes)
        if (change.address === change.configured) drop.run(change.device);
        else put.run(change);
    }),
  };
}
