/** Conversations, messages with their search index, turns, the ledger of decisions and what hangs on it. */
export const initial = {
  number: 10,
  sql: `
create table meta(
  key text primary key,
  value text not null
) strict, without rowid;

create table settings(
  key text primary key,
  value text not null
) strict, without rowid;

create table cursors(
  name text primary key,
  value text not null
) strict, without rowid;

create table quarantine(
  digest text primary key,
  external_id text,
  reason text not null,
  raw text not null,
  seen integer not null,
  first_at integer not null,
  last_at integer not null
) strict, without rowid;

create table conversations(
  id integer primary key,
  external_id text not null unique,
  channel text not null,
  state text not null check (state in ('open', 'snoozed', 'closed')),
  subject text not null,
  customer_external_id text not null,
  customer_name text not null,
  customer_email text,
  assignee text,
  tags text not null,
  control text not null,
  activity text not null,
  note text,
  rounds integer not null,
  created_at integer not null,
  updated_at integer not null,
  last_message_at integer not null,
  waiting_since integer,
  -- What the helpdesk itself says about it, or null.
  told_waiting_since integer,
  last_customer_part text,
  last_human_part text,
  -- The helpdesk's updated_at when this desk last changed state, assignee or tags itself; null: never.
  changed_here_at integer
) strict;
create index conversations_by_time on conversations(last_message_at, id);
create index conversations_by_state on conversations(state, last_message_at, id);
create index conversations_thinking on conversations(id) where activity = 'thinking';

create table messages(
  id integer primary key,
  conversation_id integer not null references conversations(id),
  external_id text,
  author text not null,
  author_name text not null,
  kind text not null,
  text text not null,
  html text,
  attachments text,
  at integer not null,
  proposal_id text,
  unique (conversation_id, external_id)
) strict;
create index messages_by_conversation on messages(conversation_id, id);

create virtual table message_search using fts5(
  text,
  content = 'messages',
  content_rowid = 'id',
  tokenize = 'unicode61 remove_diacritics 2',
  prefix = '2 3'
);

create table turns(
  seq integer primary key,
  id text not null unique,
  conversation_id integer not null references conversations(id),
  origin text not null check (origin in ('agent', 'person')),
  concluded integer not null,
  body text not null,
  request text not null,
  response text not null
) strict;
create index turns_by_conversation on turns(conversation_id, origin, seq);
create index turns_open on turns(conversation_id, origin, seq) where concluded = 0;

-- The fold of each proposal's events and, of that, what the queue shows. A cache: the ledger is the truth.
create table proposals(
  seq integer primary key,
  id text not null unique,
  conversation_id integer not null references conversations(id),
  turn_id text not null references turns(id),
  tool text not null,
  kind text not null,
  risk integer not null,
  state text not null,
  revision integer not null,
  args_hash text not null,
  fingerprint text not null,
  -- Where it waits for a person; null: nowhere.
  lane text check (lane in ('checking', 'money', 'replies', 'other')),
  title text not null,
  reason text,
  marks text not null,
  bundle_size integer not null,
  proposed_at integer not null,
  decided_at integer,
  body text not null
) strict;
-- A decision is what somebody waits for: it leaves one page of the queue, and enters what is listed by state.
create index proposals_waiting on proposals(lane, proposed_at, seq, id, conversation_id, kind, tool, risk, state, title,
  reason, marks, bundle_size) where lane is not null;
create index proposals_by_state on proposals(state, seq) where state <> 'pending';
create index proposals_by_conversation on proposals(conversation_id, seq);
create index proposals_by_turn on proposals(turn_id, seq);
create index proposals_decided on proposals(tool, decided_at, seq)
  where decided_at is not null and state not in ('pending', 'scheduled', 'executing');

create table waiting_counts(
  lane text not null,
  risk integer not null,
  waiting integer not null check (waiting >= 0),
  primary key (lane, risk)
) strict, without rowid;

create table ledger(
  seq integer primary key,
  proposal_id text not null references proposals(id),
  conversation_id integer not null,
  type text not null,
  payload text not null,
  at integer not null
) strict;
create index ledger_by_proposal on ledger(proposal_id, seq);
create trigger ledger_forbids_update before update on ledger begin
  select raise(abort, 'the ledger is append-only');
end;
create trigger ledger_forbids_delete before delete on ledger begin
  select raise(abort, 'the ledger is append-only');
end;

-- What is on its way out, and nothing else: rows leave it when the outcome is known.
create table outbox(
  proposal_id text primary key references proposals(id),
  key text not null,
  conversation_id integer not null,
  state text not null check (state in ('ready', 'started', 'unknown')),
  at integer not null
) strict, without rowid;
`,
} as const
