import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { floorOf, floors, judgeFile } from '#test/support/layers.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const files = ['main', 'preload', 'renderer'].flatMap((top) =>
  readdirSync(join(root, top), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|tsx|mts|cts|js|jsx|mjs|cjs)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length).replaceAll('\\', '/')),
)

describe('the house', () => {
  test('a plausible number of files was seen, on every floor', () => {
    expect(files.length).toBeGreaterThan(90)
    const empty = floors.filter((floor) => !files.some((file) => floorOf(file) === floor))
    expect(empty.map((floor) => floor.name)).toEqual([])
  })

  test('every file keeps to its floor', () => {
    expect(files.flatMap((file) => judgeFile(file, readFileSync(join(root, file), 'utf8')))).toEqual([])
  })

  test('BrowserWindow, ipcMain and safeStorage have the one home they may have', () => {
    for (const name of ['BrowserWindow', 'ipcMain', 'safeStorage']) {
      const homes = files.filter((file) => new RegExp(`\\b${name}\\b`).test(readFileSync(join(root, file), 'utf8')))
      expect([name, homes.length]).toEqual([name, 1])
    }
  })
})

describe('planted violations are found', () => {
  const planted: readonly (readonly [path: string, source: string, found: string])[] = [
    ['renderer/a.ts', "import { x } from '#main/kernel/log.ts'", 'not for renderer'],
    ['renderer/a.ts', "import type { X } from '#main/kernel/log.ts'", 'not for renderer'],
    ['renderer/a.tsx', "const x = import('#main/kernel/log.ts')", 'not for renderer'],
    ['renderer/a.ts', "type X = import('#main/kernel/log.ts').X", 'not for renderer'],
    ['renderer/a.ts', "export { x } from '#main/kernel/log.ts'", 'not for renderer'],
    ['renderer/a.ts', "export * from '#main/kernel/log.ts'", 'not for renderer'],
    ['renderer/a.ts', "import '#main/kernel/log.ts'", 'not for renderer'],
    ['renderer/a.ts', "import fs from 'node:fs'", 'not for renderer'],
    ['renderer/a.ts', "const x = require('#main/kernel/log.ts')", 'not for renderer'],
    ['main/services/a.ts', "import { app } from 'electron'", 'not here'],
    ['main/hosts/web/a.ts', "import type { App } from 'electron'", 'not here'],
    ['main/services/a.ts', "const x = import('electron-updater')", 'not here'],
    ['main/hosts/web/a.ts', "import type { AppUpdater } from 'electron-updater'", 'not here'],
    ['main/services/a.ts', "import http from 'node:http'", 'not here'],
    ['main/services/a.ts', "const http = process.getBuiltinModule('node:http')", 'not here'],
    ['main/services/a.ts', "import { fromWebSocket } from '#rpc/wire.ts'", 'not for services'],
    ['main/services/a.ts', "import { serve } from '#rpc/serve.ts'", 'know no wire'],
    ['main/services/a.ts', "import { startSandbox } from '#main/sandbox/index.ts'", 'not for services'],
    ['main/services/a.ts', "import { startCore } from '#main/hosts/core.ts'", 'not for services'],
    ['main/sandbox/a.ts', "import { x } from '#main/domain/proposal.ts'", 'not for sandbox'],
    ['main/store/a.ts', "import { x } from '#main/services/helpdesk/inbox.ts'", 'not for store'],
    ['main/clients/a.ts', "import Database from 'better-sqlite3'", 'not here'],
    ['main/clients/a.ts', "import { x } from '#main/domain/proposal.ts'", 'not for clients'],
    ['main/tools/a.ts', "import { x } from '#main/store/store.ts'", 'not for tools'],
    ['main/kernel/a.ts', "import { x } from '#main/domain/proposal.ts'", 'not for kernel'],
    ['main/domain/a.ts', "import { x } from '#main/kernel/log.ts'", 'not for domain'],
    ['main/domain/a.ts', "import fs from 'node:fs'", 'domain is pure'],
    ['main/domain/a.ts', 'export const now = () => Date.now()', 'domain is pure'],
    ['main/domain/a.ts', 'export const now = () => new Date()', 'domain is pure'],
    ['main/domain/a.ts', 'export const x = Math.random()', 'domain is pure'],
    ['main/domain/a.ts', 'export const x = process.env', 'domain is pure'],
    ['preload/contract/a.ts', "import { x } from '#rpc/wire.ts'", 'not for contract'],
    ['preload/contract/a.ts', "import fs from 'node:fs'", 'not for contract'],
    ['preload/rpc/a.ts', "import { x } from '#main/kernel/errors.ts'", 'not for rpc'],
    ['preload/index.ts', "import { x } from '#main/kernel/errors.ts'", 'not for preload'],
    ['main/kernel/a.ts', "import { x } from './errors.ts'", 'not by an alias'],
    ['main/kernel/a.ts', "import { x } from '../kernel/errors.ts'", 'not by an alias'],
    ['main/kernel/a.ts', "import { x } from '#main/kernel/errors'", 'without its extension'],
    ['main/kernel/a.ts', 'export const x = (name: string) => import(name)', 'computed'],
    ['main/kernel/a.ts', "import { x } from '#test/support/layers.ts'", 'not for kernel'],
    ['main/hosts/a.ts', "import { x } from '#renderer/state/ui.ts'", 'not for hosts'],
    ['main/hosts/electron/menu.ts', 'export const x = (e: any) => new e.BrowserWindow()', 'names BrowserWindow'],
    ['main/hosts/electron/menu.ts', "import { ipcMain } from 'electron'", 'names ipcMain'],
    ['main/hosts/electron/menu.ts', 'export const x = (e: any) => e.shell.openExternal(1)', 'names shell.openExternal'],
    ['renderer/a.tsx', 'export const x = <p dangerouslySetInnerHTML={{ __html: 1 }} />', 'dangerouslySetInnerHTML'],
    ['renderer/a.ts', 'document.body.innerHTML = x', 'names innerHTML'],
    ['renderer/a.ts', 'eval(x)', 'names eval'],
    ['renderer/a.ts', 'new Function(x)', 'names eval'],
    ['main/kernel/a.ts', '\n'.repeat(301), 'has 301 lines'],
    ['main/other/a.ts', '', 'stands on no floor'],
  ]
  test.each(planted)('%s: %s', (path, source, found) => {
    expect(judgeFile(path, source).join('; ')).toContain(found)
  })

  test('what is allowed is not found', () => {
    const allowed: readonly (readonly [string, string])[] = [
      ['renderer/a.tsx', "import { contract } from '#contract/index.ts'\nimport { useState } from 'react'"],
      ['main/services/a.ts', "import type { Handlers } from '#rpc/serve.ts'"],
      ['main/store/a.ts', "import Database from 'better-sqlite3'"],
      ['main/hosts/electron/a.ts', "import type * as Electron from 'electron'"],
      ['main/domain/a.ts', "import { AppError } from '#main/kernel/errors.ts'\nexport const x = new Date(0)"],
      ['main/kernel/a.ts', '// innerHTML is a word here\nexport const text = "BrowserWindow"'],
    ]
    for (const [path, source] of allowed) expect(judgeFile(path, source)).toEqual([])
  })

  test('a file that cannot be parsed is not passed over', () => {
    expect(() => judgeFile('main/kernel/a.ts', 'export const = ')).toThrow('cannot be parsed')
  })
})
