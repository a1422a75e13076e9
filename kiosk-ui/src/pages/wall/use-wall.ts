import { onMounted, onUnmounted, type Ref, ref } from "vue";
import type { WallAct, WallView } from "../../../../src/contract/wall.ts";

/** Asked again this often while the virtual hall is not there, ms. */
const AGAIN_MS = 1500;

export interface UseWall {
  /** The last view that came; it stays, marked as old, when the virtual hall is gone. */
  readonly view: Ref<WallView | null>;
  readonly live: Ref<boolean>;
  /** Since when it has not been live, epoch ms. */
  readonly goneSince: Ref<number | null>;
  /** Why the last act or start was refused, to be shown; null after one that worked. */
  readonly trouble: Ref<string | null>;
  act(act: WallAct): Promise<void>;
  /** Asks the hall server to start the virtual hall again. */
  start(): Promise<void>;
}

/** Follows the virtual hall: asks the hall server where it is, listens, and begins again whenever it is gone. */
export function useWall(): UseWall {
  const view = ref<WallView | null>(null);
  const live = ref(false);
  const goneSince = ref<number | null>(Date.now());
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
    if (mounted) timer = setTimeout(seek, AGAIN_MS);
  };

  const seek = async () => {
    const found = await whereIsIt();
    if (!mounted) return;
    if (found === null) {
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
      trouble.value = answer.ok ? null : await reason(answer);
    } catch {
      trouble.value = "虚拟大厅没有应答";
    }
  };

  const start = async () => {
    try {
      const answer = await fetch("/api/v1/virtual-hall/start", { method: "POST" });
      trouble.value = answer.ok ? null : await reason(answer);
    } catch {
      trouble.value = "大厅服务器没有应答";
    }
  };

  onMounted(seek);
  onUnmounted(() => {
    mounted = false;
    clearTimeout(timer);
    source?.close();
  });
  return { view, live, goneSince, trouble, act, start };
}

async function whereIsIt(): Promise<string | null> {
  try {
    const answer = await fetch("/api/v1/virtual-hall");
    if (!answer.ok) return null;
    const body: { url?: unknown } = await answer.json();
    return typeof body.url === "string" ? body.url.replace(/\/$/, "") : null;
  } catch {
    return null;
  }
}

/** What a refusal says, in its own words when it has any. */
async function reason(answer: Response): Promise<string> {
  if (answer.status === 401 || answer.status === 403) return "请先在管理页登录管理员";
  try {
    const body: { title?: unknown; detail?: unknown } = await answer.json();
    return String(body.detail ?? body.title ?? answer.status);
  } catch {
    return `操作未成功（${answer.status}）`;
  }
}
