import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { shippedPackages, type ShippedPackage } from '#packaging/shipped.ts'

/** The licences of what is shipped: a table for the repository, the texts themselves for the packages. */
const accepted = new Set([
  'MIT',
  'ISC',
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'MPL-2.0',
  'OFL-1.1',
  'Python-2.0',
])

export const notAccepted = (root: string): readonly string[] =>
  shippedPackages(root)
    .filter(({ license }) => license === undefined || !accepted.has(license))
    .map(({ name, version, license }) => `${name} ${version}: ${license ?? 'says no licence'}`)

const row = ({ name, version, license, part, os }: ShippedPackage) =>
  `| ${name} | ${version} | ${license ?? ''} | ${part}${os === undefined ? '' : `, on ${os.join(', ')}`} |`

export function thirdParty(root: string): string {
  const shipped = shippedPackages(root)
  return `# What others wrote

Every package that reaches whoever installs Countersign, as the lockfile has it: ${shipped.length} of them. \`npm run licences\` writes this
list, and a test says when it is out of date. The texts of the licences are in \`licences.txt\` of every package, beside those of
Electron and Chromium, which bring their own. Countersign itself is under the [MIT licence](LICENSE).

| package | version | licence | in |
| --- | --- | --- | --- |
${shipped.map(row).join('\n')}
`
}

const isLicence = (name: string) => /^(licen[cs]e|copying|notice|third[-_]party[-_]notices)/i.test(name)

/** The texts of all that is installed here, each once, under the names of those that have it. */
export function licenceTexts(root: string): string {
  const holders = new Map<string, string[]>()
  for (const { path, name, version } of shippedPackages(root)) {
    const folder = join(root, path)
    if (!existsSync(folder)) continue
    for (const file of readdirSync(folder).filter(isLicence)) {
      const text = readFileSync(join(folder, file), 'utf8').trim()
      holders.set(text, [...(holders.get(text) ?? []), `${name} ${version}`])
    }
  }
  const own = readFileSync(join(root, 'LICENSE'), 'utf8').trim()
  const others = [...holders].map(([text, names]) => `${names.join('\n')}\n\n${text}`)
  return `${[`Countersign\n\n${own}`, ...others].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`
}

if (import.meta.main) {
  const root = join(import.meta.dirname, '..')
  const wrong = notAccepted(root)
  for (const line of wrong) process.stderr.write(`Nobody has agreed to the licence of ${line}.\n`)
  process.exitCode = wrong.length === 0 ? 0 : 1
  writeFileSync(join(root, 'THIRD-PARTY.md'), thirdParty(root))
}
