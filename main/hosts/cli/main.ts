#!/usr/bin/env node
import { runCommandLine } from '#main/hosts/cli/run.ts'
import { standardInput, whenStopped } from '#main/hosts/terminal.ts'

process.umask(0o077)
process.exitCode = await runCommandLine(process.argv.slice(2), {
  environment: process.env,
  standardInput,
  print: (text) => void process.stdout.write(`${text}\n`),
  complain: (text) => void process.stderr.write(`${text}\n`),
  whenStopped,
})
