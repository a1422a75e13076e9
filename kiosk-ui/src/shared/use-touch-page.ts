import { onMounted, onScopeDispose } from "vue";

/**
 * For pages touched by many hands: no context menu, no pinch or wheel zoom, no dragging, no selecting. The class
 * `touch` of theme.css does what CSS can; this does the rest, for as long as the page is shown.
 */
export function useTouchPage(): void {
  const stop = (event: Event) => event.preventDefault();
  const stopZoom = (event: WheelEvent) => {
    if (event.ctrlKey) event.preventDefault();
  };
  const stopPinch = (event: TouchEvent) => {
    if (event.touches.length > 1) event.preventDefault();
  };
  const viewport = () => document.querySelector<HTMLMetaElement>('meta[name="viewport"]');
  let before: string | null = null;

  onMounted(() => {
    for (const name of ["contextmenu", "dragstart", "selectstart", "gesturestart"])
      addEventListener(name, stop);
    addEventListener("wheel", stopZoom, { passive: false });
    addEventListener("touchmove", stopPinch, { passive: false });
    before = viewport()?.content ?? null;
    viewport()?.setAttribute(
      "content",
      "width=device-width, initial-scale=1, maximum-scale=1, user-scalable=no",
    );
  });
  onScopeDispose(() => {
    for (const name of ["contextmenu", "dragstart", "selectstart", "gesturestart"])
      removeEventListener(name, stop);
    removeEventListener("wheel", stopZoom);
    removeEventListener("touchmove", stopPinch);
    if (before !== null) viewport()?.setAttribute("content", before);
  });
}
