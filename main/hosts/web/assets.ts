import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'

/** The files of the built screen, by path, and nothing outside their directory. */

export type Asset = { readonly type: string; readonly body: Buffer; readonly unchanging: boolean }

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json; charset=utf-8',
}

/** The parts of a request path, or null where any of them is not a plain file name. */
export function partsOf(path: string): readonly string[] | null {
  const [before = ''] = path.split('?')
  if (before === '/') return ['index.html']
  const parts = before.slice(1).split('/')
  // Built names need no escapes, so a percent sign is already a reason to refuse.
  return parts.every((part) => /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(part)) ? parts : null
}

export async function readAsset(directory: string, path: string): Promise<Asset | null> {
  const parts = partsOf(path)
  const name = parts?.at(-1)
  const type = name === undefined ? undefined : types[extname(name)]
  if (parts === null || type === undefined) return null
  try {
    return { type, body: await readFile(join(directory, ...parts)), unchanging: parts[0] === 'assets' }
  } catch {
    return null
  }
}
