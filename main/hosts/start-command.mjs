import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/**
 * Runs a command with this Node where it is new enough, otherwise the same launcher again with the Node of the project.
 *
 * @param {string} name what the command is called
 * @param {string} launcher the address of the launcher
 * @param {() => Promise<unknown>} source
 */
export async function startCommand(name, launcher, source) {
  const own = fileURLToPath(new URL('../../node_modules/node/bin/node', import.meta.url))
  if (Number(process.versions.node.split('.')[0]) >= 24) {
    const { loadProgram } = await import('#main/hosts/start/load.mjs')
    await loadProgram(name, source)
  } else if (existsSync(own)) {
    const { status } = spawnSync(own, [fileURLToPath(launcher), ...process.argv.slice(2)], { stdio: 'inherit' })
    process.exitCode = status ?? 1
  } else {
    process.stderr.write(
      `${name} needs Node 24 or newer; this is ${process.version}. Run npm ci in its folder first.\n`,
    )
    process.exitCode = 1
  }
}
