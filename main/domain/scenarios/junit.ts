import type { ScenarioRun } from '#contract/scenario.ts'

/** Runs as JUnit XML, as continuous integration reads it. Whatever a model said, the document stays well formed. */
export type PlayedSuite = { readonly name: string; readonly runs: readonly ScenarioRun[] }

// Everything XML 1.0 knows no character for: controls, surrogates that stand alone, and the two that are none.
const unwritable = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu
const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

const escaped = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(unwritable, '')
    .replaceAll(/[&<>"']/g, (sign) => escapes[sign] ?? sign)
/** Line breaks in an attribute would be read as blanks. */
const attribute = (text: string): string =>
  escaped(text).replaceAll('\n', '&#10;').replaceAll('\r', '&#13;').replaceAll('\t', '&#9;')
const seconds = (ms: number): string => (ms / 1000).toFixed(3)

function counts(runs: readonly ScenarioRun[]): string {
  const of = (verdict: ScenarioRun['verdict']) => runs.filter((run) => run.verdict === verdict).length
  const ms = runs.reduce((sum, run) => sum + run.ms, 0)
  return `tests="${runs.length}" failures="${of('failed')}" errors="${of('could_not_run')}" skipped="${of('cancelled')}" time="${seconds(ms)}"`
}

function testCase(suite: string, run: ScenarioRun): string {
  const head = `    <testcase classname="${attribute(suite)}" name="${attribute(run.title)}" time="${seconds(run.ms)}">`
  return [head, ...outcome(run), `      <system-out>${escaped(told(run))}</system-out>`, '    </testcase>'].join('\n')
}

function outcome(run: ScenarioRun): readonly string[] {
  switch (run.verdict) {
    case 'passed':
      return []
    case 'failed': {
      const failed = run.expectations.filter(({ passed }) => !passed)
      const lines = failed.map(({ label, detail }) => (detail === null ? label : `${label}: ${detail}`))
      return [
        `      <failure message="${attribute(lines[0] ?? 'failed')}" type="expectation">${escaped(lines.join('\n'))}</failure>`,
      ]
    }
    case 'could_not_run':
      return [`      <error message="${attribute(run.trouble ?? 'could not run')}" type="could_not_run"/>`]
    case 'cancelled':
      return ['      <skipped/>']
  }
}

const told = ({ calls, text }: ScenarioRun): string =>
  [...calls.map((call) => `${call.tool} ${call.arguments} -> ${call.given}`), text]
    .filter((line) => line !== '')
    .join('\n')

export function toJUnit(suites: readonly PlayedSuite[]): string {
  const bodies = suites.map(({ name, runs }) =>
    [
      `  <testsuite name="${attribute(name)}" ${counts(runs)} timestamp="${new Date(runs[0]?.at ?? 0).toISOString()}">`,
      ...runs.map((run) => testCase(name, run)),
      '  </testsuite>',
    ].join('\n'),
  )
  const all = suites.flatMap(({ runs }) => runs)
  return ['<?xml version="1.0" encoding="UTF-8"?>', `<testsuites ${counts(all)}>`, ...bodies, '</testsuites>', ''].join(
    '\n',
  )
}
