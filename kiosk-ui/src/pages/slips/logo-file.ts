/** As wide as the widest paper and as tall as a logo may be, dots. */
const WIDEST = 576;
const TALLEST = 240;

/** A picture from the manager's machine as a small PNG, base64; null when the browser can't read it. */
export async function logoOf(file: File): Promise<string | null> {
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) return null;
  const scale = Math.min(1, WIDEST / picture.width, TALLEST / picture.height);
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const pen = canvas.getContext("2d");
  if (!pen) return null;
  // Paper is white: a see-through picture is shown on it as it will be printed.
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.imageSmoothingQuality = "high";
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  greys(pen, canvas.width, canvas.height);
  return canvas.toDataURL("image/png").replace(/^data:image\/png;base64,/, "");
}

/** Sixteen greys are more than a slip printer shows, and make the file small. */
function greys(pen: CanvasRenderingContext2D, width: number, height: number): void {
  const image = pen.getImageData(0, 0, width, height);
  const { data } = image;
  for (let at = 0; at < data.length; at += 4) {
    const light = 0.299 * (data[at] ?? 0) + 0.587 * (data[at + 1] ?? 0) + 0.114 * (data[at + 2] ?? 0);
    const step = Math.round(light / 17) * 17;
    data.set([step, step, step, 255], at);
  }
  pen.putImageData(image, 0, 0);
}
