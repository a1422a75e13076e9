// A zone whose clock shows late morning wherever and whenever a test runs, so that no midnight is near: at midnight the
// hall begins a new day with an empty line.

const HOUR = new Date().getUTCHours();

/** Hours ahead of UTC. */
export const OFFSET = 11 - HOUR;

/** Its IANA name, whose sign is the other way round. */
export const LATE_MORNING = OFFSET === 0 ? "Etc/GMT" : `Etc/GMT${OFFSET > 0 ? "-" : "+"}${Math.abs(OFFSET)}`;
