import type { Colour, Drawing, Shape } from '#packaging/icon/drawing.ts'

/** A drawing as pixels: red, green, blue and cover of each, by how far its middle lies from every edge. */
const field = 32

const clamp = (value: number) => Math.max(0, Math.min(1, value))

/** Along the gradient of the tile, which leans a little. */
const along = (x: number, y: number) => clamp(((x / field) * 0.35 + y / field) / 1.35)

export function rasterOf({ tile, shadow, shapes }: Drawing, size: number): Uint8Array {
  const pixels = new Uint8Array(size * size * 4)
  const scale = size / field
  let [red, green, blue, cover] = [0, 0, 0, 0]
  const lay = ([r, g, b]: Colour, amount: number) => {
    if (amount === 0) return
    const under = cover * (1 - amount)
    cover = amount + under
    red = (r * amount + red * under) / cover
    green = (g * amount + green * under) / cover
    blue = (b * amount + blue * under) / cover
  }
  const amountOf = (shape: Shape, x: number, y: number) => clamp(0.5 - shape.distance(x, y) * scale) * shape.cover
  const inkAt = (x: number, y: number, outside: number): Colour => {
    const way = along(x, y)
    // A line of light along the upper edge, as on a thing that lies on a desk.
    const light = 0.16 * clamp(1 + outside * 2.5) * clamp(1 - y / 10)
    const mix = (from: number, to: number) => {
      const ink = from + (to - from) * way
      return ink + (255 - ink) * light
    }
    return [mix(tile.from[0], tile.to[0]), mix(tile.from[1], tile.to[1]), mix(tile.from[2], tile.to[2])]
  }

  for (let row = 0; row < size; row += 1)
    for (let column = 0; column < size; column += 1) {
      const [x, y] = [(column + 0.5) / scale, (row + 0.5) / scale]
      const outside = tile.distance(x, y)
      ;[red, green, blue] = [0, 0, 0]
      // A soft shadow below, black and never more than a third.
      cover = shadow ? 0.3 * clamp(1 - (tile.distance(x, y - 0.45) + 0.5) / 1.6) ** 2 : 0
      lay(inkAt(x, y, outside), amountOf(tile, x, y))
      if (outside < 0) for (const shape of shapes) lay(shape.from, amountOf(shape, x, y))
      const at = (row * size + column) * 4
      pixels[at] = Math.round(red)
      pixels[at + 1] = Math.round(green)
      pixels[at + 2] = Math.round(blue)
      pixels[at + 3] = Math.round(cover * 255)
    }
  return pixels
}
