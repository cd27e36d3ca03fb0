/** What a reviewer adds to conversations, and which of them the search index has to look at again. */
export const review = {
  number: 90,
  sql: `
create table search_changed(
  conversation_id integer primary key
) strict;
insert into search_changed select id from conversations;

create table saved_searches(
  id text primary key,
  name text not null,
  text text not null,
  result_order text not null,
  by text not null,
  at integer not null
) strict, without rowid;

create table annotations(
  conversation_id integer primary key references conversations(id),
  starred_by text,
  starred_at integer,
  reviewed_by text,
  reviewed_at integer
) strict;

-- Set at this desk; those of the helpdesk stand with the conversation.
create table own_tags(
  conversation_id integer not null references conversations(id),
  tag text not null,
  by text not null,
  at integer not null,
  primary key (conversation_id, tag)
) strict, without rowid;
create index own_tags_by_tag on own_tags(tag, conversation_id);

create table notes(
  seq integer primary key,
  id text not null unique,
  conversation_id integer not null references conversations(id),
  body text not null
) strict;
create index notes_by_conversation on notes(conversation_id, seq);

create table redactions(
  seq integer primary key,
  id text not null unique,
  conversation_id integer not null references conversations(id),
  -- Null: gone everywhere. Otherwise what is still to be done, so that a start after a kill does it.
  left_to_do text,
  body text not null
) strict;
create index redactions_by_conversation on redactions(conversation_id, seq);
create index redactions_open on redactions(seq) where left_to_do is not null;
`,
} as const
