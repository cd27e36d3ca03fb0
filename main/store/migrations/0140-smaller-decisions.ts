/**
 * A decision touches four pages where it touched seven. The search index reads in the ledger what was decided, and needs no
 * note of it; all lanes are read together from the index of each; what is on its way out is no evidence for rules yet.
 */
export const smallerDecisions = {
  number: 140,
  sql: `
drop index proposals_in_order;
update meta set value = json_set(value, '$.noted', (select coalesce(max(seq), 0) from ledger)) where key = 'search';
delete from policy_decisions where proposal in (
  select o.proposal from outbox o join proposals p on p.seq = o.proposal
  where p.state = 'scheduled' or p.state = 'executing');
`,
} as const
