#!/usr/bin/env node
// Plain JavaScript, so that a Node too old for the rest can still start the one the project brings.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const own = fileURLToPath(new URL('../../../node_modules/node/bin/node', import.meta.url))

if (Number(process.versions.node.split('.')[0]) >= 24) {
  const { keepCompiledCode } = await import('#main/hosts/compiled-code.mjs')
  keepCompiledCode()
  await import('#main/hosts/cli/main.ts')
} else if (existsSync(own)) {
  const { status } = spawnSync(own, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' })
  process.exitCode = status ?? 1
} else {
  process.stderr.write(
    `countersign needs Node 24 or newer; this is ${process.version}. Run npm ci in its folder first.\n`,
  )
  process.exitCode = 1
}
