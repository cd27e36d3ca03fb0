/** Sets of questions for the bot, rounds in which they were asked, and every answer. */
export const batchTests = {
  number: 135,
  sql: `
create table question_sets(
  id text primary key,
  name text not null unique collate nocase,
  questions text not null,
  question_count integer not null,
  schedule text,
  next_at integer,
  created_at integer not null,
  updated_at integer not null
) strict;
create table test_rounds(
  seq integer primary key,
  id text not null unique,
  set_id text not null references question_sets(id) on delete cascade,
  started_by text not null check (started_by in ('person', 'schedule')),
  state text not null check (state in ('waiting', 'running', 'done', 'cancelled', 'stopped', 'interrupted')),
  trouble text,
  -- The questions as they were when it began.
  questions text not null,
  total integer not null,
  compared_with text,
  started_at integer not null,
  ended_at integer
) strict;
create index test_rounds_of_set on test_rounds(set_id, seq);
create table test_results(
  round_id text not null references test_rounds(id) on delete cascade,
  position integer not null,
  verdict text not null check (verdict in ('passed', 'failed', 'answered', 'could_not_ask')),
  change text not null check (change in ('new', 'same', 'better', 'worse', 'different')),
  body text not null,
  primary key (round_id, position)
) strict, without rowid;
`,
} as const
