#!/usr/bin/env node
import { startCommand } from '#main/hosts/start-command.mjs'

await startCommand('agents', import.meta.url, () => import('#main/hosts/agents-cli/main.ts'))
