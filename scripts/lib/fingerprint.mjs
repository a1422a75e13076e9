import { createHash } from "node:crypto";
import { readdirSync, statSync } from "node:fs";
import path from "node:path";

const IGNORED = /(^|\/)(node_modules|dist|\.git)(\/|$)|\.test\.ts$/;

/**
 * One short text that changes when any of the given files or folders does: path, size and time of change of each
 * file. Cheaper than reading them (a few hundred `stat`s) and, unlike "the newest time", it sees a file that was
 * deleted or put back.
 */
export function fingerprint(root, entries) {
  const hash = createHash("sha256").update(process.versions.node.split(".")[0]);
  const visit = (file) => {
    const name = path.relative(root, file);
    if (IGNORED.test(name)) return;
    const found = statSync(file, { throwIfNoEntry: false });
    if (!found) return;
    if (found.isDirectory()) {
      for (const child of readdirSync(file).sort()) visit(path.join(file, child));
      return;
    }
    hash.update(`${name}\0${found.size}\0${Math.trunc(found.mtimeMs)}\n`);
  };
  for (const entry of entries) visit(path.join(root, entry));
  return hash.digest("hex");
}
