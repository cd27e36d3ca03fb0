import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { neededBy, resolvePackage, type LockedPackage } from '#packaging/lockfile.ts'
import { shippedPackages } from '#packaging/shipped.ts'

/**
 * `npm run sbom`: the bill of materials of what is shipped, as CycloneDX 1.5. It follows from the lockfile alone and says
 * neither when nor where it was made, so that the same lockfile always gives the same bytes.
 */
const purl = ({ name, version }: Pick<LockedPackage, 'name' | 'version'>) =>
  `pkg:npm/${name.replace('@', '%40')}@${version}`

function componentOf(entry: LockedPackage) {
  const [algorithm, hash = ''] = entry.integrity?.split('-') ?? []
  const [group, bare] = entry.name.startsWith('@') ? entry.name.split('/') : [undefined, entry.name]
  return {
    type: entry.name === 'electron' ? ('framework' as const) : ('library' as const),
    'bom-ref': entry.path,
    ...(group === undefined ? {} : { group }),
    name: bare ?? entry.name,
    version: entry.version,
    scope: entry.optional ? ('optional' as const) : ('required' as const),
    ...(algorithm === 'sha512'
      ? { hashes: [{ alg: 'SHA-512', content: Buffer.from(hash, 'base64').toString('hex') }] }
      : {}),
    ...(entry.license === undefined ? {} : { licenses: [{ license: { id: entry.license } }] }),
    purl: purl(entry),
  }
}

export function billOfMaterials(root: string) {
  const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    name: string
    version: string
    description: string
  }
  const shipped = shippedPackages(root)
  const byPath = new Map(shipped.map((entry) => [entry.path, entry]))
  const refs = (from: string, names: readonly string[]) =>
    names.flatMap((name) => resolvePackage(byPath, from, name)?.path ?? []).toSorted()
  const top = shipped.filter(({ path }) => path.lastIndexOf('node_modules/') === 0).map(({ name }) => name)
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.5.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: {
      component: {
        type: 'application',
        'bom-ref': own.name,
        name: own.name,
        version: own.version,
        description: own.description,
        licenses: [{ license: { id: 'MIT' } }],
        purl: purl(own),
      },
    },
    components: shipped.map(componentOf),
    dependencies: [
      { ref: own.name, dependsOn: refs('', top) },
      ...shipped.map((entry) => ({ ref: entry.path, dependsOn: refs(entry.path, neededBy(entry)) })),
    ],
  }
}

if (import.meta.main) {
  const root = join(import.meta.dirname, '..')
  const file = join(root, 'out', 'countersign.cdx.json')
  mkdirSync(join(root, 'out'), { recursive: true })
  writeFileSync(file, `${JSON.stringify(billOfMaterials(root), null, 2)}\n`)
  process.stdout.write(`${file}\n`)
}
