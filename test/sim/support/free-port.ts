import net from "node:net";

// Below the range from which the kernel takes ports for outgoing connections: a port that is free now would
// otherwise be somebody's by the time the process under test listens on it, or again after its restart.
const FIRST = 15_000;
const COUNT = 17_000;

/** A port of 127.0.0.1 on which nobody listens. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 50; tries++) {
    const port = FIRST + Math.floor(Math.random() * COUNT);
    if (await isFree(port)) return port;
  }
  throw new Error("no free port in 50 tries");
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
