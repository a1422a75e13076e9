// A process of its own that plays many hall screens: `screens-client.ts PORT COUNT TOKEN`. It tells its parent for
// each patch when the last screen had it, on the clock that all processes of a machine share.
import { io, type Socket } from "socket.io-client";

const [port, count, token] = process.argv.slice(2) as [string, string, string];
const wanted = Number(count);
const seen = new Map<number, { count: number; text: string }>();
const sockets: Socket[] = [];
let joined = 0;

function screen(): Socket {
  const socket = io(`http://127.0.0.1:${port}`, { transports: ["websocket"], forceNew: true, auth: { token } });
  socket.on("connect", () => socket.emit("join", { room: "screen:main", token }));
  socket.on("snapshot", () => {
    joined++;
    if (joined === wanted) process.send?.({ ready: true });
  });
  socket.on("refused", (message) => process.send?.({ refused: message }));
  socket.on("patch", (message: { version: number; ops: unknown }) => {
    const entry = seen.get(message.version) ?? { count: 0, text: JSON.stringify(message.ops) };
    seen.set(message.version, entry);
    if (++entry.count < wanted) return;
    seen.delete(message.version);
    process.send?.({ version: message.version, text: entry.text, at: Number(process.hrtime.bigint()) / 1e6 });
  });
  return socket;
}

for (let i = 0; i < wanted; i++) {
  sockets.push(screen());
  // A hall's screens do not all come up in one millisecond either.
  if (i % 25 === 24) await new Promise((resolve) => setTimeout(resolve, 20));
}
process.on("disconnect", () => {
  for (const socket of sockets) socket.disconnect();
  process.exit(0);
});
