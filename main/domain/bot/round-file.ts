import type { TestResult } from '#contract/batch-test.ts'
import { byteOrderMark, csvRow } from '#main/domain/exchange/csv.ts'

/** A round as a table for people, or as lines for programs. */
export function writeRound(results: readonly TestResult[], format: 'csv' | 'jsonl'): string {
  if (format === 'jsonl') return results.map((result) => `${JSON.stringify(result)}\n`).join('')
  const head = ['id', 'question', 'verdict', 'change', 'what_changed', 'answer', 'confidence', 'answered', 'sources']
  const rows = results.map(({ question, verdict, change, changes, answer, checks, trouble }) =>
    csvRow([
      question.key,
      question.question,
      verdict,
      change,
      changes.join(' '),
      answer?.text ?? null,
      answer?.confidence?.value ?? null,
      answer?.answered ?? null,
      answer?.sources.map(({ title, documentId }) => title ?? documentId ?? '').join(' | ') ?? null,
      checks.flatMap(({ passed, label, detail }) => (passed ? [] : [`${label}. ${detail ?? ''}`.trim()])).join(' '),
      answer?.latencyMs ?? null,
      trouble,
    ]),
  )
  return byteOrderMark + csvRow([...head, 'failed_checks', 'latency_ms', 'trouble']) + rows.join('')
}
