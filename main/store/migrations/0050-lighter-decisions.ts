/**
 * A decision touches half as many pages: entries of the ledger are found by number, what is on its way out stands in no
 * index, what waits for nobody has no reason and no marks. Conditions are spelled out because SQLite builds a table of its own
 * for each IN it has to check while a row is written.
 */
export const lighterDecisions = {
  number: 50,
  sql: `
create table new_proposals(
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
  -- Where it waits for a person; null: nowhere, and then there is no reason to look at it and nothing to know before.
  lane text check (lane = 'checking' or lane = 'money' or lane = 'replies' or lane = 'other'),
  title text not null,
  reason text,
  marks text not null,
  bundle_size integer not null,
  proposed_at integer not null,
  decided_at integer,
  wakes_at integer,
  -- The numbers of its entries in the ledger, in order. A cache like the rest of the row: each entry names its proposal.
  entries text not null,
  body text not null
) strict;
insert into new_proposals
select seq, id, conversation_id, turn_id, tool, kind, risk, state, revision, args_hash, fingerprint, lane,
  title, iif(lane is null, null, reason), iif(lane is null, '', marks), bundle_size, proposed_at, decided_at, wakes_at,
  (select json_group_array(l.seq order by l.seq) from ledger l where l.proposal_id = id), body
from proposals;
drop table proposals;
alter table new_proposals rename to proposals;
drop index ledger_by_proposal;

-- A lane is read from an index that holds all a row shows, all of them together from their rows, which lie side by side.
create index proposals_in_order on proposals(proposed_at, seq) where lane is not null;
create index proposals_waiting on proposals(lane, proposed_at, seq, id, conversation_id, kind, tool, risk, state, title,
  reason, marks, bundle_size) where lane is not null;
create index proposals_by_state on proposals(state, seq)
  where state <> 'pending' and state <> 'scheduled' and state <> 'executing';
create index proposals_by_conversation on proposals(conversation_id, seq);
create index proposals_by_turn on proposals(turn_id, seq);
create index proposals_decided on proposals(tool, decided_at, seq)
  where decided_at is not null and state <> 'pending' and state <> 'scheduled' and state <> 'executing';
create index proposals_waking on proposals(wakes_at, id) where wakes_at is not null;

-- Counted where they are needed.
drop table waiting_counts;

-- What is on its way out, by the number of its proposal: signed and not settled, and nothing else.
create table new_outbox(
  proposal integer primary key references proposals(seq),
  key text not null,
  conversation_id integer not null,
  state text not null check (state = 'ready' or state = 'started' or state = 'unknown'),
  at integer not null
) strict;
insert into new_outbox
select p.seq, o.key, o.conversation_id, o.state, o.at from outbox o join proposals p on p.id = o.proposal_id;
drop table outbox;
alter table new_outbox rename to outbox;
`,
} as const
