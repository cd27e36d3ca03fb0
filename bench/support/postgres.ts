import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Connection } from '#main/store/database.ts'
import { createSources, kinds, tableOf, tables } from '#main/store/search/sources.ts'

/** The same texts in a PostgreSQL of its own, with a column of words and a GIN index; null where none is installed. */
export type Postgres = {
  readonly version: string
  /** Milliseconds as psql tells them. */
  readonly time: (sql: string) => Promise<number>
  readonly close: () => void
}

const programs = '/usr/lib/postgresql/15/bin'
const asPostgres = ['runuser', '-u', 'postgres', '--']
const port = '54331'
const rowsAtOnce = 5000
const settings = [
  `listen_addresses = ''`,
  `port = ${port}`,
  'shared_buffers = 4GB',
  'effective_cache_size = 12GB',
  'work_mem = 64MB',
  'maintenance_work_mem = 1GB',
  'max_wal_size = 8GB',
  'random_page_cost = 1.1',
  'jit = off',
]

export async function startPostgres(db: Connection): Promise<Postgres | null> {
  if (!existsSync(join(programs, 'initdb'))) return null
  const directory = mkdtempSync(join(tmpdir(), 'countersign-postgres-'))
  const data = join(directory, 'data')
  // It refuses to be run by root.
  const isRoot = process.getuid?.() === 0
  const run = (program: string, args: readonly string[]) => {
    const [command = '', ...rest] = [...(isRoot ? asPostgres : []), join(programs, program), ...args]
    execFileSync(command, rest, { stdio: 'ignore' })
  }
  mkdirSync(data)
  chmodSync(directory, 0o755)
  if (isRoot) execFileSync('chown', ['-R', 'postgres', directory])
  const stop = () => {
    run('pg_ctl', ['-D', data, '-m', 'immediate', '-w', 'stop'])
    rmSync(directory, { recursive: true, force: true })
  }
  run('initdb', ['-D', data, '--auth=trust', '--username=postgres'])
  writeFileSync(join(data, 'postgresql.conf'), [...settings, `unix_socket_directories = '${directory}'`].join('\n'))
  run('pg_ctl', ['-D', data, '-l', join(directory, 'log'), '-w', 'start'])
  try {
    const psql = createPsql(directory)
    await psql.time('create table texts(id bigint, conversation bigint, at bigint, text text)')
    await psql.copy('texts', lines(db))
    await psql.time(
      `alter table texts add column words tsvector generated always as (to_tsvector('simple', text)) stored`,
    )
    await psql.time('alter table texts add primary key (id)')
    await psql.time('create index texts_words on texts using gin(words)')
    await psql.time('vacuum analyze texts')
    return {
      version: execFileSync(join(programs, 'postgres'), ['--version'], { encoding: 'utf8' }).trim(),
      time: psql.time,
      close: () => {
        psql.close()
        stop()
      },
    }
  } catch (thrown) {
    stop()
    throw thrown
  }
}

/** The newest 50 rows of words, with their marks. */
export const newestIn = (query: string): string =>
  `
  select id, conversation, at, ts_headline('simple', text, q) from (
    select m.id, m.conversation, m.at, m.text, q from texts m, to_tsquery('simple', '${query.replaceAll("'", "''")}') q
    where m.words @@ q order by m.id desc limit 50) found`.replaceAll(/\s+/g, ' ')

function createPsql(directory: string) {
  const child = spawn(
    join(programs, 'psql'),
    ['-h', directory, '-p', port, '-U', 'postgres', '-q', '-X', '-d', 'postgres'],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  )
  const waiting: ((ms: number) => void)[] = []
  createInterface({ input: child.stdout }).on('line', (line) => {
    const [, ms] = /^Time: ([\d.]+) ms/.exec(line) ?? []
    if (ms !== undefined) waiting.shift()?.(Number(ms))
  })
  child.stdin.write('\\timing on\n\\pset pager off\n')
  const answer = () => new Promise<number>((resolve) => waiting.push(resolve))
  const send = (text: string) =>
    new Promise<void>((resolve, reject) => child.stdin.write(text, (failed) => (failed ? reject(failed) : resolve())))
  return {
    time: async (sql: string): Promise<number> => {
      const told = answer()
      await send(`${sql};\n`)
      return told
    },
    copy: async (table: string, text: Iterable<string>): Promise<void> => {
      const told = answer()
      await send(`copy ${table} from stdin;\n`)
      for (const piece of text) await send(piece)
      await send('\\.\n')
      await told
    },
    close: () => child.stdin.end('\\q\n'),
  }
}

const cell = (value: unknown): string =>
  String(value).replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r')

type Document = {
  readonly id: number
  readonly conversation: number
  readonly at: number
  readonly kind: number
  readonly ref: number
}

/** Everything that can be found, with the words it is found by. */
function* lines(db: Connection): Generator<string, void, undefined> {
  const sources = createSources(db)
  const documents = db.prepare<[number, number], Document>(
    'select id, conversation_id as conversation, at, kind, ref from documents where id > ? order by id limit ?',
  )
  for (let after = 0; ;) {
    const page = documents.all(after, rowsAtOnce)
    if (page.length === 0) return
    const kept = new Map(
      tables.map((table) => {
        const refs = page.flatMap(({ kind, ref }) => (tableOf[kinds[kind] ?? 'message'] === table ? [ref] : []))
        return [table, sources.several(table, refs)] as const
      }),
    )
    const textOf = ({ kind: number, ref }: Document): string => {
      const kind = kinds[number] ?? 'message'
      const row = kept.get(tableOf[kind])?.get(ref)
      return row?.sources.find((source) => source.kind === kind)?.text ?? ''
    }
    yield page.map((row) => `${[row.id, row.conversation, row.at, textOf(row)].map(cell).join('\t')}\n`).join('')
    after = page.at(-1)?.id ?? after
  }
}
