/** Calls with a voice agent: what was said as it was said, what happened between, and what is kept of the sound. */
export const calls = {
  number: 80,
  sql: `
create table calls(
  seq integer primary key,
  id text not null unique,
  conversation_id integer not null unique references conversations(id),
  state text not null check (state = 'connecting' or state = 'live' or state = 'ended'),
  -- What the list is ordered by: live ones stand behind all that are over.
  place integer not null,
  started_at integer not null,
  -- When anything of it was last written down: a call that was cut off by a stop ended about then.
  touched_at integer not null,
  body text not null
) strict;
create index calls_in_order on calls(place, seq);
create index calls_open on calls(seq) where state <> 'ended';

-- One thing said; seq is its place in the call, which it keeps while it grows.
create table call_lines(
  call integer not null references calls(seq),
  seq integer not null,
  item_id text not null,
  state text not null check (state = 'partial' or state = 'final' or state = 'interrupted'),
  body text not null,
  primary key (call, seq),
  unique (call, item_id)
) strict, without rowid;

create table call_marks(
  call integer not null references calls(seq),
  seq integer not null,
  body text not null,
  primary key (call, seq)
) strict, without rowid;

-- The sound of a call, in a file beside the database.
create table call_recordings(
  call integer primary key references calls(seq),
  -- Relative to the folder of recordings.
  file text not null,
  bytes integer not null,
  sha256 text not null,
  -- Where in the call the file begins.
  offset_ms real not null,
  peaks blob
) strict;
`,
} as const
