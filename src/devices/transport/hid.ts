import { HallError } from "../../kernel/errors.ts";
import type { Connect } from "./transport.ts";

/** HID devices may be configured but are not spoken yet: their line says so and stays off. */
const HID_REASON = "HID 设备将在后续版本支持";

export function hidTransport(): Connect {
  return () => Promise.reject(new HallError("line.unreachable", HID_REASON));
}
