import { join } from 'node:path'
import type { AppContract } from '#contract/index.ts'
import type { Beginning } from '#contract/policy.ts'
import type { Configuration, SecretName } from '#contract/settings.ts'
import { AppError, asAppError } from '#main/kernel/errors.ts'
import type { Disk, Vault } from '#main/kernel/ports.ts'
import { Secret } from '#main/kernel/secret.ts'
import { createAnchorFile } from '#main/hosts/anchor-file.ts'
import { createCondition, isKnownDamaged, withCondition, type Condition } from '#main/hosts/condition.ts'
import { spaceAt } from '#main/hosts/disk-space.ts'
import { prepareExchange, type Exchange } from '#main/hosts/exchange.ts'
import { judgeExternalLink } from '#main/hosts/external-link.ts'
import { readDeskKey, readLedgerKey } from '#main/hosts/key-file.ts'
import { makeOwnerOnlyDirectory } from '#main/hosts/owner-only.ts'
import { backupsIn, databaseIn } from '#main/hosts/profile.ts'
import { createSpeechFiles } from '#main/hosts/speech-files.ts'
import { createRecordings } from '#main/hosts/recordings.ts'
import { startReader } from '#main/hosts/reader-thread.ts'
import { version } from '#main/hosts/version.ts'
import { createMemoryVault } from '#main/hosts/vault-memory.ts'
import { isUnconnected, readConfiguration } from '#main/services/configuration.ts'
import { createServices } from '#main/services/index.ts'
import type { ServicePorts } from '#main/services/service-ports.ts'
import type { VoiceEngine } from '#main/services/voice/engine-contract.ts'
import { openOrRecoverStore, openStore, type OpenedStore } from '#main/store/index.ts'
import { rebuildSearch } from '#main/store/recover.ts'
import type { Context, Handlers } from '#rpc/serve.ts'

/** One database with everything that works on it: the operator's own, or the sample company's. */

/** What the program has whichever workspace is open. */
export type Ports = Pick<
  ServicePorts,
  'host' | 'clock' | 'random' | 'log' | 'opener' | 'notifier' | 'updater' | 'watch'
>
export type WorkspacePorts = Ports &
  Pick<Disk, 'restore'> & {
    /** The thread that holds calls, whichever workspace they are of. */
    readonly voiceEngine: VoiceEngine
  }

export type Workspace = {
  readonly sample: boolean
  readonly handlers: Handlers<AppContract>
  readonly configuration: () => Promise<Configuration>
  /** `begin`: with which rules, where there never were any; null: with none. */
  readonly configure: (configuration: Configuration, begin: Beginning | null) => Promise<void>
  /** Recovers what a stop left behind, then begins to work. */
  readonly start: () => Promise<void>
  /** Makes a backup ready to take the place of the database, once this workspace is stopped. */
  readonly prepareRestore: (file: string) => Promise<Exchange>
  readonly stop: () => Promise<void>
}

/** The desk speaking to itself. */
const own = (host: Ports['host']): Context => ({
  signal: new AbortController().signal,
  principal: { host, id: 'core' },
  gone: new AbortController().signal,
})

async function open(directory: string, sample: boolean, vault: Vault, ports: WorkspacePorts): Promise<Workspace> {
  await makeOwnerOnlyDirectory(directory)
  const { store, condition } = await openDatabase(directory, ports)
  const stopping = new AbortController()
  let checking: Promise<void> = Promise.resolve()
  let copying: Promise<void> = Promise.resolve()
  const copyIfDue = async () => {
    try {
      await store.backup.createIfDue()
    } catch (error) {
      if (!stopping.signal.aborted) ports.log('warn', 'backup.failed', { error })
    }
  }
  /** On a thread of its own, beside the work; where the desk stays, well after the first page and then whenever one is due. */
  const keepCopies = async () => {
    if (ports.host === 'cli') return copyIfDue()
    const wait = (ms: number) => ports.clock.sleep(ms, stopping.signal).catch(() => {})
    for (await wait(quietMs); !stopping.signal.aborted; await wait(betweenCopiesMs)) await copyIfDue()
  }
  try {
    const services = await createServices({
      ...ports,
      store,
      speechFiles: createSpeechFiles(join(directory, 'speech')),
      vault,
      sample,
      version,
      opener: (url) => ports.opener(judged(url)),
      poll: ports.host !== 'cli',
      voice: { engine: () => ports.voiceEngine, recordings: createRecordings(join(directory, 'calls')) },
      deskKey: await readDeskKey(join(directory, 'desk.key')),
      anchorFile: createAnchorFile(join(directory, 'ledger-anchors.jsonl')),
      disk: { space: () => spaceAt(directory), soundness: condition, restore: ports.restore },
    })
    const stop = async () => {
      stopping.abort()
      await services.stop()
      // A command that ends at once waits for its backup; a desk that stays gives it up, and makes one at its next start.
      if (ports.host === 'cli') await copying
      await store.close()
      await Promise.all([checking, copying])
    }
    let stopped: Promise<void> | null = null
    const handlers = { ...services.handlers, app: withCondition(services.handlers.app, condition) }
    return {
      sample,
      handlers,
      configuration: async () => (await handlers.settings.get({}, own(ports.host))).configuration as Configuration,
      configure: async (configuration, begin) => {
        const given = begin === null ? { configuration } : { configuration, begin }
        await handlers.settings.import(given, own(ports.host))
      },
      start: async () => {
        await services.start()
        copying = keepCopies()
        if (ports.host !== 'cli') checking = condition.check(stopping.signal)
      },
      prepareRestore: (name) => prepareExchange(store, databaseIn(directory), name, Math.floor(ports.clock.now())),
      stop: () => (stopped ??= stop()),
    }
  } catch (thrown) {
    await store.close()
    throw thrown
  }
}

