/** Pictures are drawn as wide as their frame is, in steps, so that their letters keep their size. */
const step = 40;
export const widest = 752;

/** The width in pixels of the picture for a frame; one that is not on the page yet is as wide as that. */
export function pictureWidth(frame) {
  const room = frame.clientWidth || document.documentElement.clientWidth;
  return Math.min(Math.max(Math.floor(room / step) * step, 320), widest);
}

/** Calls back whenever a frame has got another width, once it has come to rest. */
export function whenWidthChanges(frame, signal, change) {
  let last = 0;
  let timer = 0;
  const observer = new ResizeObserver(() => {
    clearTimeout(timer);
    if (last === 0 && frame.clientWidth > 0) last = pictureWidth(frame);
    timer = setTimeout(() => {
      if (frame.clientWidth === 0 || pictureWidth(frame) === last) return;
      last = pictureWidth(frame);
      change();
    }, 100);
  });
  observer.observe(frame);
  signal.addEventListener("abort", () => {
    clearTimeout(timer);
    observer.disconnect();
  });
}
