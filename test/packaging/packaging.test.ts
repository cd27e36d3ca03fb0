import { inflateSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { ArchivedFile } from '#packaging/archive.ts'
import { configurationOf } from '#packaging/configuration.ts'
import { judgeContents, packageOf, sizesOf } from '#packaging/contents.ts'
import { icnsOf, icoOf, pngOf } from '#packaging/icon/containers.ts'
import { drawIcon, svgOf } from '#packaging/icon/drawing.ts'
import { rasterOf } from '#packaging/icon/raster.ts'

describe('icons', () => {
  const size = 32
  const pixels = rasterOf(drawIcon('full', size), size)
  const at = (x: number, y: number) => [...pixels.subarray((y * size + x) * 4, (y * size + x) * 4 + 4)]

  test('ink under a violet and a white stroke, nothing in the corners', () => {
    const [red = 0, green = 0, blue = 0, cover] = at(4, 16)
    expect([blue > green, green > red, cover]).toEqual([true, true, 255])
    expect(at(0, 0)[3]).toBe(0)
    expect(at(19, 13)).toEqual([255, 255, 255, 255])
    const [violetRed = 0, violetGreen = 0, violetBlue = 0] = at(11, 14)
    expect([violetBlue > violetRed, violetRed > violetGreen]).toEqual([true, true])
  })

  test('a picture holds its pixels, line by line', () => {
    const png = pngOf(pixels, size)
    expect(png.subarray(1, 4).toString()).toBe('PNG')
    const data = png.indexOf('IDAT')
    const lines = inflateSync(png.subarray(data + 4, data + 4 + png.readUInt32BE(data - 4)))
    expect(lines).toHaveLength(size * (size * 4 + 1))
    expect(png.subarray(-8, -4).toString()).toBe('IEND')
  })

  test('the files of Windows and Mac say how large each picture is and where it begins', () => {
    const png = pngOf(pixels, size)
    const ico = icoOf([{ size, png }])
    expect([ico.readUInt16LE(4), ico[6], ico.readUInt32LE(14), ico.readUInt32LE(18)]).toEqual([1, 32, png.length, 22])
    const icns = icnsOf(() => png)
    expect([icns.subarray(0, 4).toString(), icns.readUInt32BE(4)]).toEqual(['icns', icns.length])
    expect(icns.subarray(8, 12).toString()).toBe('ic11')
  })

  test('the drawing is the same as a document', () => {
    const svg = svgOf(drawIcon('full', 512))
    expect(svg.match(/<path /g)).toHaveLength(4)
    expect(svg).not.toMatch(/NaN|undefined/)
  })
})

describe('what is in a package', () => {
  const file = (path: string, size = 10): ArchivedFile => ({ path, size, unpacked: path.endsWith('.node') })
  const whole = [
    'package.json',
    'THIRD-PARTY.md',
    'out/preload/index.cjs',
    'out/renderer/index.html',
    'out/renderer/audio.html',
    ...['index', 'reader', 'voice', 'opus'].map((name) => `out/main/${name}.js`),
    ...['capture-worklet', 'play-worklet', 'link-worker'].map((name) => `out/renderer/sound/${name}.js`),
    'node_modules/ws/package.json',
    'node_modules/better-sqlite3/prebuilds/linux-x64.node',
  ].map((path) => file(path))
  const judge = (files: readonly ArchivedFile[]) =>
    judgeContents({ files, packages: ['ws'], optional: ['better-sqlite3'] })

  test('a whole one is right', () => {
    expect(judge(whole)).toEqual([])
  })

  test.each([
    ['main/hosts/core.ts', 'is a source'],
    ['out/main/index.js.map', 'is a map of sources'],
    ['node_modules/ws/test/a.js', 'is a test'],
    ['profile/desk.sqlite', 'is a database'],
    ['.env', 'is a secret'],
    ['node_modules/vitest/index.js', 'vitest is not one the program needs'],
  ])('%s does not belong there', (path, said) => {
    expect(judge([...whole, file(path)]).join()).toContain(said)
  })

  test('what is missing, too large, or on the wrong side of the archive is said', () => {
    expect(judge(whole.slice(1))).toEqual(['package.json is missing'])
    expect(judge([...whole, file('node_modules/ws/big.js', 50 * 1024 * 1024)]).join()).toContain('more than')
    expect(judge([...whole, { ...file('node_modules/ws/x.js'), unpacked: true }]).join()).toContain('outside of')
    expect(judge(whole.filter(({ path }) => !path.endsWith('.node')))).toEqual(['the database has no native part'])
  })

  test('a file belongs to the innermost package', () => {
    expect(packageOf('node_modules/@a/b/node_modules/c/d.js')).toBe('c')
    expect(packageOf('node_modules/@a/b/lib/d.js')).toBe('@a/b')
    expect(packageOf('out/main/index.js')).toBeUndefined()
    expect(sizesOf([file('out/main/a.js', 1), file('out/main/b.js', 2), file('node_modules/c/d.js', 9)])).toEqual([
      ['c', 9],
      ['out/main', 3],
    ])
  })
})

describe('the configuration', () => {
  const configure = (environment: NodeJS.ProcessEnv) =>
    configurationOf({ root: '/r', environment, electron: null, output: '/o' })

  test('has a package for each system, publishes nothing and compiles nothing', () => {
    const config = configure({})
    expect([config.linux?.target, config.mac?.target, config.win?.target]).toEqual([
      ['AppImage', 'deb'],
      ['dmg'],
      ['nsis'],
    ])
    expect([config.publish, config.npmRebuild, config.allowMissingDependencies]).toEqual([null, false, false])
  })

  describe('where newer versions are looked for', () => {
    const address = 'https://updates.example.org/countersign/'
    const feed = { provider: 'generic', url: address }

    test('is nowhere unless whoever builds names it', () => {
      for (const environment of [{}, { COUNTERSIGN_UPDATE_ADDRESS: '' }]) {
        const { publish, mac, win } = configure({ ...environment, CSC_LINK: 'file' })
        expect([publish, mac?.publish, win?.publish, mac?.target]).toEqual([null, null, null, ['dmg']])
      }
    })

    test('is the address that was named, on Mac and Windows in signed builds only', () => {
      const unsigned = configure({ COUNTERSIGN_UPDATE_ADDRESS: address })
      expect([unsigned.publish, unsigned.mac?.publish, unsigned.win?.publish]).toEqual([feed, null, null])
      const signed = configure({ COUNTERSIGN_UPDATE_ADDRESS: address, CSC_LINK: 'file' })
      expect([signed.mac?.publish, signed.win?.publish, signed.mac?.target]).toEqual([feed, feed, ['dmg', 'zip']])
    })

    test.each([
      'http://updates.example.org/',
      'https://me:secret@updates.example.org/',
      `${address}?key=1`,
      'nonsense',
    ])('is never %s', (wrong) => {
      expect(() => configure({ COUNTERSIGN_UPDATE_ADDRESS: wrong })).toThrow('has to be an https address')
    })
  })

  test('a Mac’s program is signed for the hardened runtime where there is something to sign with', () => {
    expect(configure({}).mac).toMatchObject({ identity: null, hardenedRuntime: false })
    expect(configure({ CSC_LINK: 'file' }).mac).toMatchObject({ hardenedRuntime: true })
    expect(configure({ CSC_LINK: 'file' }).mac).not.toHaveProperty('identity')
  })
})
