import { afterAll, beforeAll, expect, test } from 'vitest'
import type { OpenedStore } from '#main/store/index.ts'
import { foundIn, searchFor } from '#test/support/search.ts'
import { emptyStore, incomingConversation, incomingMessage } from '#test/support/store.ts'

/** Words in any script, pieces of words, and what takes the place of a word that nobody wrote. */
const texts = [
  '您好，我的订单已经退款了，谢谢。',
  '昨日注文したコーヒーカップが割れていました。',
  'ผมต้องการคืนเงินสำหรับคำสั่งซื้อนี้ครับ',
  'Ihre Überweisung für das Café wurde RÜCKERSTATTET.',
  'The prerefunding ledger, and its Refundability.',
  '주문한 상품을 환불해 주세요',
  'İstanbul ΑΘΉΝΑΣ Straße ﬁne',
  'ガラスのカップ',
]
let store: OpenedStore
let remove: () => Promise<void>
beforeAll(async () => {
  ;({ store, remove } = await emptyStore())
  await store.conversations.merge(
    texts.map((text, index) =>
      incomingConversation(`c${index + 1}`, { messages: [incomingMessage(`m${index + 1}`, { text, at: index + 1 })] }),
    ),
    null,
  )
})
afterAll(() => remove())

const table: readonly (readonly [string, readonly number[]])[] = [
  // Chinese: a piece of a sentence, but never its characters in another order.
  ['退款', [1]],
  ['订单已经', [1]],
  ['款退', []],
  ['"订单 已经"', [1]],
  ['退*', [1]],
  ['*单已*', [1]],
  // Japanese: both syllabaries; a voiced sign is a letter of its own.
  ['コーヒー', [2]],
  ['カップ', [2, 8]],
  ['割れ', [2]],
  ['カラス', []],
  // Thai, whose vowels are marks.
  ['คืนเงิน', [3]],
  ['คำสั่งซื้อ', [3]],
  ['เงินคืน', []],
  // Accents and case, however they are composed.
  ['ruckerstattet', [4]],
  ['U\u0308BERWEISUNG', [4]],
  ['cafe\u0301', [4]],
  ['istanbul', [7]],
  ['αθηνας', [7]],
  // Korean has spaces: a beginning and a piece.
  ['환불해', [6]],
  ['상품*', [6]],
  ['*품을*', [6]],
  ['*fund*', [5]],
  ['*FUND* -ledger', []],
  ['refund*', [5]],
  ['überweisung 退款', []],
  ['überweisung|退款', [1, 4]],
]
test.for(table)('%s', async ([text, expected]) => {
  expect((await foundIn(store, text)).toSorted((a, b) => a - b)).toEqual(expected)
})

test('where nobody wrote a word, words that contain it are found, and it is said', async () => {
  const found = await searchFor(store, 'fund')
  expect(found.hits).toMatchObject([{ conversationId: 5 }])
  expect(found.remark).toBe('No word is “fund”: words that contain it')
  const [hit] = found.hits
  const marks = hit?.snippet?.ranges.map(([from, to]) => hit.snippet?.text.slice(from, to))
  expect(marks).toEqual(['prerefunding', 'Refundability'])
  // A word that is there is not widened, and one that is nowhere finds nothing.
  expect((await searchFor(store, 'ledger')).remark).toBeNull()
  expect(await searchFor(store, 'chandelier')).toMatchObject({ hits: [], remark: null })
})

test('a phrase in a script without spaces is marked as a whole', async () => {
  const [hit] = (await searchFor(store, '退款')).hits
  expect(hit?.snippet?.ranges.map(([from, to]) => hit.snippet?.text.slice(from, to))).toEqual(['退款'])
})
