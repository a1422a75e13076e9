import { onScopeDispose, type Ref, readonly, ref } from "vue";

/** This machine's clock, epoch ms, moved on every `everyMs`. */
export function useNow(everyMs = 1000): Readonly<Ref<number>> {
  const now = ref(Date.now());
  const timer = setInterval(() => {
    now.value = Date.now();
  }, everyMs);
  onScopeDispose(() => clearInterval(timer));
  return readonly(now);
}
