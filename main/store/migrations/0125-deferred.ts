/** Answers the service works on while nobody waits. Each can be fetched once: its body is kept before anybody sees it. */
export const deferred = {
  number: 125,
  sql: `
create table deferred_answers(
  id text primary key,
  -- Whose words are in it, where they are somebody's; it goes with that conversation.
  conversation_id integer,
  -- The service's own id; null: it was sent, and nobody knows whether it arrived.
  request_id text,
  state text not null check (state in ('waiting', 'done', 'failed', 'given_up', 'lost', 'cancelled')),
  request text not null,
  body text,
  trouble text,
  started_at integer not null,
  deadline integer not null,
  ended_at integer,
  polls integer not null default 0,
  polled_at integer
) strict;
create index deferred_answers_waiting on deferred_answers(deadline) where state = 'waiting';
`,
} as const
