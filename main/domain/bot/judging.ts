import type { TestAnswer, TestQuestion, TestResult, TestVerdict } from '#contract/batch-test.ts'
import { percent } from '#main/domain/answering.ts'

export type Judged = { readonly verdict: TestVerdict; readonly checks: TestResult['checks'] }

/** Whether an answer has what its question asks of it. A question that asks nothing is answered, neither passed nor failed. */
export function judgeAnswer(question: TestQuestion, answer: TestAnswer): Judged {
  const text = plain(answer.text)
  const names = answer.sources.flatMap(({ documentId, title }) => [documentId, title]).flatMap((name) => name ?? [])
  const { confidence, answered } = answer
  const checks = [
    ...question.says.map((words) => check(`Says “${words}”`, text.includes(plain(words)), null)),
    ...question.neverSays.map((words) => check(`Never says “${words}”`, !text.includes(plain(words)), null)),
    ...question.sources.map((source) =>
      check(
        `Names “${source}” as a source`,
        names.some((name) => plain(name) === plain(source)),
        names.length === 0 ? 'It named none.' : `It named ${names.join(', ')}.`,
      ),
    ),
    ...(question.leastConfidence === null
      ? []
      : [
          check(
            `Is at least ${percent(question.leastConfidence)} sure`,
            confidence !== null && confidence.value >= question.leastConfidence,
            confidence === null ? 'It did not say how sure it is.' : `It is ${percent(confidence.value)} sure.`,
          ),
        ]),
    ...(question.answered === null
      ? []
      : [
          check(
            question.answered ? 'Knows an answer' : 'Admits that it does not know',
            answered === question.answered,
            answered === null ? 'It did not say whether it knows.' : answered ? 'It answered.' : 'It did not know.',
          ),
        ]),
  ]
  if (checks.length === 0) return { verdict: 'answered', checks }
  return { verdict: checks.every(({ passed }) => passed) ? 'passed' : 'failed', checks }
}

/** As it is compared: case, spacing and the form of quotation marks make no difference. */
export const plain = (text: string): string =>
  text.normalize('NFKC').toLowerCase().replaceAll(/[‘’]/g, "'").replaceAll(/[“”]/g, '"').replaceAll(/\s+/g, ' ').trim()

const check = (label: string, passed: boolean, detail: string | null): TestResult['checks'][number] => ({
  label,
  passed,
  detail: passed ? null : detail,
})
