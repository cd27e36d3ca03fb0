import { parseArgs } from 'node:util'
import { setup } from '#test/support/programs.ts'
import { finalLines, roundLine } from '#test/soak/report.ts'
import { soak } from '#test/soak/soak.ts'

/**
 * npm run soak -- [--minutes 10] [--seed N] [--helpdesk intercom|chatwoot]: a desk under traffic while services fail, the
 * process is killed, the clock jumps and the disk is full. Exit code 1 where an invariant is broken. The same seed gives the
 * same customers, decisions and troubles; how they meet is the machine's.
 */
const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, seed: { type: 'string' }, helpdesk: { type: 'string' } },
})
const minutes = Number(values.minutes)
const seed = Number(values.seed ?? Math.floor(Math.random() * 1_000_000))
const helpdesk = values.helpdesk ?? (seed % 2 === 0 ? 'intercom' : 'chatwoot')
if (!(minutes > 0) || !Number.isInteger(seed) || (helpdesk !== 'intercom' && helpdesk !== 'chatwoot')) {
  process.stderr.write('Usage: npm run soak -- [--minutes M] [--seed N] [--helpdesk intercom|chatwoot]\n')
  process.exit(2)
}
const say = (line: string): void => void process.stdout.write(`${line}\n`)
say(
  `Soak: seed ${seed}, ${minutes} minutes, through ${helpdesk}. Again: npm run soak -- --seed ${seed} --minutes ${minutes}`,
)
await setup()

/** The first two fifths of the time the desk is killed, after that one process has to last. */
const killedShare = 0.4
const result = await soak({
  seed,
  helpdesk,
  goesOn: (part, rounds, passed) => passed < (part === 'killed' ? minutes * killedShare : minutes) || rounds === 0,
  casesPerRound: 8,
  roundMs: 5000,
  patienceMs: 60_000,
  disk: true,
  onStart: ({ disk }) => {
    if (!disk.includes('full'))
      say('LEFT OUT: a full disk. This machine lets this user mount no file system (root can).')
    if (!disk.includes('read_only'))
      say('LEFT OUT: a read-only disk. This machine lets this user freeze no file (root can).')
  },
  onRound: (round) => {
    say(roundLine(round))
    for (const { invariant, what } of round.violations) say(`  BROKEN: ${invariant}: ${what}`)
  },
})
for (const line of finalLines(result)) say(line)
process.exitCode = result.violations.length === 0 ? 0 : 1
