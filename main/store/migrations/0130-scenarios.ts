/** Suites of scenarios, rounds in which they were played, and every single run. */
export const scenarios = {
  number: 130,
  sql: `
create table scenario_suites(
  id text primary key,
  name text not null unique collate nocase,
  about text not null,
  created_at integer not null
) strict;
create table scenarios(
  id text primary key,
  suite_id text not null references scenario_suites(id) on delete cascade,
  position integer not null,
  -- Whose words are in it, where they are somebody's; it goes with that conversation.
  conversation_id integer,
  from_proposal text,
  definition text not null,
  created_at integer not null,
  updated_at integer not null
) strict;
create index scenarios_of_suite on scenarios(suite_id, position);
create index scenarios_of_conversation on scenarios(conversation_id) where conversation_id is not null;
create table scenario_rounds(
  seq integer primary key,
  id text not null unique,
  suite_id text not null references scenario_suites(id) on delete cascade,
  state text not null check (state in ('waiting', 'running', 'done', 'cancelled', 'interrupted')),
  repeat integer not null,
  total integer not null,
  started_at integer not null,
  ended_at integer
) strict;
create index scenario_rounds_of_suite on scenario_rounds(suite_id, seq);
create table scenario_runs(
  seq integer primary key,
  id text not null unique,
  round_id text not null references scenario_rounds(id) on delete cascade,
  scenario_id text not null references scenarios(id) on delete cascade,
  conversation_id integer,
  verdict text not null check (verdict in ('passed', 'failed', 'could_not_run', 'cancelled')),
  configuration text not null,
  body text not null
) strict;
create index scenario_runs_of_scenario on scenario_runs(scenario_id, seq);
create index scenario_runs_of_round on scenario_runs(round_id, seq);
create index scenario_runs_of_conversation on scenario_runs(conversation_id) where conversation_id is not null;
`,
} as const
