import i18next from 'i18next'
import english from '#renderer/languages/en.json' with { type: 'json' }
import { pseudo } from '#renderer/ui/pseudo.ts'
import { actorFrom, catalogueOf, eventFrom, nameFrom, piecesFrom, sayFrom, type Piece } from '#renderer/ui/said.ts'

/**
 * The language of the screen. English sentences are the keys, so the code says what the screen says; `languages/en.json` adds
 * only what English does to a count of one, and every other language has a catalogue for each part of the screen. It is
 * decided once, before any word is read: another choice loads the page anew.
 */

export type Language = 'en' | 'de'
/** Two that nobody speaks, to see what is not translated, what has no room, and what does not turn: for tests. */
type Trial = 'en-XA' | 'ar-XB'
type Values = Readonly<Record<string, string | number>>

const kept = 'countersign-language'
const isLanguage = (tag: string | null | undefined): tag is Language | Trial =>
  tag === 'en' || tag === 'de' || tag === 'en-XA' || tag === 'ar-XB'
const page = typeof window === 'undefined' ? null : window

/** A browser that keeps nothing speaks its own language. */
function chosen(): string | null | undefined {
  try {
    return page?.localStorage.getItem(kept)
  } catch {
    return null
  }
}

function decide(): Language | Trial {
  const choice = chosen()
  if (isLanguage(choice)) return choice
  return page?.navigator.language.startsWith('de') === true ? 'de' : 'en'
}

const decided = decide()
const isTrial = decided === 'en-XA' || decided === 'ar-XB'
const spoken = decided === 'de' ? await import('#renderer/languages/german.ts') : { german: english, saidInGerman: {} }

void i18next.init({
  lng: decided === 'de' ? 'de' : 'en',
  resources: { [decided === 'de' ? 'de' : 'en']: { translation: spoken.german } },
  initAsync: false,
  keySeparator: false,
  nsSeparator: false,
  interpolation: { escapeValue: false },
})

if (page !== null) {
  page.document.documentElement.lang = decided
  page.document.documentElement.dir = decided === 'ar-XB' ? 'rtl' : 'ltr'
}

/** The way of reading: 1 to the right, -1 to the left. */
export const forward = decided === 'ar-XB' ? -1 : 1
/** For `Intl`: numbers and lists. */
export const locale = decided === 'de' ? 'de-DE' : 'en'
/** For `Intl`: days and hours, and for what the controls say by themselves. */
export const regionalLocale = decided === 'de' ? 'de-DE' : 'en-GB'

/** A sentence in the language of the screen, its `{{places}}` still empty. `context` tells apart what English says with one word. */
export function template(words: string, count?: number, context?: string): string {
  const found = i18next.t(words, {
    skipInterpolation: true,
    ...(count === undefined ? {} : { count }),
    ...(context === undefined ? {} : { context }),
  })
  return isTrial ? pseudo(found) : found
}

/**
 * A sentence in the language of the screen. Its `{{places}}` are filled with values as they are: nothing in a value is read
 * as a place or a key. A numeric `count` chooses the form of the plural.
 */
export function t(words: string, values: Values = {}, context?: string): string {
  const { count } = values
  return template(words, typeof count === 'number' ? count : undefined, context).replace(
    /\{\{(\w+)\}\}/g,
    (place, name: string) => String(values[name] ?? place),
  )
}

const sayings = catalogueOf(spoken.saidInGerman)

/** A sentence that came from main, in the language of the screen; never the words of a customer. */
export const said = (text: string): string => sayFrom(sayings, text)

/** A name that is main's own or a person's: a person's stays as it is, whatever it looks like. */
export const saidName = (text: string): string => nameFrom(sayings, text)

/** What a proposal does, piece by piece: values stay what they are. */
export const saidPieces = <One extends Piece>(pieces: readonly One[]): readonly One[] => piecesFrom(sayings, pieces)

/** The same as one text. */
export const saidSentence = (pieces: readonly Piece[]): string =>
  saidPieces(pieces)
    .map(({ text }) => text)
    .join('')

/** Who did what an entry of the ledger says. */
export const saidOfActor = (who: string): string => actorFrom(sayings, who)

/** What an entry of the ledger says. */
export const saidOfEvent = ({ type, summary }: { readonly type: string; readonly summary: string }): string =>
  eventFrom(sayings, type, summary)

/** Keeps the choice of the desk; where the page speaks another language it is loaded anew. */
export function speak(choice: Language | 'system'): void {
  if (page === null || isTrial) return
  try {
    if (choice === 'system') page.localStorage.removeItem(kept)
    else page.localStorage.setItem(kept, choice)
  } catch {
    return
  }
  if (decide() !== decided) page.location.reload()
}
