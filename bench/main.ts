import { formatTable, writeReport } from '#bench/support/report.ts'
import type { Figure } from '#bench/support/stats.ts'

/**
 * npm run bench -- [NAMES]: measures the desk beside its raw limits and prints one table. With no names all are run; what was
 * measured replaces its rows in docs/performance.md, the rest of the document stays.
 */
type Bench = () => Promise<{ readonly run: () => Promise<readonly Figure[]> }>

const benches: Readonly<Record<string, Bench>> = {
  turn: () => import('#bench/turn.ts'),
  commit: () => import('#bench/commit.ts'),
  audit: () => import('#bench/audit.ts'),
  stream: () => import('#bench/stream.ts'),
  'inbox-page': () => import('#bench/inbox-page.ts'),
  search: () => import('#bench/search.ts'),
  'cold-start': () => import('#bench/cold-start.ts'),
  keypress: () => import('#bench/keypress.ts'),
  'loop-delay': () => import('#bench/loop-delay.ts'),
  'search-peer': () => import('#bench/search-peer.ts'),
  insights: () => import('#bench/insights.ts'),
  policies: () => import('#bench/policies.ts'),
  agents: () => import('#bench/agents.ts'),
  'batch-tests': () => import('#bench/batch-tests.ts'),
  'knowledge-sync': () => import('#bench/knowledge-sync.ts'),
  review: () => import('#bench/review.ts'),
  export: () => import('#bench/export.ts'),
  import: () => import('#bench/import.ts'),
  voice: () => import('#bench/voice.ts'),
  renderer: () => import('#bench/renderer.ts'),
  'voice-page': () => import('#bench/voice-page.ts'),
}

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !(name in benches))
if (unknown.length > 0) {
  process.stderr.write(`No bench is called ${unknown.join(' or ')}. There are: ${Object.keys(benches).join(', ')}.\n`)
  process.exit(2)
}
const measured: Record<string, readonly Figure[]> = {}
for (const [name, load] of Object.entries(benches)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  process.stderr.write(`${name}…\n`)
  measured[name] = await (await load()).run()
}
process.stdout.write(`${formatTable(Object.values(measured).flat())}\n`)
writeReport(measured)
