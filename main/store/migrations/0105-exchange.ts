/** What came in by import, and what goes for good by its age. */
export const exchange = {
  number: 105,
  sql: `
create table imports(
  seq integer primary key,
  id text not null unique,
  -- decided: everything of it will be here, whatever stops the desk meanwhile; done: it is.
  state text not null check (state = 'decided' or state = 'done'),
  -- How many of its items are here already.
  applied integer not null,
  body text not null
) strict;
create index imports_open on imports(seq) where state = 'decided';

-- Lines that nobody could read, as they stood in the file.
create table import_rejects(
  import integer not null references imports(seq),
  line integer not null,
  reason text not null,
  raw text not null,
  primary key (import, line)
) strict, without rowid;

-- History from elsewhere: nobody works on it here. The body holds what it was there.
create table imported_conversations(
  conversation_id integer primary key references conversations(id),
  import integer not null references imports(seq),
  content_hash text not null,
  body text not null
) strict;
create index imported_by_hash on imported_conversations(content_hash);
create index imported_by_import on imported_conversations(import);

-- Actions that were proposed and decided elsewhere.
create table imported_proposals(
  id text primary key,
  conversation_id integer not null references conversations(id),
  body text not null
) strict, without rowid;
create index imported_proposals_by_conversation on imported_proposals(conversation_id);

-- Entries of somebody else's ledger, with their seals; no part of the ledger of this desk.
create table imported_entries(
  id integer primary key,
  conversation_id integer not null references conversations(id),
  body text not null
) strict;
create index imported_entries_by_conversation on imported_entries(conversation_id, id);

-- What an import said otherwise than this desk, kept beside it where that was asked for.
create table import_conflicts(
  id integer primary key,
  import integer not null references imports(seq),
  conversation_id integer not null references conversations(id),
  what text not null,
  theirs text not null
) strict;
create index import_conflicts_by_conversation on import_conflicts(conversation_id);

create table retention_rules(
  id text primary key,
  place integer not null,
  body text not null
) strict, without rowid;

create table legal_holds(
  conversation_id integer primary key references conversations(id),
  by text not null,
  why text not null,
  at integer not null
) strict;

-- What rules removed, and when; nothing of what it was.
create table retention_runs(
  seq integer primary key,
  at integer not null,
  body text not null
) strict;
`,
} as const
