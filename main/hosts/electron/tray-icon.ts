import type * as Electron from 'electron'

/** The mark of the desk for tray and menu bar, drawn: two strokes over a line. No file to find, sharp at both sizes. */
type Stroke = readonly [x1: number, y1: number, x2: number, y2: number]

/** On a field of 20 by 16, as on the screen. */
const strokes: readonly Stroke[] = [
  [3.2, 11.6, 8, 2.6],
  [8.6, 11.6, 13.9, 1.8],
  [1.5, 14.2, 18.5, 14.2],
]
const width = 1.9

function distance(x: number, y: number, [x1, y1, x2, y2]: Stroke): number {
  const [dx, dy] = [x2 - x1, y2 - y1]
  const along = Math.max(0, Math.min(1, ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy)))
  return Math.hypot(x - (x1 + along * dx), y - (y1 + along * dy))
}

/** Four bytes to a pixel, blue first, colour times cover. `colour` is 0 to 255 for all three. */
export function drawMark(size: number, colour: number): Buffer {
  const pixels = Buffer.alloc(size * size * 4)
  const scale = size / 20
  for (let y = 0; y < size; y += 1)
    for (let x = 0; x < size; x += 1) {
      const [px, py] = [(x + 0.5) / scale, (y + 0.5) / scale - 2]
      const nearest = Math.min(...strokes.map((stroke) => distance(px, py, stroke)))
      const cover = Math.max(0, Math.min(1, (width / 2 - nearest) * scale + 0.5))
      const value = Math.round(colour * cover)
      pixels.set([value, value, value, Math.round(255 * cover)], (y * size + x) * 4)
    }
  return pixels
}

/** On a Mac the system colours it; elsewhere a grey that is seen on light and on dark panels. */
export function trayIcon(electron: typeof Electron, mac: boolean): Electron.NativeImage {
  const colour = mac ? 0 : 150
  const image = electron.nativeImage.createFromBitmap(drawMark(20, colour), { width: 20, height: 20, scaleFactor: 1 })
  image.addRepresentation({ width: 40, height: 40, scaleFactor: 2, buffer: drawMark(40, colour) })
  if (mac) image.setTemplateImage(true)
  return image
}
