import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FuseV1Options } from '@electron/fuses'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { configurationOf, programOf, unpacked } from '#packaging/configuration.ts'
import { differingFuses, fusesOf, setFuses } from '#packaging/fuses.ts'
import { writeStandIn } from '#packaging/stand-in.ts'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'fuses-'))
  writeStandIn(directory, '45.0.0')
})
afterEach(() => rm(directory, { recursive: true }))
const program = () => join(directory, 'electron')

describe('S11 fuses', () => {
  test('S11 every fuse there is has been decided, as the requirements say', () => {
    const names = Object.keys(FuseV1Options).filter((name) => !/^\d+$/.test(name))
    expect(Object.keys(fusesOf('darwin')).toSorted()).toEqual(names.toSorted())
    expect(fusesOf('darwin')).toEqual({
      RunAsNode: false,
      EnableCookieEncryption: true,
      EnableNodeOptionsEnvironmentVariable: false,
      EnableNodeCliInspectArguments: false,
      EnableEmbeddedAsarIntegrityValidation: true,
      OnlyLoadAppFromAsar: true,
      LoadBrowserProcessSpecificV8Snapshot: false,
      GrantFileProtocolExtraPrivileges: false,
      WasmTrapHandlers: true,
    })
    expect(fusesOf('win32')).toEqual(fusesOf('darwin'))
    expect(fusesOf('linux')).toEqual({ ...fusesOf('darwin'), EnableEmbeddedAsarIntegrityValidation: false })
  })

  test('S11 they are set in the bytes of a program and read back from them', async () => {
    expect(await differingFuses(program(), 'linux')).toContain('RunAsNode should be off and is on')
    await setFuses(program(), 'linux')
    expect(await differingFuses(program(), 'linux')).toEqual([])
    expect(await differingFuses(program(), 'win32')).toEqual([
      'EnableEmbeddedAsarIntegrityValidation should be on and is off',
    ])
  })

  test('S11 a program with a fuse more than were decided is refused', async () => {
    const bytes = await readFile(program())
    const count = bytes.at(-10) ?? 0
    bytes[bytes.length - 10] = count + 1
    await writeFile(program(), Buffer.concat([bytes, Buffer.from('1')]))
    await expect(setFuses(program(), 'linux')).rejects.toThrow()
    expect(await differingFuses(program(), 'linux')).toContain('fuse 9 is decided by nobody')
  })

  test('S11 packaging sets them, by the one hook it has, in the program of each system', () => {
    const config = configurationOf({ root: '/r', environment: {}, electron: null, output: '/o' })
    expect(config.afterPack).toBeTypeOf('function')
    expect(config.electronFuses).toBeUndefined()
    expect((['linux', 'darwin', 'win32'] as const).map((system) => programOf(system, 'd').slice(2))).toEqual([
      'countersign',
      'Countersign.app',
      'Countersign.exe',
    ])
  })
})

test('S12 the program is in an archive with hashes, and only what the system itself must open lies beside it', () => {
  const config = configurationOf({ root: '/r', environment: {}, electron: null, output: '/o' })
  expect(config.asar).toEqual({ smartUnpack: false })
  expect(config.asarUnpack).toEqual(['**/*.node'])
  expect(unpacked).toEqual(['**/*.node'])
  expect(config.disableAsarIntegrity ?? false).toBe(false)
  expect(config.disableSanityCheckAsar ?? false).toBe(false)
})

test('S14 no package starts the program without its sandbox', () => {
  const config = configurationOf({ root: '/r', environment: {}, electron: null, output: '/o' })
  expect(config.appImage?.executableArgs).toEqual([])
  expect(config.linux?.executableArgs ?? []).toEqual([])
  expect(JSON.stringify(config)).not.toContain('no-sandbox')
})
