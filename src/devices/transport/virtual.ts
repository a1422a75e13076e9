import { HallError } from "../../kernel/errors.ts";
import { tcpTransport } from "./tcp.ts";
import type { Connect } from "./transport.ts";

/** The far end of a virtual line: a port on 127.0.0.1 that the virtual hall names anew each time it starts. */
export function virtualTransport({ port }: { port: () => number | null }): Connect {
  return (signal) => {
    const now = port();
    if (now === null) return Promise.reject(new HallError("line.unreachable", "虚拟大厅未运行"));
    return tcpTransport({ host: "127.0.0.1", port: now })(signal);
  };
}
