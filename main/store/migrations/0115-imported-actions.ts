/** Actions of other desks get a number, by which the search knows them as it knows those of this desk. */
export const importedActions = {
  number: 115,
  sql: `
create table new_imported_proposals(
  seq integer primary key,
  id text not null unique,
  conversation_id integer not null references conversations(id),
  body text not null
) strict;
insert into new_imported_proposals(id, conversation_id, body)
  select id, conversation_id, body from imported_proposals order by conversation_id, id;
drop table imported_proposals;
alter table new_imported_proposals rename to imported_proposals;
create index imported_proposals_by_conversation on imported_proposals(conversation_id);
insert or ignore into search_changed select distinct conversation_id from imported_proposals;
`,
} as const
