/**
 * Entries of the ledger about a conversation as a whole, and rows whose payload may be taken out: only those that are named in
 * `ledger_opened`, within one transaction; nothing else of a row ever changes.
 */
export const redaction = {
  number: 110,
  sql: `
create table new_ledger(
  seq integer primary key,
  -- Null: about a conversation as a whole. Outlives the proposal where a whole conversation is erased.
  proposal_id text,
  conversation_id integer not null,
  type text not null,
  payload text not null,
  at integer not null,
  seal text
) strict;
insert into new_ledger select seq, proposal_id, conversation_id, type, payload, at, seal from ledger order by seq;
drop table ledger;
alter table new_ledger rename to ledger;
create index ledger_erasures on ledger(seq) where proposal_id is null;

create table ledger_opened(
  seq integer primary key
) strict;
create trigger ledger_forbids_update before update on ledger
when new.seq <> old.seq or new.proposal_id is not old.proposal_id or new.conversation_id <> old.conversation_id
  or new.type <> old.type or new.at <> old.at or new.seal is not old.seal
  or not exists (select 1 from ledger_opened where seq = old.seq)
begin
  select raise(abort, 'the ledger is append-only');
end;
create trigger ledger_forbids_delete before delete on ledger begin
  select raise(abort, 'the ledger is append-only');
end;
`,
} as const