function judged(text: string): string {
  const verdict = judgeExternalLink(text)
  if (verdict.open) return verdict.url
  throw new AppError('egress_refused', 'This address is not one the desk opens.', { data: { reason: verdict.reason } })
}

const mostBackups = 100
const quietMs = 10_000
/** How often somebody looks whether a day has passed. */
const betweenCopiesMs = 15 * 60_000

/** Opens the database and migrates it. How many backups to keep stands inside it: until it has been read none is deleted. */
async function openDatabase(
  directory: string,
  { clock, log }: Ports,
): Promise<{ readonly store: OpenedStore; readonly condition: Condition }> {
  let backupsKept = mostBackups
  const file = databaseIn(directory)
  const ledgerKey = await readLedgerKey(join(directory, 'audit.key'))
  const options = {
    file,
    backupDirectory: backupsIn(directory),
    exportDirectory: join(directory, 'exports'),
    recordingDirectory: join(directory, 'calls'),
    ledgerKey: ledgerKey.key,
    clock,
    log,
    backupsKept: () => backupsKept,
    reader: (name: string) => startReader(name, log),
  }
  let { store, recovery } = await openOrRecoverStore(options)
  if (recovery === null && (await isKnownDamaged(store))) {
    // Worth the seconds it takes: what is derived can be built again, and then there is no damage.
    await store.close()
    if (rebuildSearch(file)) recovery = { how: 'search_rebuilt' }
    store = await openStore(options)
  }
  try {
    if (recovery !== null) log('error', 'workspace.recovered', { ...recovery })
    if (ledgerKey.isNew && (await store.audit.head()) !== null) log('warn', 'ledger.key_new')
    backupsKept = (await readConfiguration(store)).settings.backupsKept
    const { wasClean } = store.opening
    return { store, condition: await createCondition({ store, wasClean, recovery, clock, log }) }
  } catch (thrown) {
    await store.close()
    throw thrown
  }
}

export const openOwnWorkspace = (profile: string, vault: Vault, ports: WorkspacePorts): Promise<Workspace> =>
  open(profile, false, vault, ports)

/** The sample company on loopback sockets, and a desk that reaches it like any other: by base URLs and keys. */
export async function openSampleWorkspace(
  profile: string,
  ports: WorkspacePorts,
): Promise<Workspace & { readonly connections: Configuration['connections'] }> {
  const directory = join(profile, 'sample')
  await makeOwnerOnlyDirectory(directory)
  // A desk of somebody's own never pays for loading the sample company.
  const { startSandbox } = await import('#main/sandbox/index.ts')
  const sandbox = await startSandbox({
    directory: join(directory, 'world'),
    life: 'on',
    controlToken: null,
  })
  try {
    const keys = Object.entries(sandbox.keys).map(([name, key = '']) => [name as SecretName, new Secret(key)] as const)
    const workspace = await open(directory, true, createMemoryVault(keys), ports)
    try {
      const before = await workspace.configuration()
      // Addresses change from start to start; which helpdesk it is and how the operator likes the screen do not.
      const configuration = sandbox.configurationThrough(before.connections.helpdesk?.kind ?? 'intercom')
      const isNew = isUnconnected(before)
      const kept = isNew
        ? {}
        : { settings: before.settings, operator: before.operator, defaultDecisions: before.defaultDecisions }
      const begin = isNew ? { preset: 'Supervised', alone: true } : null
      await workspace.configure({ ...configuration, ...kept }, begin).catch((thrown: unknown) => {
        // What is there can still be read.
        if (asAppError(thrown).code !== 'database_damaged') throw thrown
      })
      const stop = async () => {
        await workspace.stop()
        await sandbox.stop()
      }
      return { ...workspace, connections: configuration.connections, stop }
    } catch (thrown) {
      await workspace.stop()
      throw thrown
    }
  } catch (thrown) {
    await sandbox.stop()
    throw thrown
  }
}
