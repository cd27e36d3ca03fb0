import type { Risk } from '#contract/tool.ts'

/** The five tiers, in the words people read. A tier belongs to a tool; no model has a say in it. */
export const riskWords: Readonly<Record<Risk, string>> = {
  0: 'Read',
  1: 'Internal',
  2: 'Customer-visible',
  3: 'Money or account',
  4: 'Irreversible',
}

export const riskKey = (risk: Risk): `R${Risk}` => `R${risk}`

/** Nothing outside changes, whatever the arguments are. */
export const readsOnly = (risk: Risk): boolean => risk === 0
