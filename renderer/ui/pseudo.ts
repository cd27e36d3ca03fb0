const plain = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'
const marked = Array.from('áƀçđéƒǵĥíĵķłɱñóƥɋŕšťúṽŵẋýžÁßÇĐÉƑǴĤÍĴĶŁṀÑÓƤɊŔŠŤÚṼŴẊÝŽ')

/** A sentence that can be read and was clearly translated: marked letters, a third longer, in brackets; its `{{places}}` as they were. */
export function pseudo(words: string): string {
  const letters = words
    .split(/(\{\{\w+\}\})/)
    .map((part, at) =>
      at % 2 === 1 ? part : part.replace(/[a-zA-Z]/g, (letter) => marked[plain.indexOf(letter)] ?? letter),
    )
    .join('')
  return `⟦${letters}${'·'.repeat(Math.ceil(words.length / 3))}⟧`
}
