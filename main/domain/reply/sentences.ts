/**
 * Sentences of a text as ranges of it, in any script. The segmenter of the language breaks after every full stop it cannot
 * tell from an abbreviation, a number or an address; those breaks are joined again. A line end always ends a sentence, and
 * what leads a line of a list belongs to no sentence.
 */
export type Range = readonly [start: number, end: number]

/** Made when it is first asked for: it takes its time. */
let segmenter: Intl.Segmenter | null = null

const abbreviations = new Set(
  (
    'mr mrs ms dr prof sr jr st vs etc e.g i.e eg ie approx incl excl no nos nr art fig p pp vol tel ext dept est inc ltd co ' +
    'corp jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun a.m p.m am pm z.b d.h u.a bzw ca usw ' +
    'evtl ggf inkl exkl str bspw sra srta ud uds m mme mlle cf p.ej pág núm dna sig sig.ra'
  ).split(' '),
)

const bullet = /^[\s>]*(?:[-*•‣◦–—]\s+|\(?\d{1,3}[.)]\s+|\(?[a-z][.)]\s+)?/u
const endsItself = /[。！？｡！？…।॥؟۔]["'”’»)\]]*\s*$/u

export function splitSentences(text: string): readonly Range[] {
  const found: Range[] = []
  for (const [from, to] of lines(text)) {
    const lead = bullet.exec(text.slice(from, to))?.[0].length ?? 0
    let start = from + lead
    segmenter ??= new Intl.Segmenter('en', { granularity: 'sentence' })
    for (const { index, segment } of segmenter.segment(text.slice(start, to))) {
      const end = from + lead + index + segment.length
      if (end < to && isJoined(text.slice(start, end), text.slice(end, end + 40))) continue
      push(found, text, start, end)
      start = end
    }
    push(found, text, start, to)
  }
  return found
}

function lines(text: string): readonly Range[] {
  const ends = [...text.matchAll(/\r\n|[\n\r\u2028\u2029]/g)]
  const starts = [0, ...ends.map((end) => end.index + end[0].length)]
  return starts.map((start, at): Range => [start, ends[at]?.index ?? text.length])
}

/** The break after `before` is none: an abbreviation, an initial, the middle of an address, or a sentence that goes on. */
function isJoined(before: string, after: string): boolean {
  if (endsItself.test(before)) return false
  if (!/\s$/.test(before)) return true
  const last = before.trimEnd()
  if (!/[.!?]["'”’»)\]]*$/.test(last)) return true
  if (/^[\p{Ll},;:]/u.test(after)) return true
  const word = /(\S+)\.$/.exec(last)?.[1] ?? ''
  if (/^\p{Lu}$/u.test(word)) return true
  const plain = word.toLowerCase().replace(/^[("'“‘[]+/, '')
  return abbreviations.has(plain) && !(plain === 'no' && last.length <= 3)
}

function push(found: Range[], text: string, start: number, end: number): void {
  const piece = text.slice(start, end)
  const from = start + (piece.length - piece.trimStart().length)
  const to = end - (piece.length - piece.trimEnd().length)
  if (to > from) found.push([from, to])
}
