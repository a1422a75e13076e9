import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";

const OWNERLESS_MS = 5_000; // between mkdir and writing the owner a process can only die, not linger
const LONGEST_MS = 15 * 60_000; // a process id may have been given to somebody else since

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Runs `work` while holding the folder `dir` as a lock between processes; a lock whose owner is gone is taken over.
 * `waiting` is called once when somebody else holds it.
 */
export async function withLock(dir, work, { waiting = () => {}, pollMs = 100 } = {}) {
  const mine = `${process.pid} ${Date.now()} ${Math.random()}`;
  let told = false;
  mkdirSync(path.dirname(dir), { recursive: true });
  while (!claim(dir, mine)) {
    if (removeStale(dir)) continue;
    if (!told) waiting();
    told = true;
    await pause(pollMs);
  }
  try {
    return await work();
  } finally {
    if (ownerOf(dir) === mine) rmSync(dir, { recursive: true, force: true });
  }
}

function claim(dir, mine) {
  try {
    mkdirSync(dir);
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
  writeFileSync(path.join(dir, "owner"), mine);
  return true;
}

function ownerOf(dir) {
  try {
    return readFileSync(path.join(dir, "owner"), "utf8");
  } catch {
    return null;
  }
}

function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

function isStale(dir, owner) {
  const made = statSync(dir, { throwIfNoEntry: false })?.mtimeMs;
  if (made === undefined) return false;
  const age = Date.now() - made;
  if (owner === null) return age > OWNERLESS_MS;
  return age > LONGEST_MS || !alive(Number.parseInt(owner, 10));
}

/** Moves a stale lock away under a name of its own, so that of several takers only one gets it. */
function removeStale(dir) {
  const owner = ownerOf(dir);
  if (!isStale(dir, owner)) return false;
  const aside = `${dir}.stale-${process.pid}-${Date.now()}`;
  try {
    renameSync(dir, aside);
  } catch {
    return true; // somebody else was quicker
  }
  // Between the look and the move another process may have taken over and claimed afresh: give that lock back.
  if (ownerOf(aside) !== owner) {
    try {
      renameSync(aside, dir);
      return false;
    } catch {
      /* a third process claimed meanwhile: it builds too, into a folder of its own, and the result is the same */
    }
  }
  rmSync(aside, { recursive: true, force: true });
  return true;
}
