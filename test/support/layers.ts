import { Visitor, parseSync } from 'vite'

/** The floors of the house, and what one file does against them. Pure: path and text in, sentences out. */

const contract = '#contract/'
const rpc = '#rpc/'
const main = (floor: string) => `#main/${floor}/`

type Floor = {
  readonly name: string
  readonly under: string
  /** Beginnings of our own modules that may be imported. */
  readonly may: readonly string[]
  /** Packages and built-in modules that may be imported; absent: any but the guarded ones. */
  readonly packages?: RegExp
}

const kernel = main('kernel')
const below = [contract, kernel, main('domain'), main('clients'), main('tools'), main('store')]

/** First match wins. */
export const floors: readonly Floor[] = [
  { name: 'contract', under: 'preload/contract/', may: [contract], packages: /^zod$/ },
  { name: 'rpc', under: 'preload/rpc/', may: [contract, rpc], packages: /^zod$/ },
  { name: 'preload', under: 'preload/', may: [contract, rpc], packages: /^electron$/ },
  { name: 'kernel', under: 'main/kernel/', may: [contract, kernel] },
  { name: 'domain', under: 'main/domain/', may: [contract, main('domain'), `${kernel}errors.ts`] },
  { name: 'store', under: 'main/store/', may: [contract, kernel, main('domain'), main('store')] },
  { name: 'clients', under: 'main/clients/', may: [contract, kernel, main('clients')] },
  { name: 'tools', under: 'main/tools/', may: [contract, kernel, main('domain'), main('clients'), main('tools')] },
  {
    name: 'services',
    under: 'main/services/',
    may: [...below, main('services'), `${rpc}serve.ts`, `${rpc}connect.ts`],
  },
  { name: 'sandbox', under: 'main/sandbox/', may: [contract, kernel, main('sandbox')] },
  { name: 'hosts', under: 'main/hosts/', may: ['#main/', contract, rpc] },
  {
    name: 'renderer',
    under: 'renderer/',
    may: [contract, rpc, '#renderer/'],
    packages: /^(?!node:|electron|undici|ws$|better-sqlite3)/,
  },
]

