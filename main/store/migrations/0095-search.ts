/**
 * What transcripts are searched by: one row per thing said or done, an index over the words of all of them, and facts about
 * actions and conversations. All of it follows from the other tables and is filled by the indexer, not here.
 */
export const search = {
  number: 95,
  sql: `
drop table message_search;

-- One row of a timeline that can be found. Numbers rise in order of arrival, so that newest first is the order of the index.
create table documents(
  id integer primary key,
  conversation_id integer not null,
  -- 0 message, 1 entry of the ledger, 2 what a turn retrieved, 3 its guardrail, 4 note; ref: its number there.
  kind integer not null,
  ref integer not null,
  -- 0 customer, 1 agent, 2 operator, 3 bot, 4 system.
  author integer not null,
  name integer not null,
  at integer not null
) strict;
create unique index documents_by_conversation on documents(conversation_id, kind, ref);

-- Words without the text; a row is taken out by its number, and leaves when what it stands in is merged, see traces.ts.
create virtual table search_index using fts5(
  text,
  content = '',
  contentless_delete = 1,
  tokenize = 'unicode61 remove_diacritics 2',
  prefix = '2 3'
);
-- Rows whose words changed or went: the indexer takes the old ones out.
create table search_stale(
  document integer primary key
) strict;

-- Of each 1024 documents, when the first and the last of them were: a time is a range of numbers.
create table search_blocks(
  block integer primary key,
  first_at integer not null,
  last_at integer not null
) strict;

create table search_names(
  id integer primary key,
  name text not null unique
) strict;
-- Each name from each of its words on.
create table search_name_parts(
  part text not null,
  name integer not null,
  primary key (part, name)
) strict, without rowid;

-- Every word of the index, and three letters of each, so that a piece of a word finds the words that contain it.
create table search_words(
  id integer primary key,
  word text not null unique
) strict;
create virtual table search_word_pieces using fts5(
  word,
  content = '',
  contentless_delete = 1,
  detail = full,
  tokenize = 'trigram'
);

create table search_actions(
  proposal integer primary key,
  conversation_id integer not null,
  risk integer not null,
  -- From proposal to decision, ms.
  latency integer,
  -- Words that a person changed; null: none.
  edit_distance integer,
  at integer not null,
  -- Its newest entry of the ledger that says something.
  entry integer,
  -- What was changed, as it is shown: field, before, after.
  change text
) strict;
create index search_actions_by_conversation on search_actions(conversation_id, proposal);
create index search_actions_by_risk on search_actions(risk, proposal);
create index search_actions_by_edit on search_actions(edit_distance, proposal) where edit_distance is not null;
create index search_actions_by_latency on search_actions(latency, proposal) where latency is not null;

create table search_conversations(
  conversation_id integer primary key,
  last_at integer not null,
  risk integer,
  duration integer,
  cost real,
  worst_source real,
  best_source real,
  score real,
  notes integer not null,
  call text
) strict;
create index search_conversations_by_time on search_conversations(last_at, conversation_id);
create index search_conversations_by_duration on search_conversations(duration) where duration is not null;
create index search_conversations_by_cost on search_conversations(cost) where cost is not null;
create index search_conversations_by_source on search_conversations(worst_source) where worst_source is not null;
create index search_conversations_by_best on search_conversations(best_source) where best_source is not null;
create index search_conversations_by_score on search_conversations(score) where score is not null;

create table search_fields(
  id integer primary key,
  name text not null unique
) strict;
-- Values as they were first written, where folding changed them.
create table search_labels(
  field integer not null,
  value text not null,
  label text not null,
  primary key (field, value)
) strict, without rowid;
-- What holds of an action or of a conversation, by field and value; subject: the number of its proposal, or its own.
create table search_facts(
  field integer not null,
  value any not null,
  subject integer not null,
  primary key (field, value, subject)
) strict, without rowid;
create index search_facts_by_subject on search_facts(subject, field, value);

-- Everything is indexed from the beginning, in order of time.
insert or ignore into search_changed select id from conversations;
insert into meta(key, value) values ('search', '{"version":0}');
`,
} as const
