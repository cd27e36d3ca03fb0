import { join } from 'node:path'
import { errorCodes } from '#contract/error-codes.ts'
import { asAppError, AppError } from '#main/kernel/errors.ts'
import { findBrowser, hasDisplay, thisMachine } from '#main/hosts/browsers.ts'
import { findEndpoint, linkOf, type Endpoint } from '#main/hosts/endpoint.ts'
import { buildIfStale, bundleIfMissing } from '#main/hosts/start/build.ts'
import { announce, choose, wantsElectron, type Choice } from '#main/hosts/start/choice.ts'
import { downloadElectron, findElectron, runElectron } from '#main/hosts/start/electron.ts'
import { parseFlags, usage, type Flags } from '#main/hosts/start/flags.ts'
import { askForInvitation } from '#main/hosts/start/invitation.ts'
import { canOpenByItself, openBrowserWindow, openInDefaultBrowser } from '#main/hosts/start/open-window.ts'
import { whenStopped } from '#main/hosts/terminal.ts'

/** `npm start`: builds what is stale, picks the best host this machine has, says which and why, and runs it. */

const root = join(import.meta.dirname, '..', '..')
const machine = thisMachine()
const say = (line: string) => void process.stdout.write(`${line}\n`)

async function pick(
  flags: Flags,
  electronWorks: boolean,
): Promise<{ readonly choice: Choice; readonly electron: string | null }> {
  const known = {
    wants: { webHost: flags.serve, window: flags.open },
    display: hasDisplay(machine),
    isRoot: machine.isRoot,
  }
  let electron = electronWorks ? findElectron(root) : null
  if (electronWorks && wantsElectron({ ...known, electron: electron === null ? 'absent' : 'present' }))
    electron = await downloadElectron(root, say)
  const choice = choose({
    ...known,
    electron: electron === null ? 'absent' : 'present',
    browser: findBrowser(machine),
    systemOpener: canOpenByItself(machine),
  })
  return { choice, electron }
}

/** Returns whether a window came up. */
async function show(choice: Choice, url: string, flags: Flags): Promise<boolean> {
  const browser = findBrowser(machine)
  const { profileDirectory } = flags
  switch (choice.host) {
    case 'browser-window':
      return browser !== null && openBrowserWindow({ browser, url, profileDirectory, isRoot: machine.isRoot })
    case 'default-browser':
      return openInDefaultBrowser(machine.platform, url)
    case 'address-only':
    case 'electron':
      return false
  }
}

async function serveHere(choice: Choice, flags: Flags): Promise<void> {
  // Where Electron starts, the desk is loaded there and not here.
  const { serveProfile } = await import('#main/hosts/web/serve.ts')
  const served = await serveProfile({
    profileDirectory: flags.profileDirectory,
    port: flags.port,
    sample: flags.sandbox ? 'always' : 'auto',
    environment: process.env,
    opener: async (url) => {
      if (!hasDisplay(machine) || !(await openInDefaultBrowser(machine.platform, url)))
        throw new AppError('not_found', 'No browser could be started. Copy the address and open it yourself.')
    },
    watch: () => {},
  })
  await show(choice, served.invite(), flags)
  const stopped = whenStopped()
  say(`The desk is at ${served.url}`)
  say('It runs until you press Ctrl+C.')
  await stopped
  await served.stop()
}

/** A desk that already runs on this profile gets another window instead of a second process. */
async function joinRunning(endpoint: Endpoint, flags: Flags): Promise<void> {
  const { choice } = await pick({ ...flags, serve: true }, false)
  say(`Countersign already runs on this profile (process ${endpoint.pid}).`)
  const url = await askForInvitation(endpoint)
  const shown = url !== null && (await show(choice, url, flags))
  if (!shown) say(`The desk is at ${linkOf(endpoint)}`)
}

async function main(): Promise<void> {
  const flags = parseFlags(process.argv.slice(2), process.env)
  if (flags === 'help') return say(usage)
  // Bundled, it runs where its bundle is there.
  const isBundled = !import.meta.url.endsWith('.ts')
  await Promise.all([buildIfStale(root, say), ...(isBundled ? [] : [bundleIfMissing(root)])])
  const endpoint = await findEndpoint(flags.profileDirectory)
  if (endpoint !== null) return joinRunning(endpoint, flags)

  let { choice, electron } = await pick(flags, true)
  say(announce(choice))
  if (choice.host === 'electron' && electron !== null) {
    const words = ['--profile', flags.profileDirectory, ...(flags.sandbox ? ['--sandbox'] : [])]
    const code = await runElectron(electron, root, words)
    if (code !== null) {
      process.exitCode = code
      return
    }
    say('Electron could not start on this system.')
    ;({ choice } = await pick(flags, false))
    say(announce(choice))
  }
  await serveHere(choice, flags)
}

process.umask(0o077)
main().catch((thrown: unknown) => {
  const error = asAppError(thrown)
  process.stderr.write(`${error.message}\n`)
  process.exitCode = errorCodes[error.code].exit
})
