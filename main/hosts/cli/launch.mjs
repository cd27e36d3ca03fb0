#!/usr/bin/env node
// Plain JavaScript, so that a Node too old for the rest can still start the one the project brings.
import { startCommand } from '#main/hosts/start-command.mjs'

await startCommand('countersign', import.meta.url, () => import('#main/hosts/cli/main.ts'))
