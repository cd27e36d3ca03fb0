/** When something happens to a proposal by itself: it expires, or comes back into the queue. */
export const waking = {
  number: 40,
  sql: `
alter table proposals add column wakes_at integer;
create index proposals_waking on proposals(wakes_at, id) where wakes_at is not null;
`,
} as const
