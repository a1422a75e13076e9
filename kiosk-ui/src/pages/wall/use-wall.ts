import { onMounted, onUnmounted, type Ref, ref } from "vue";
import type { WallAct, WallView } from "../../../../src/contract/wall.ts";
import { startVirtualHall, whereIsIt } from "./hall-server.ts";

/** Asked again this often while the virtual hall is not there, ms. */
const AGAIN_MS = 1500;
/** A page that was loaded before the virtual hall had its address may not talk to it; it is loaded again, but not on and on. */
const RELOAD_GAP_MS = 30_000;
const RELOADED = "hall.wall.reloaded";

export interface UseWall {
  /** The last view that came; it stays, marked as old, when the virtual hall is gone. */
  readonly view: Ref<WallView | null>;
  readonly live: Ref<boolean>;
  /** Since when it has not been live, epoch ms. */
  readonly goneSince: Ref<number | null>;
  /** True when the hall server wants a sign-in first. */
  readonly locked: Ref<boolean>;
  /** Why the last act or start was refused, to be shown; null after one that worked. */
  readonly trouble: Ref<string | null>;
  act(act: WallAct): Promise<void>;
  /** Asks the hall server to start the virtual hall again. */
  start(): Promise<void>;
  /** Somebody has signed in: look again now. */
  signedIn(): void;
}

/** Follows the virtual hall: asks the hall server where it is, listens, and begins again whenever it is gone. */
export function useWall(): UseWall {
  const view = ref<WallView | null>(null);
  const live = ref(false);
  const goneSince = ref<number | null>(Date.now());
  const locked = ref(false);
  const trouble = ref<string | null>(null);
  let url = "";
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let mounted = true;

  const gone = () => {
    source?.close();
    source = null;
    if (live.value) goneSince.value = Date.now();
    live.value = false;
    clearTimeout(timer);
    if (mounted && !locked.value) timer = setTimeout(seek, AGAIN_MS);
  };

  const seek = async () => {
    const found = await whereIsIt();
    if (!mounted) return;
    locked.value = found === "sign-in";
    if (found === null || found === "sign-in") {
      gone();
      return;
    }
    url = found;
    source = new EventSource(`${url}/wall`);
    source.addEventListener("wall", (event) => {
      view.value = JSON.parse(event.data);
      live.value = true;
      goneSince.value = null;
    });
    source.onerror = gone;
  };

  const act = async (wanted: WallAct) => {
    try {
      const answer = await fetch(`${url}/act`, { method: "POST", body: JSON.stringify(wanted) });
      trouble.value = answer.ok ? null : String((await answer.json()).detail);
    } catch {
      trouble.value = "虚拟大厅没有应答";
    }
  };

  const start = async () => {
    trouble.value = await startVirtualHall();
  };
  const signedIn = () => {
    locked.value = false;
    void seek();
  };

  onMounted(() => {
    document.addEventListener("securitypolicyviolation", reloadOnce);
    void seek();
  });
  onUnmounted(() => {
    mounted = false;
    document.removeEventListener("securitypolicyviolation", reloadOnce);
    clearTimeout(timer);
    source?.close();
  });
  return { view, live, goneSince, locked, trouble, act, start, signedIn };
}

/** The page's own policy names the virtual hall's address as it was when the page was loaded. */
function reloadOnce(event: SecurityPolicyViolationEvent): void {
  if (event.effectiveDirective !== "connect-src") return;
  try {
    if (Date.now() - Number(sessionStorage.getItem(RELOADED)) < RELOAD_GAP_MS) return;
    sessionStorage.setItem(RELOADED, String(Date.now()));
    location.reload();
  } catch {
    // Without storage it could reload for ever; the visitor presses F5 then.
  }
}
