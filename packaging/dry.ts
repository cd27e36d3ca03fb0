import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { Arch, build, Platform } from 'electron-builder'
import electron from 'electron/package.json' with { type: 'json' }
import { buildIfStale } from '#main/hosts/start/build.ts'
import { configurationOf } from '#packaging/configuration.ts'
import { judgePackage } from '#packaging/judge.ts'
import { prepare } from '#packaging/prepare.ts'
import { writeStandIn } from '#packaging/stand-in.ts'

/**
 * Packages around a stand-in for Electron, so that everything but Electron itself is the real thing: the configuration is
 * checked, the files are collected into a real archive, the fuses are set in bytes and read back from them.
 */
const notDone = [
  'nothing was started, because there is no Electron in it',
  'no AppImage, deb, dmg or installer was made',
  'nothing was signed, and what macOS and Windows write into a program about its archive was not written',
]

export async function rehearse(root: string, say: (line: string) => void): Promise<readonly string[]> {
  await buildIfStale(root, say)
  const output = join(root, 'out', 'dry')
  rmSync(output, { recursive: true, force: true })
  const standIn = join(output, 'electron')
  writeStandIn(standIn, electron.version)
  prepare(root, 'linux')
  const config = configurationOf({ root, environment: process.env, electron: standIn, output })
  const arch = process.arch === 'arm64' ? Arch.arm64 : Arch.x64
  await build({ targets: Platform.LINUX.createTarget('dir', arch), config, projectDir: root, publish: 'never' })
  const wrong = await judgePackage({ root, output, system: 'linux', say })
  say(`Not done here: ${notDone.join('; ')}.`)
  return wrong
}
