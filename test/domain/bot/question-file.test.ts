import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { TestQuestionSchema, type TestQuestion } from '#contract/batch-test.ts'
import { readQuestions } from '#main/domain/bot/question-file.ts'
import { csvRow } from '#main/domain/exchange/csv.ts'
import { readCsv } from '#main/domain/exchange/csv-reading.ts'

/** Every field of it, with the names of the file. */
const asLine = ({ key, question, says, neverSays, sources, leastConfidence, answered }: TestQuestion): string =>
  JSON.stringify({
    id: key,
    question,
    says,
    never_says: neverSays,
    sources,
    ...(leastConfidence === null ? {} : { least_confidence: leastConfidence }),
    ...(answered === null ? {} : { answered }),
  })

describe('a set of questions as a file', () => {
  test('CSV as a spreadsheet writes it', () => {
    const file = [
      '\uFEFFQuestion;says;never says;sources;least confidence;answered',
      '"When do you open; and close?";nine|five;"""soon""";doc_1|Hours;80 %;yes',
      '',
      'Do you ship to Iceland?;;;;;no',
    ].join('\r\n')
    expect(readQuestions(file)).toEqual([
      {
        key: 'when do you open; and close?',
        question: 'When do you open; and close?',
        says: ['nine', 'five'],
        neverSays: ['"soon"'],
        sources: ['doc_1', 'Hours'],
        leastConfidence: 0.8,
        answered: true,
      },
      expect.objectContaining({ question: 'Do you ship to Iceland?', leastConfidence: null, answered: false }),
    ])
  })

  test('one column of nothing but questions', () => {
    expect(readQuestions('When do you open?\nWhere are you?\n').map(({ question }) => question)).toEqual([
      'When do you open?',
      'Where are you?',
    ])
  })

  test('JSONL, an id of its own, one word in place of a list', () => {
    expect(readQuestions('{"id":7,"question":"Open?","says":"nine"}\n\n{"question":"Where?"}')).toMatchObject([
      { key: '7', says: ['nine'] },
      { key: 'where?', says: [] },
    ])
  })

  test.each([
    ['', 'There is no question'],
    ['question,expects\nOpen?,nine', 'Line 1: there is no column “expects”'],
    ['id,says\n1,nine', 'Line 1: the column “question” is missing'],
    ['question,answered\nOpen?,perhaps', 'Line 2, answered'],
    ['question,least_confidence\nOpen?,much', 'Line 2, least_confidence'],
    ['question\n"Open?', 'Line 2: the quotation that begins here never ends'],
    ['question,says\n"Open"?,x', 'Line 2: there are words behind the closing quotation mark'],
    ['question,says\nOpen?,a\nopen?,b', 'Line 3: “open?” stands on line 2 already'],
    ['{"question":"Open?"}\nnonsense', 'Line 2 is not JSON'],
    ['{"question":"Open?","expects":"nine"}', 'Line 1'],
    [`{"question":"${'x'.repeat(4001)}"}`, 'Line 1, question'],
  ])('%j is refused in words', (text, words) => {
    expect(() => readQuestions(text)).toThrow(words)
  })

  test('what is written is read as the same questions', () => {
    const word = fc.string({ minLength: 1, maxLength: 20 }).filter((text) => text.trim() !== '')
    const question = fc.record({
      key: fc.uuid(),
      question: word.map((text) => text.trim()),
      says: fc.array(word, { maxLength: 3 }),
      neverSays: fc.array(word, { maxLength: 3 }),
      sources: fc.array(word, { maxLength: 3 }),
      leastConfidence: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
      answered: fc.option(fc.boolean()),
    })
    fc.assert(
      fc.property(fc.uniqueArray(question, { selector: ({ key }) => key, minLength: 1, maxLength: 5 }), (questions) => {
        const parsed = questions.map((one) => TestQuestionSchema.parse(one))
        expect(readQuestions(parsed.map(asLine).join('\n'))).toEqual(JSON.parse(JSON.stringify(parsed)))
      }),
    )
  })
})

test('rows of cells are read as they were written', () => {
  const cell = fc
    .string({ unit: fc.constantFrom('a', 'ä', ',', ';', '"', '\n', ' ', '\t'), minLength: 1 })
    .map((text) => `x${text}`)
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1 }), (rows) => {
      const text = csvRow(['one', 'two']) + rows.map(csvRow).join('')
      expect(readCsv(text).map(({ cells }) => cells)).toEqual([['one', 'two'], ...rows])
    }),
  )
})
