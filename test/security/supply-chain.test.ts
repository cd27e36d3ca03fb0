import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { billOfMaterials } from '#packaging/bill.ts'
import { configurationOf } from '#packaging/configuration.ts'
import { notAccepted, thirdParty } from '#packaging/licences.ts'
import { readLockfile } from '#packaging/lockfile.ts'
import { shippedPackages } from '#packaging/shipped.ts'

const root = join(import.meta.dirname, '..', '..')
const read = (name: string) => readFileSync(join(root, name), 'utf8')
const own = JSON.parse(read('package.json')) as {
  dependencies: Record<string, string>
  devDependencies: Record<string, string>
  optionalDependencies: Record<string, string>
  allowScripts: Record<string, boolean>
  scripts: Record<string, string>
}
const locked = readLockfile(root)

describe('S16 what others wrote', () => {
  test('S16 every package we name has one exact version, and the lockfile has the same', () => {
    const named = { ...own.dependencies, ...own.devDependencies, ...own.optionalDependencies }
    const versions = new Map(locked.map((entry) => [entry.path, entry.version]))
    for (const [name, version] of Object.entries(named))
      expect([name, versions.get(`node_modules/${name}`)]).toEqual([name, version])
    expect(Object.values(named).filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([])
  })

  test('S16 the lockfile holds every package to its bytes, but for the parts that other systems bring', () => {
    const bare = locked.filter(({ integrity }) => !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? ''))
    expect(bare.filter(({ optional, os }) => !optional || os === undefined).map(({ path }) => path)).toEqual([])
    expect(locked.filter(({ resolved }) => resolved !== undefined).map(({ path }) => path)).toEqual([])
  })

  test('S16 no script of a package runs at installation, but for the one that fetches Node itself', () => {
    const scripted = locked.filter(({ hasInstallScript }) => hasInstallScript).map(({ name }) => name)
    for (const name of scripted) expect(own.allowScripts).toHaveProperty([name])
    expect(Object.entries(own.allowScripts).filter(([, allowed]) => allowed)).toEqual([['node', true]])
    expect(Object.keys(own.scripts).filter((name) => /^(pre|post)?(install|prepare)$/.test(name))).toEqual([])
  })

  test('S16 Electron is taken by the hashes that came with its package', () => {
    const { electronDownload } = configurationOf({ root, environment: {}, electron: null, output: '/o' })
    const hashes = electronDownload && 'checksums' in electronDownload ? electronDownload.checksums : undefined
    const version = own.devDependencies['electron'] ?? ''
    for (const system of ['linux-x64', 'darwin-arm64', 'win32-x64'])
      expect(hashes?.[`electron-v${version}-${system}.zip`]).toMatch(/^[0-9a-f]{64}$/)
  })

  test('S16 nothing is shipped under a licence nobody agreed to, and the list of them is current', () => {
    expect(notAccepted(root)).toEqual([])
    expect(read('THIRD-PARTY.md'), 'npm run licences').toBe(thirdParty(root))
  })

  test('S16 the bill of materials has every shipped package with its hash, and follows from the lockfile alone', () => {
    const bill = billOfMaterials(root)
    const shipped = shippedPackages(root)
    expect(bill).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.5' })
    expect(bill.components.map(({ purl }) => purl)).toContain(`pkg:npm/react@${own.devDependencies['react']}`)
    expect(bill.components.map(({ purl }) => purl)).toContain(`pkg:npm/%40decibri/decibri-linux-x64-gnu@5.7.0`)
    expect(bill.components).toHaveLength(shipped.length)
    const refs = new Set(['countersign', ...bill.components.map((component) => component['bom-ref'])])
    for (const { ref, dependsOn } of bill.dependencies)
      expect([ref, ...dependsOn].filter((name) => !refs.has(name))).toEqual([])
    expect(billOfMaterials(root)).toEqual(bill)
  })

  test('S16 what is tested, built into the screen or packaged with is not mistaken for the program', () => {
    const program = shippedPackages(root).filter(({ part }) => part === 'program')
    for (const name of ['vitest', 'electron-builder', 'react', 'typescript', 'openai'])
      expect(program.map((entry) => entry.name)).not.toContain(name)
    for (const name of Object.keys(own.dependencies)) expect(program.map((entry) => entry.name)).toContain(name)
  })
})

type Workflow = {
  readonly on: Record<string, unknown>
  readonly permissions: unknown
  readonly jobs: Record<string, { permissions?: unknown; steps: readonly Step[] }>
}
type Step = { readonly uses?: string; readonly run?: string; readonly with?: Record<string, unknown> }

describe('S16 workflows', () => {
  const folder = join(root, '.github', 'workflows')
  const workflows = readdirSync(folder).map(
    (name) => [name, parse(read(join('.github', 'workflows', name))) as Workflow] as const,
  )

  test.each(workflows)(
    'S16 %s may only read, keeps no credentials and names one version of each action',
    (_, workflow) => {
      expect(workflow.permissions).toEqual({ contents: 'read' })
      expect(Object.keys(workflow.on)).not.toContain('pull_request_target')
      const jobs = Object.values(workflow.jobs)
      expect(jobs.filter(({ permissions }) => permissions !== undefined)).toEqual([])
      const steps = jobs.flatMap((job) => job.steps)
      for (const { uses, with: given } of steps.filter((step) => step.uses !== undefined)) {
        expect(uses).toMatch(/^actions\/[a-z-]+@v\d+\.\d+\.\d+$/)
        if (uses?.startsWith('actions/checkout@')) expect(given).toEqual({ 'persist-credentials': false })
      }
      const commands = steps.flatMap(({ run }) => run ?? []).join('\n')
      for (const [, name = ''] of commands.matchAll(/npm run (?:-s )?([a-z:]+)/g))
        expect(own.scripts).toHaveProperty([name])
      // What somebody else wrote, the title of a pull request above all, never becomes a command.
      expect(commands).not.toMatch(/\$\{\{\s*github\.(event|head_ref)/)
    },
  )
})
