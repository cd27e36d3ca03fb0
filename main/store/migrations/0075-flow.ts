/**
 * A lane's index holds when a row expires and what it asks for, what was put off has an index of its own, and what a
 * rejection taught is kept. Rows that wait get the marks they would have been given.
 */
export const flow = {
  number: 75,
  sql: `
alter table proposals add column ask text;
drop index proposals_waiting;
create index proposals_waiting on proposals(lane, proposed_at, seq, id, conversation_id, kind, tool, risk, state, title,
  reason, marks, bundle_size, wakes_at, ask) where lane is not null;
create index proposals_resting on proposals(seq)
  where lane is null and (state = 'pending' or state = 'awaiting_second');

update proposals set marks = trim(marks
    || iif(exists (select 1 from json_each(body, '$.origins') o where o.value = 'customer'), ' from_customer', '')
    || iif(exists (select 1 from json_each(body, '$.origins') o where o.value = 'invented'), ' invented', ''))
where lane is not null;

create table lessons(
  id integer primary key,
  proposal_id text not null references proposals(id),
  kind text not null check (kind = 'regression_test' or kind = 'knowledge_gap'),
  by text not null,
  at integer not null,
  unique (proposal_id, kind)
) strict;
`,
} as const
