import { expect, test } from 'vitest'
import { speakable } from '#main/domain/speakable.ts'

test.each([
  ['**Hello** _Ana_, ~~no~~ `yes`', 'Hello Ana, no yes'],
  ['# Returns\n\n- first\n- [x] second\n> quoted', 'Returns\n\nfirst\nsecond\nquoted'],
  [
    'See [our page](https://larch.example/a_(b)?x=1) or https://www.larch.example/returns/10433.',
    'See our page or larch.example.',
  ],
  [
    '[https://larch.example/x](https://larch.example/x) and ![a snapped pole](p.png)',
    'larch.example and a snapped pole',
  ],
  ['Before\n```sh\nrm -rf /\n```\nafter', 'Before\n\nafter'],
  ['| Size | Price |\n| --- | --- |\n| M | 40 € |', 'Size, Price\n\nM, 40 €'],
  ['<b>Bold</b> and <soft>soft</soft> [laugh] [pause]', 'Bold and soft laugh pause'],
  ['snake_case and 2 * 3 * 4 stay', 'snake_case and 2 * 3 * 4 stay'],
  ['---\n\n\n\nTwo', 'Two'],
  ['```\nnothing but code\n```', ''],
])('%j is said as %j', (text, said) => {
  expect(speakable(text)).toBe(said)
})

test.each([
  [`${'-'.repeat(4_990)}x`],
  [`|${' -'.repeat(2_400)}x`],
  ['*'.repeat(4_990)],
  ['['.repeat(4_990)],
  [`[a]${'('.repeat(4_900)}`],
  [`${' ,'.repeat(2_400)}x`],
  ['`'.repeat(4_990)],
  ['<a '.repeat(1_600)],
  ['~~~\n'.repeat(1_200)],
])('a hostile reply is read in no time', (text) => {
  expect(speakable(text)).toEqual(expect.any(String))
})
