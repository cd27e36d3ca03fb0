/** The language of a text, where its script or its commonest words tell; null where they do not. */
const scripts: readonly (readonly [RegExp, string])[] = [
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/u, 'ja'],
  [/\p{Script=Hangul}/u, 'ko'],
  [/\p{Script=Han}/u, 'zh'],
  [/\p{Script=Thai}/u, 'th'],
  [/\p{Script=Arabic}/u, 'ar'],
  [/\p{Script=Hebrew}/u, 'he'],
  [/\p{Script=Greek}/u, 'el'],
  [/\p{Script=Devanagari}/u, 'hi'],
]

const common: readonly (readonly [string, string])[] = [
  ['en', 'the and you your is are to of for with have we will can that this it not be on'],
  ['de', 'der die das und ist sie ihr ihre wir nicht mit für ein eine haben auf bitte zu den ich'],
  ['fr', 'le la les et est vous votre nous pas avec pour une des que dans sur merci je'],
  ['es', 'el la los y es su usted que con para una por no gracias en nosotros se puede'],
  ['it', 'il la gli e è che con per una non grazie può di nostro suo sono'],
  ['pt', 'o a os e é que com para uma não obrigado você seu sua em nós pode'],
  ['nl', 'de het een en is u uw wij niet met voor zijn kunnen dat op bedankt'],
  ['pl', 'i w na z do się nie jest że to za dla pan pani państwa jak co po od już został'],
  ['tr', 've bir bu için ile siz size sizin değil olarak merhaba teşekkürler biz'],
]

const known = common.map(([language, list]) => ({ language, words: new Set(list.split(' ')) }))

/** So much of a text tells its language. */
const read = 4000

export function languageOf(whole: string): string | null {
  const text = whole.slice(0, read)
  const letters = text.match(/\p{L}/gu)?.length ?? 0
  if (letters < 8) return null
  for (const [script, language] of scripts) {
    if ((text.match(new RegExp(script, 'gu'))?.length ?? 0) > letters * 0.2) return language
  }
  if ((text.match(/\p{Script=Cyrillic}/gu)?.length ?? 0) > letters * 0.5) return /[іїєґ]/i.test(text) ? 'uk' : 'ru'
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? []
  const ranked = known
    .map(({ language, words: its }) => ({ language, hits: words.filter((word) => its.has(word)).length }))
    .toSorted((a, b) => b.hits - a.hits)
  const [first, second] = ranked
  return first !== undefined && first.hits >= 2 && first.hits > (second?.hits ?? 0) * 1.3 ? first.language : null
}
