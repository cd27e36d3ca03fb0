import { mkdtempSync } from 'node:fs'
import { cp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SecretName } from '#contract/settings.ts'
import { emptyDocument } from '#main/domain/policy/document.ts'
import { throughChatwoot } from '#test/support/chatwoot-desk.ts'
import { program } from '#test/support/programs.ts'
import { spawnSandbox, type SpawnedSandbox } from '#test/support/sandbox-spawn.ts'
import { canMount, freeze, mountSmallDisk, thaw, type SmallDisk } from '#test/support/small-disk.ts'
import type { Held, Told } from '#test/support/soaked-desk.ts'
import { startWorld, type World } from '#test/support/world.ts'
import { rules, soakedConfiguration } from '#test/soak/cases.ts'

/** The company, the desk with its profile on a disk of its own where this machine allows one, and how to be rid of them. */
export type SoakedWorld = {
  readonly sandbox: SpawnedSandbox
  readonly world: World
  readonly file: string
  /** What can be done to the disk here. */
  readonly disk: readonly ('full' | 'read_only')[]
  readonly tell: (told: Told) => Promise<void>
  readonly measure: () => Promise<Held>
  readonly spoil: (how: 'full' | 'read_only') => void
  readonly mend: () => void
  /** Returns where the profile lies, if it is to be kept. */
  readonly stop: (keep: boolean) => Promise<string | null>
}

const megabytes = 256

export async function startSoakedWorld(helpdesk: 'intercom' | 'chatwoot', withDisk: boolean): Promise<SoakedWorld> {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-soak-'))
  const small: SmallDisk | null = withDisk && canMount() ? mountSmallDisk(megabytes) : null
  const place = small?.path ?? directory
  const profileDirectory = join(place, 'profile')
  const sandbox = await spawnSandbox()
  const world = await startWorld({
    profileDirectory,
    entry: program('soaked-desk'),
    environment: { COUNTERSIGN_PASSPHRASE: 'only for this run' },
  })
  const through = helpdesk === 'chatwoot' ? throughChatwoot(sandbox.configuration) : sandbox.configuration
  await world.desk().settings.import({ configuration: soakedConfiguration(through) })
  for (const [name, value] of Object.entries(sandbox.keys))
    await world.desk().settings.saveSecret({ name: name as SecretName, value })
  const { version } = await world.desk().policies.get({})
  const floor = { ...emptyDocument.floor, firstUse: 'off' as const }
  await world
    .desk()
    .policies.save({ document: { ...emptyDocument, rules: [...rules], floor }, basedOn: version, floor: true })

  const files = ['desk.sqlite', 'desk.sqlite-wal'].map((name) => join(profileDirectory, name))
  const canFreeze = small !== null && (await isFreezable(join(place, 'probe')))
  return {
    sandbox,
    world,
    file: join(profileDirectory, 'desk.sqlite'),
    disk: small === null ? [] : canFreeze ? ['full', 'read_only'] : ['full'],
    tell: async (told) => void (await world.tell(JSON.stringify(told))),
    measure: async () => JSON.parse(await world.tell(JSON.stringify({ measure: true } satisfies Told))) as Held,
    spoil: (how) => {
      if (how === 'read_only') return void freeze(files)
      try {
        small?.fill()
      } catch {
        // The desk gave a little back meanwhile: it is nearly full.
      }
    },
    mend: () => {
      small?.makeRoom()
      thaw(files)
    },
    stop: async (keep) => {
      await world.kill('SIGTERM')
      await sandbox.stop()
      const kept = keep ? join(directory, 'kept') : null
      if (kept !== null)
        await cp(profileDirectory, kept, { recursive: true, filter: (name) => !name.endsWith('.sock') })
      small?.remove()
      if (kept === null) await rm(directory, { recursive: true, force: true })
      return kept
    },
  }
}

async function isFreezable(probe: string): Promise<boolean> {
  await writeFile(probe, '')
  const can = freeze([probe])
  if (can) thaw([probe])
  await rm(probe)
  return can
}