/** Modules that only some places may name. */
const guarded: readonly { readonly module: RegExp; readonly where: RegExp }[] = [
  { module: /^electron(\/|$)/, where: /^(main\/hosts\/electron\/|preload\/index\.ts$)/ },
  { module: /^electron-updater$/, where: /^main\/hosts\/electron\/(app|updater)\.ts$/ },
  { module: /^better-sqlite3$/, where: /^main\/store\// },
  { module: /^(node:)?https?2?$/, where: /^main\/(hosts|sandbox|clients)\// },
  {
    module: /^(ws|(node:)?(net|dgram|tls|child_process|cluster|inspector))$/,
    where: /^main\/(hosts|sandbox|clients)\//,
  },
  { module: /^undici$/, where: /^main\/(clients|hosts)\// },
  { module: /^(node:)?vm$/, where: /^$/ },
]

/** Names that may stand in one file only, or nowhere. */
const names: Readonly<Record<string, string | null>> = {
  BrowserWindow: 'main/hosts/electron/window.ts',
  ipcMain: 'main/hosts/electron/handshake.ts',
  safeStorage: 'main/hosts/electron/desktop.ts',
  'shell.openExternal': 'main/hosts/electron/shell.ts',
  dangerouslySetInnerHTML: null,
  innerHTML: null,
  outerHTML: null,
  insertAdjacentHTML: null,
  createContextualFragment: null,
  setHTMLUnsafe: null,
  srcdoc: null,
  srcDoc: null,
  eval: null,
  webviewTag: 'main/hosts/electron/window.ts',
}
const longest = 300
/** The one place that loads what it has found: a bundle. */
const loader = 'main/hosts/start/load.mjs'

export const floorOf = (path: string): Floor | undefined => floors.find((floor) => path.startsWith(floor.under))

function look(path: string, source: string) {
  const parsed = parseSync(path, source)
  const broken = parsed.errors.filter((error) => error.severity === 'Error')
  if (broken.length > 0) throw new Error(`${path} cannot be parsed: ${broken[0]?.message}`)
  const imports: { readonly module: string; readonly typeOnly: boolean }[] = []
  for (const { moduleRequest, entries } of parsed.module.staticImports)
    imports.push({
      module: moduleRequest.value,
      typeOnly: entries.length > 0 && entries.every((entry) => entry.isType),
    })
  for (const { entries } of parsed.module.staticExports)
    for (const { moduleRequest, isType } of entries)
      if (moduleRequest !== null) imports.push({ module: moduleRequest.value, typeOnly: isType })
  const found: string[] = []
  const impure: string[] = []
  const literal = (node: { readonly type: string; readonly start: number; readonly end: number }) =>
    node.type === 'Literal'
      ? source.slice(node.start + 1, node.end - 1)
      : `(computed: ${source.slice(node.start, node.end)})`
  new Visitor({
    ImportExpression: (node) => void imports.push({ module: literal(node.source), typeOnly: false }),
    TSImportType: (node) => void imports.push({ module: literal(node.source), typeOnly: true }),
    Identifier: (node) => void found.push(node.name),
    JSXIdentifier: (node) => void found.push(node.name),
    CallExpression: (node) => {
      const callee = source.slice(node.callee.start, node.callee.end)
      const [first] = node.arguments
      if (/^(require|process\.getBuiltinModule)$/.test(callee) && first !== undefined)
        imports.push({ module: literal(first), typeOnly: false })
      if (/^(Date\.now|Math\.random|performance\.now|fetch|setTimeout|setInterval|queueMicrotask|Date)$/.test(callee))
        impure.push(callee)
      if (/(^|\.)shell\.openExternal$/.test(callee)) found.push('shell.openExternal')
    },
    NewExpression: (node) => {
      const callee = source.slice(node.callee.start, node.callee.end)
      if (callee === 'Function') found.push('eval')
      if (callee === 'Date' && node.arguments.length === 0) impure.push('new Date()')
    },
    MemberExpression: (node) => {
      if (/^(process|crypto|globalThis|navigator)\./.test(source.slice(node.start, node.end)))
        impure.push(source.slice(node.start, node.end))
    },
  }).visit(parsed.program)
  return { imports, found: new Set(found), impure }
}

/** What this file does against the house, one sentence each. */
export function judgeFile(path: string, source: string): readonly string[] {
  const floor = floorOf(path)
  if (floor === undefined) return [`${path} stands on no floor`]
  const { imports, found, impure } = look(path, source)
  const wrong: string[] = []
  const lines = source.split('\n').length - 1
  if (lines > longest) wrong.push(`${path} has ${lines} lines`)

  for (const { module, typeOnly } of imports) {
    const says = `${path} imports ${module}`
    if (module.startsWith('#')) {
      if (!floor.may.some((beginning) => module.startsWith(beginning))) wrong.push(`${says}: not for ${floor.name}`)
      else if (floor.name === 'services' && module.startsWith(rpc) && !typeOnly)
        wrong.push(`${says}: services know no wire`)
      if (!/\.(ts|tsx|mjs|css|json)$/.test(module)) wrong.push(`${says}: without its extension`)
    } else if (/^[./]/.test(module)) wrong.push(`${says}: not by an alias`)
    else if (module.startsWith('(computed')) wrong.push(...(path === loader ? [] : [`${says}: computed`]))
    else {
      const guard = guarded.find((entry) => entry.module.test(module))
      if (guard !== undefined && !guard.where.test(path)) wrong.push(`${says}: not here`)
      if (floor.packages !== undefined && !floor.packages.test(module)) wrong.push(`${says}: not for ${floor.name}`)
      if (floor.name === 'domain' && module.startsWith('node:') && module !== 'node:crypto')
        wrong.push(`${says}: domain is pure`)
    }
  }
  if (floor.name === 'domain') wrong.push(...impure.map((use) => `${path} uses ${use}: domain is pure`))
  for (const [name, home] of Object.entries(names))
    if (found.has(name) && path !== home) wrong.push(`${path} names ${name}`)
  return wrong
}
