/** What a window, kiosk or screen writes in place of a list: all of the hall's sectors (1+X). */
const ALL = "all";

/** The file with `sectors: all` as the list it stands for; whatever is no list or has no such field stays as it is. */
export function withEverySector(input: unknown): unknown {
  const { sectors, windows, kiosks, screens, ...rest } = fieldsOf(input);
  if (!Array.isArray(sectors)) return input;
  const ids = sectors.flatMap((s) => {
    const { id } = fieldsOf(s);
    return typeof id === "string" ? [id] : [];
  });
  const one = (entry: unknown): unknown => {
    const { sectors: served, changes } = fieldsOf(entry);
    const all = served === ALL ? { sectors: ids } : {};
    const changed = Array.isArray(changes) ? { changes: changes.map(one) } : {};
    return Object.keys({ ...all, ...changed }).length > 0
      ? { ...fieldsOf(entry), ...all, ...changed }
      : entry;
  };
  const lists = Object.entries({ sectors, windows, kiosks, screens }).filter(([, v]) => v !== undefined);
  return {
    ...rest,
    ...Object.fromEntries(
      lists.map(([key, list]) => [key, key !== "sectors" && Array.isArray(list) ? list.map(one) : list]),
    ),
  };
}

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
