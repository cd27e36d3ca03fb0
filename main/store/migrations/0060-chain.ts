/** Each ledger row is sealed over the one before it; what was written before that has no seal of its own. */
export const chain = {
  number: 60,
  sql: `
alter table ledger add column seal text;
`,
} as const
