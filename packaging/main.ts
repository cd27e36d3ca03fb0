import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { build, Platform, type CliOptions } from 'electron-builder'
import { buildIfStale } from '#main/hosts/start/build.ts'
import { configurationOf } from '#packaging/configuration.ts'
import { rehearse } from '#packaging/dry.ts'
import { judgePackage } from '#packaging/judge.ts'
import { prepare } from '#packaging/prepare.ts'

/**
 * `npm run package` makes the packages of the system it runs on, and looks at what came out. With `--dir` it stops at the
 * folder they are made from; with `--dry` it needs no Electron: it packs around a stand-in and says what it could not do.
 */
const root = join(import.meta.dirname, '..')
const say = (line: string) => void process.stdout.write(`${line}\n`)

const usage = `npm run package            the packages of this system, in out/packages
npm run package -- --dir   only the folder they are made from
npm run package -- --dry   without Electron: configuration, files, sizes and fuses, and what could not be done`

const platforms = { linux: Platform.LINUX, darwin: Platform.MAC, win32: Platform.WINDOWS } as const

async function packageHere(onlyFolder: boolean): Promise<readonly string[]> {
  const { platform: system } = process
  if (system !== 'linux' && system !== 'darwin' && system !== 'win32') return [`There is no package for ${system}.`]
  await buildIfStale(root, say)
  const output = join(root, 'out', 'packages')
  rmSync(output, { recursive: true, force: true })
  prepare(root, system)
  const config = configurationOf({ root, environment: process.env, electron: null, output })
  const targets = platforms[system].createTarget(onlyFolder ? 'dir' : null)
  const made = await build({ targets, config, projectDir: root, publish: 'never' } satisfies CliOptions)
  for (const file of made) say(`Made ${file}`)
  return judgePackage({ root, output, system, say })
}

const { values } = parseArgs({
  options: { dry: { type: 'boolean' }, dir: { type: 'boolean' }, help: { type: 'boolean' } },
})
if (values.help === true) say(usage)
else {
  const wrong = values.dry === true ? await rehearse(root, say) : await packageHere(values.dir === true)
  for (const sentence of wrong) process.stderr.write(`Wrong: ${sentence}.\n`)
  process.exitCode = wrong.length === 0 ? 0 : 1
}
