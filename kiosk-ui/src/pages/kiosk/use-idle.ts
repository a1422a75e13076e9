import { onScopeDispose, type Ref, readonly, ref } from "vue";

/**
 * Counts down while nobody touches the page. `left`: seconds until `onIdle`, null while not counting. `seconds` is
 * asked at every touch, so a step may give more time; null stops counting.
 */
export function useIdle(parts: { readonly seconds: () => number | null; readonly onIdle: () => void }): {
  readonly left: Readonly<Ref<number | null>>;
  readonly touch: () => void;
} {
  const left = ref<number | null>(null);
  let deadline: number | null = null;

  const touch = () => {
    const seconds = parts.seconds();
    deadline = seconds === null ? null : Date.now() + seconds * 1000;
    left.value = seconds;
  };
  const tick = () => {
    if (deadline === null) return;
    const ms = deadline - Date.now();
    left.value = Math.max(0, Math.ceil(ms / 1000));
    if (ms > 0) return;
    deadline = null;
    left.value = null;
    parts.onIdle();
  };
  const timer = setInterval(tick, 250);
  const events = ["pointerdown", "keydown"] as const;
  for (const name of events) addEventListener(name, touch, { capture: true });
  onScopeDispose(() => {
    clearInterval(timer);
    for (const name of events) removeEventListener(name, touch, { capture: true });
  });
  return { left: readonly(left), touch };
}
