import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Visitor, parseSync } from 'vite'
import { expect, test } from 'vitest'

const path = fileURLToPath(new URL('../../../preload/index.ts', import.meta.url))
const source = readFileSync(path, 'utf8')
const parsed = parseSync(path, source)

/** `a.b` of every member expression in the preload script, and every assignment's left side. */
function look() {
  const members: string[] = []
  const assigned: string[] = []
  const text = (node: { readonly start: number; readonly end: number }) => source.slice(node.start, node.end)
  new Visitor({
    MemberExpression: (node) => void members.push(text(node)),
    AssignmentExpression: (node) => void assigned.push(text(node.left)),
  }).visit(parsed.program)
  return { members, assigned }
}

test('S2 the preload script imports ipcRenderer alone and exposes nothing to the page', () => {
  const electron = parsed.module.staticImports.filter((entry) => entry.moduleRequest.value === 'electron')
  expect(electron.flatMap(({ entries }) => entries.map((entry) => entry.importName.name))).toEqual(['ipcRenderer'])
  expect(source).not.toMatch(/contextBridge|exposeIn|executeInMainWorld|webFrame/)
  expect(look().assigned.filter((left) => /window|globalThis|document/.test(left))).toEqual([])
})

test('S2 ipcRenderer is used to ask once and to hear once, and is never passed on', () => {
  const uses = look().members.filter((member) => member.includes('ipcRenderer'))
  expect(uses.toSorted()).toEqual(['ipcRenderer.once', 'ipcRenderer.send'])
  expect(source.match(/\bipcRenderer\b/g)).toHaveLength(3)
})

test('S1 the preload script stops where the sandbox or the isolation is missing', () => {
  expect(look().members).toEqual(expect.arrayContaining(['process.sandboxed', 'process.contextIsolated']))
  expect(source).toMatch(/process\.sandboxed !== true \|\| process\.contextIsolated !== true\) throw/)
})
