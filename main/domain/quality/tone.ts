/** Words and manners that blame or shout. A hint for a reviewer, never a judgement: quotes and irony are not seen. */

const sharp = [
  'as i (?:already |just )?(?:said|told you|explained)',
  'like i said',
  'i already told you',
  '(?:please )?calm down',
  "(?:that['’]?s|it['’]?s|this is) not my (?:problem|job|fault)",
  'your (?:own )?fault',
  "you should(?: have|n[’']?t have| not have)",
  'you (?:clearly|obviously) (?:did|do|have|are)',
  'obviously',
  'read (?:my|the) (?:message|email|mail|page|policy)(?: again| properly| carefully)?!',
  'stop (?:asking|complaining|whining)',
  'nothing (?:i|we) can do',
  'deal with it',
  'whatever',
  '(?:ridiculous|stupid|idiot|idiotic|nonsense|pathetic|shut up)',
]
const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${sharp.join('|')})(?![\\p{L}\\p{N}])`, 'giu')

/** Three words in capitals in a row, or three exclamation marks. */
const shouting = /(?<![\p{L}\p{N}])\p{Lu}{3,}(?:[ ,]+\p{Lu}{2,}){2,}|!{3,}/gu

export const sharpWordsIn = (text: string): readonly string[] =>
  [...text.matchAll(pattern), ...text.matchAll(shouting)].map(([words]) => words)
