import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { contract, type AppContract } from '#contract/index.ts'
import type { Conversation } from '#contract/conversation.ts'
import type { DecisionInput, Proposal, ProposalState } from '#contract/proposal.ts'
import type { Configuration, SecretName } from '#contract/settings.ts'
import { createAnchorFile } from '#main/hosts/anchor-file.ts'
import { readDeskKey } from '#main/hosts/key-file.ts'
import { createSpeechFiles } from '#main/hosts/speech-files.ts'
import { createMemoryVault } from '#main/hosts/vault-memory.ts'
import { systemClock, systemRandom } from '#main/kernel/clock.ts'
import { toWireError } from '#main/kernel/errors.ts'
import { createLog } from '#main/kernel/log.ts'
import type { Clock, Disk, ExecutionPoint, Notifier, Updater } from '#main/kernel/ports.ts'
import { Secret } from '#main/kernel/secret.ts'
import { startSandbox, type Sandbox } from '#main/sandbox/index.ts'
import type { ScriptInput } from '#main/sandbox/agent/script.ts'
import type { Recorded } from '#main/sandbox/service.ts'
import { createServices, type Services } from '#main/services/index.ts'
import type { VoicePorts } from '#main/services/service-ports.ts'
import { openStore, type OpenedStore, type StoreOptions } from '#main/store/index.ts'
import { connect, type Client } from '#rpc/connect.ts'
import { serve } from '#rpc/serve.ts'
import { memoryPair } from '#rpc/wire.ts'
import { soundDisk } from '#test/support/disk.ts'
import { withoutUndo } from '#test/support/timing.ts'
import { emptyStore, storeOptions } from '#test/support/store.ts'
import { until } from '#test/support/until.ts'

/**
 * A whole desk in this process: the sample company on loopback sockets, a database file, the real services behind the
 * real contract. Nobody writes and nothing is polled unless a test says so.
 */
export type DeskInProcess = {
  readonly sandbox: Sandbox
  readonly store: () => OpenedStore
  readonly desk: () => Client<AppContract>
  /** A second window on the same desk. */
  readonly window: (id: string) => Client<AppContract>
  /** The window is gone, as one is that crashed. */
  readonly lose: (id: string) => void
  /** Everything that was logged, as it would stand in the file. */
  readonly log: () => string
  readonly databaseFile: string
  /** All bytes of the database and its side files. */
  readonly databaseBytes: () => string
  readonly points: ExecutionPoint[]
  /** An orderly stop and a new start on the same file, to which something may happen in between. */
  readonly restart: (between?: () => void | Promise<void>) => Promise<void>
  readonly stop: () => Promise<void>
}

export type DeskOptions = {
  readonly change?: (configuration: Configuration) => Configuration
  /** Poll by itself, as the desktop does. */
  readonly poll?: boolean
  /** cli: open for one command, as the command line opens a profile nobody else has open. */
  readonly host?: 'web' | 'cli'
  /** Of the desk, and of the company where it has none of its own. Absent: this machine's. */
  readonly clock?: Clock
  /** What time it is at the company. */
  readonly companyNow?: () => number
  readonly keys?: Partial<Record<SecretName, string>>
  readonly store?: Partial<StoreOptions>
  readonly disk?: Partial<Disk>
  readonly notifier?: Notifier
  readonly updater?: Updater
  readonly voice?: VoicePorts
  readonly onPoint?: (point: ExecutionPoint) => void
}

export async function startDesk(options: DeskOptions = {}): Promise<DeskInProcess> {
  const clock = options.clock ?? systemClock
  const sandbox = await startSandbox({
    directory: null,
    life: 'off',
    controlToken: null,
    world: 'empty',
    shape: { wordDelayMs: 0 },
    pollSeconds: 0.5,
    now: options.companyNow ?? clock.now,
  })
  const { store: first, options: files, remove } = await emptyStore({ clock, ...options.store })
  const keys = { ...sandbox.keys, ...options.keys }
  const vault = createMemoryVault(
    Object.entries(keys).map(([name, key = '']) => [name as SecretName, new Secret(key)] as const),
  )
  const change = options.change ?? ((configuration) => configuration)
  const points: ExecutionPoint[] = []
  let logged = ''
  const log = createLog((line) => void (logged += line), clock)
  let store = first
  let services: Services
  let client: Client<AppContract>
  const closings = new Map<string, () => void>()

  const open = async () => {
    services = await createServices({
      store,
      vault,
      clock,
      random: systemRandom,
      log,
      opener: async () => {},
      notifier: options.notifier ?? { by: 'nobody' },
      updater: options.updater ?? { can: false, because: 'host' },
      watch: (point) => {
        points.push(point)
        options.onPoint?.(point)
      },
      host: options.host ?? 'web',
      version: '0',
      sample: false,
      poll: options.poll ?? false,
      deskKey: await readDeskKey(join(dirname(files.file), 'desk.key')),
      anchorFile: createAnchorFile(join(dirname(files.file), 'ledger-anchors.jsonl')),
      voice: options.voice ?? null,
      speechFiles: createSpeechFiles(join(dirname(files.file), 'speech')),
      disk: { ...soundDisk(), ...options.disk },
    })
    await services.start()
    client = window('first')
  }
  const window = (id: string): Client<AppContract> => {
    const pair = memoryPair()
    const far = { principal: { host: 'web', id }, log, toWireError } as const
    closings.set(id, serve(contract, services.handlers, pair.server, far))
    return connect(contract, pair.client)
  }
  const close = async () => {
    closings.forEach((end) => end())
    closings.clear()
    await services.stop()
  }
  await open()
  await window('setup').settings.import({ configuration: change(withoutUndo(sandbox.configuration)) })
  return {
    sandbox,
    store: () => store,
    desk: () => client,
    window,
    lose: (id) => closings.get(id)?.(),
    log: () => logged,
    databaseFile: files.file,
    databaseBytes: () =>
      ['', '-wal']
        .map((suffix) => {
          try {
            return readFileSync(`${files.file}${suffix}`, 'latin1')
          } catch {
            return ''
          }
        })
        .join(''),
    points,
    restart: async (between) => {
      await close()
      await store.close()
      await between?.()
      store = await openStore(storeOptions(dirname(files.file), { clock, ...options.store }))
      await open()
    },
    stop: async () => {
      await close()
      await store.close()
      await remove()
      await sandbox.stop()
    },
  }
}

