import type { SmsConfig } from "../contract/hall-config.ts";
import type { SmsService } from "./provider.ts";
import { createTwilio } from "./twilio.ts";

const TIMEOUT_MS = 10_000;

/**
 * The provider that the config names. Secrets come from the environment only; a missing one means that SMS are off and
 * shown so, never an exit.
 */
export function createSms(needs: {
  readonly config: SmsConfig;
  readonly secrets: { readonly TWILIO_AUTH_TOKEN?: string | undefined };
}): SmsService {
  const { config, secrets } = needs;
  switch (config.provider) {
    case "none":
      return { state: "off", name: "none", reason: null };
    case "twilio": {
      const authToken = secrets.TWILIO_AUTH_TOKEN?.trim();
      if (!authToken) {
        return { state: "off", name: "twilio", reason: "未设置环境变量 TWILIO_AUTH_TOKEN，短信未启用" };
      }
      return {
        state: "on",
        name: "twilio",
        provider: createTwilio({ config, authToken, timeoutMs: TIMEOUT_MS }),
      };
    }
  }
}
