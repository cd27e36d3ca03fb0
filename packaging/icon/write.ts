import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { icnsOf, icoOf, pngOf } from '#packaging/icon/containers.ts'
import { drawIcon, svgOf } from '#packaging/icon/drawing.ts'
import type { System } from '#packaging/fuses.ts'
import { rasterOf } from '#packaging/icon/raster.ts'

/** Draws the icons that the packages of a system need into a folder. The same code always draws the same bytes. */
const linuxSizes = [16, 24, 32, 48, 64, 128, 256, 512]
const windowsSizes = [16, 24, 32, 48, 64, 128, 256]

function painter(kind: 'full' | 'mac'): (size: number) => Buffer {
  const painted = new Map<number, Buffer>()
  return (size) => {
    const png = painted.get(size) ?? pngOf(rasterOf(drawIcon(kind, size), size), size)
    painted.set(size, png)
    return png
  }
}

export function writeIcons(directory: string, system: System): void {
  mkdirSync(join(directory, 'linux'), { recursive: true })
  writeFileSync(join(directory, 'icon.svg'), svgOf(drawIcon('full', 512)))
  switch (system) {
    case 'linux': {
      const paint = painter('full')
      for (const size of linuxSizes) writeFileSync(join(directory, 'linux', `${size}x${size}.png`), paint(size))
      return
    }
    case 'darwin':
      writeFileSync(join(directory, 'icon.icns'), icnsOf(painter('mac')))
      return
    case 'win32': {
      const paint = painter('full')
      writeFileSync(join(directory, 'icon.ico'), icoOf(windowsSizes.map((size) => ({ size, png: paint(size) }))))
    }
  }
}