/** What a test does on a desk, in the words of the test. */
export function hands(rig: DeskInProcess) {
  const conversation = async (externalId: string): Promise<Conversation> => {
    const found = await rig.store().conversations.byExternalId(externalId)
    if (found === null) throw new Error(`The desk does not know ${externalId}.`)
    return found
  }
  const proposals = async (externalId: string): Promise<readonly Proposal[]> => {
    const found = await rig.store().conversations.byExternalId(externalId)
    return found === null ? [] : rig.store().ledger.ofConversation(found.id)
  }
  const proposal = (externalId: string, tool: string, ...states: ProposalState[]): Promise<Proposal> =>
    until(`${tool} of ${externalId} to be ${states.join(' or ')}`, async () => {
      const all = await proposals(externalId)
      return all.findLast((one) => one.tool === tool && states.includes(one.state)) ?? null
    })
  const decide = (verb: 'approve' | 'retry', one: Proposal): Promise<Proposal> =>
    rig.desk().proposals.decide({ verb, ...seen(one) })
  return {
    conversation,
    proposals,
    /** The newest proposal of a tool, once it is in one of the states. */
    proposal,
    /** The conversation, once what the agent does about it is so. */
    activity: (externalId: string, activity: Conversation['agent']['activity']): Promise<Conversation> =>
      until(`${externalId} to be ${activity}`, async () => {
        const found = await conversation(externalId)
        return found.agent.activity === activity ? found : null
      }),
    script: (contains: string, ...turns: ScriptInput['turns']): void => rig.sandbox.control.script({ contains, turns }),
    /** A customer writes; the desk reads it. */
    customerWrites: async (text: string, into?: string): Promise<string> => {
      const email = `${text.toLowerCase().replaceAll(/[^a-z0-9]+/g, '.')}@mail.example`
      const customer = { name: 'Robin Vale', email }
      const id = rig.sandbox.control.inject(into === undefined ? { text, customer } : { text, conversation: into })
      await rig.desk().sync.now({})
      return id
    },
    /** A person at the helpdesk itself, not at this desk, under any admin's id. */
    atHelpdesk: async (path: string, body: object): Promise<void> => {
      const response = await fetch(`${rig.sandbox.baseUrls.helpdesk}${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${rig.sandbox.keys.helpdesk ?? ''}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      if (!response.ok) throw new Error(await response.text())
    },
    approve: (one: Proposal) => decide('approve', one),
    retry: (one: Proposal) => decide('retry', one),
    reject: (one: Proposal, text: string, more: Partial<Extract<DecisionInput, { verb: 'reject' }>> = {}) =>
      rig.desk().proposals.decide({
        verb: 'reject',
        ...seen(one),
        reasons: [],
        text,
        scope: 'call',
        next: 'continue',
        ...more,
      }),
    /** Bodies of all agent requests about these words. */
    agentRequests: (words: string): readonly AgentBody[] =>
      rig.sandbox.control
        .requests('xai')
        .map((request) => request.body as AgentBody)
        .filter((body) => JSON.stringify(body.messages ?? []).includes(words)),
    writes: (path: RegExp): readonly Recorded[] =>
      rig.sandbox.control.requests('helpdesk').filter((one) => one.method !== 'GET' && path.test(one.path)),
  }
}

export type AgentBody = {
  readonly conversation_id: string
  readonly messages: readonly {
    readonly role: string
    readonly content: readonly { readonly text?: string }[]
    readonly tool_calls?: readonly { readonly id: string; readonly function: { readonly name: string } }[]
    readonly tool_call_id?: string
  }[]
}

export const wordsIn = (message: AgentBody['messages'][number] | undefined): string =>
  (message?.content ?? []).map((part) => part.text ?? '').join('')

export const seen = ({ id, revision, argsHash, fingerprint }: Proposal) => ({ id, revision, argsHash, fingerprint })
