import type { Dirent } from 'node:fs'
import { lstat, open, readdir } from 'node:fs/promises'
import { isAbsolute, join, resolve } from 'node:path'
import { AppError } from '#main/kernel/errors.ts'

/**
 * Markdown and HTML files of a folder and what is under it. Links are not followed, so that nothing outside it is read; what is
 * no text, too large or not to be read is named with the reason.
 */
export type FoundFile = { readonly path: string; readonly text: string; readonly format: 'markdown' | 'html' }
export type FoundFolder = {
  readonly folder: string
  readonly files: readonly FoundFile[]
  readonly skipped: readonly { readonly path: string; readonly reason: string }[]
}

const mostFiles = 20_000
const mostBytes = 2_000_000
const deepest = 20

export async function readFolder(given: string, signal: AbortSignal): Promise<FoundFolder> {
  if (!isAbsolute(given))
    throw new AppError('invalid_input', 'Name the folder from the root on.', { data: { pointer: '/folder' } })
  const folder = resolve(given)
  const problem = (message: string) => new AppError('not_found', message, { data: { pointer: '/folder' } })
  const is = await lstat(folder).catch(() => null)
  if (is === null) throw problem('There is no such folder.')
  if (!is.isDirectory())
    throw problem(is.isSymbolicLink() ? 'This is a link, not a folder.' : 'This is a file, not a folder.')
  const files: FoundFile[] = []
  const skipped: { path: string; reason: string }[] = []
  const look = async (under: string, depth: number): Promise<void> => {
    const entries = await readdir(join(folder, under), { withFileTypes: true }).catch((): Dirent[] => {
      skipped.push({ path: under, reason: 'This folder cannot be read.' })
      return []
    })
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      signal.throwIfAborted()
      const path = under === '' ? entry.name : `${under}/${entry.name}`
      if (entry.name.startsWith('.')) continue
      if (entry.isSymbolicLink()) skipped.push({ path, reason: 'It is a link.' })
      else if (entry.isDirectory()) {
        if (depth >= deepest) skipped.push({ path, reason: 'It lies too deep.' })
        else await look(path, depth + 1)
      } else if (!entry.isFile()) skipped.push({ path, reason: 'It is no file.' })
      else {
        const format = formatOf(entry.name)
        if (format === null) skipped.push({ path, reason: 'Neither Markdown nor HTML.' })
        else if (files.length >= mostFiles)
          throw new AppError('too_large', `A folder may have ${mostFiles.toLocaleString('en-US')} documents.`)
        else {
          const read = await readText(join(folder, path))
          if ('reason' in read) skipped.push({ path, reason: read.reason })
          else files.push({ path, text: read.text, format })
        }
      }
    }
  }
  await look('', 0)
  return { folder, files, skipped }
}

function formatOf(name: string): FoundFile['format'] | null {
  if (/\.(md|markdown)$/i.test(name)) return 'markdown'
  return /\.html?$/i.test(name) ? 'html' : null
}

const decoder = new TextDecoder('utf-8', { fatal: true })

async function readText(file: string): Promise<{ readonly text: string } | { readonly reason: string }> {
  try {
    const handle = await open(file, 'r')
    try {
      const { size } = await handle.stat()
      if (size === 0) return { reason: 'It is empty.' }
      if (size > mostBytes)
        return {
          reason: `It has ${size.toLocaleString('en-US')} bytes; ${mostBytes.toLocaleString('en-US')} are taken.`,
        }
      const bytes = await handle.readFile()
      if (bytes.includes(0)) return { reason: 'It is no text.' }
      const text = decoder.decode(bytes)
      return text.trim() === '' ? { reason: 'It is empty.' } : { text }
    } finally {
      await handle.close()
    }
  } catch (thrown) {
    return { reason: thrown instanceof TypeError ? 'It is not UTF-8.' : 'It cannot be read.' }
  }
}
