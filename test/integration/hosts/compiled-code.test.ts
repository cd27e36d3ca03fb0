import { spawnSync } from 'node:child_process'
import { readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..', '..', '..')
const kept = join(root, 'node_modules', '.cache', 'countersign', 'compiled')

test('compiled code is kept beside the program, and nobody else may write there', () => {
  const { NODE_COMPILE_CACHE: _elsewhere, ...environment } = process.env
  rmSync(kept, { recursive: true, force: true })
  const { status } = spawnSync(process.execPath, ['main/hosts/cli/launch.mjs', 'help'], {
    cwd: root,
    env: environment,
    stdio: 'ignore',
  })
  expect(status).toBe(0)
  const files = readdirSync(kept, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  expect(files.length).toBeGreaterThan(20)
  for (const file of files) expect(statSync(join(file.parentPath, file.name)).mode & 0o022).toBe(0)
})
