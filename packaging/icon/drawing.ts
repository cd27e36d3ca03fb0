/**
 * The icon, as shapes on a field of 32: a tile of ink, the stroke of the one who proposes in violet, the stroke of the one
 * who signs in white, over a line. Strokes are thicker where a pen begins. Everything else is made of this.
 */
export type Colour = readonly [red: number, green: number, blue: number]

export type Shape = {
  /** How far a point lies outside; below zero inside. */
  readonly distance: (x: number, y: number) => number
  readonly path: string
  readonly from: Colour
  readonly to: Colour
  readonly cover: number
}

export type Drawing = { readonly tile: Shape; readonly shadow: boolean; readonly shapes: readonly Shape[] }

const field = 32
const white: Colour = [255, 255, 255]
const lilac: Colour = [205, 181, 255]

/** `Math.hypot` takes ten times as long, and this is asked millions of times. */
const away = (x: number, y: number) => Math.sqrt(x * x + y * y)

const number = (value: number) => String(Math.round(value * 1000) / 1000)

function roundedSquare(inset: number, radius: number): Pick<Shape, 'distance' | 'path'> {
  const half = field / 2 - inset
  const side = number(2 * (half - radius))
  const arc = (dx: number, dy: number) => `a${number(radius)} ${number(radius)} 0 0 1 ${number(dx)} ${number(dy)}`
  return {
    distance: (x, y) => {
      const [dx, dy] = [Math.abs(x - field / 2) - half + radius, Math.abs(y - field / 2) - half + radius]
      return away(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - radius
    },
    path: `M${number(inset + radius)} ${inset}h${side}${arc(radius, radius)}v${side}${arc(-radius, radius)}h-${side}${arc(-radius, -radius)}v-${side}${arc(radius, -radius)}z`,
  }
}

type Stroke = readonly [x1: number, y1: number, radius1: number, x2: number, y2: number, radius2: number]

/** Two circles and what lies between their tangents. */
function penStroke([x1, y1, r1, x2, y2, r2]: Stroke): Pick<Shape, 'distance' | 'path'> {
  const length = Math.hypot(x2 - x1, y2 - y1)
  const [ux, uy] = [(x2 - x1) / length, (y2 - y1) / length]
  const sine = (r1 - r2) / length
  const cosine = Math.sqrt(1 - sine * sine)
  const touch = (x: number, y: number, radius: number, side: 1 | -1) => {
    const [nx, ny] = [ux * sine - side * uy * cosine, uy * sine + side * ux * cosine]
    return `${number(x + nx * radius)} ${number(y + ny * radius)}`
  }
  return {
    distance: (x, y) => {
      const along = (x - x1) * ux + (y - y1) * uy
      const aside = Math.abs((y - y1) * ux - (x - x1) * uy)
      const turned = along * cosine - aside * sine
      if (turned < 0) return away(along, aside) - r1
      if (turned > length * cosine) return away(along - length, aside) - r2
      return aside * cosine + along * sine - r1
    },
    path: `M${touch(x1, y1, r1, -1)}L${touch(x2, y2, r2, -1)}A${number(r2)} ${number(r2)} 0 0 1 ${touch(x2, y2, r2, 1)}L${touch(x1, y1, r1, 1)}A${number(r1)} ${number(r1)} 0 1 1 ${touch(x1, y1, r1, -1)}z`,
  }
}

/** Systems that show an icon as it is get the tile to the edge; a Mac expects air around it and a shadow under it. */
export function drawIcon(kind: 'full' | 'mac', size: number): Drawing {
  const inset = kind === 'mac' ? 3.125 : 0.5
  const scale = (field - 2 * inset) / field
  // Small, the strokes need more weight to be seen at all.
  const weight = size <= 24 ? 1.3 : size <= 48 ? 1.15 : 1
  const place = (value: number) => inset + value * scale
  const stroke = (...[x1, y1, r1, x2, y2, r2]: Stroke) =>
    penStroke([place(x1), place(y1), r1 * weight * scale, place(x2), place(y2), r2 * weight * scale])
  const flat = { cover: 1 }
  return {
    tile: { ...roundedSquare(inset, 7.2 * scale), from: [74, 122, 246], to: [23, 58, 158], cover: 1 },
    shadow: kind === 'mac',
    shapes: [
      { ...stroke(9.1, 18.9, 1.45, 13.8, 9.6, 0.95), ...flat, from: lilac, to: lilac },
      { ...stroke(16, 18.9, 1.85, 22.3, 7.7, 1.2), ...flat, from: white, to: white },
      { ...stroke(7.2, 24, 0.8, 24.8, 24, 0.8), cover: 0.86, from: white, to: white },
    ],
  }
}

const hex = (colour: Colour) => `#${colour.map((part) => part.toString(16).padStart(2, '0')).join('')}`

export function svgOf({ tile, shapes }: Drawing): string {
  const ink = `<linearGradient id="ink" x1="0" y1="0" x2="0.35" y2="1"><stop stop-color="${hex(tile.from)}"/><stop offset="1" stop-color="${hex(tile.to)}"/></linearGradient>`
  const strokes = shapes.map(
    ({ path, from, cover }) => `<path d="${path}" fill="${hex(from)}"${cover === 1 ? '' : ` opacity="${cover}"`}/>`,
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${field} ${field}"><defs>${ink}</defs><path d="${tile.path}" fill="url(#ink)"/>${strokes.join('')}</svg>\n`
}
