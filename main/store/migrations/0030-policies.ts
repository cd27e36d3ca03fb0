/** Versions of the policy, what it looked at for each proposal, what its budgets were charged, and what is reviewed. */
export const policies = {
  number: 30,
  sql: `
create table policy_versions(
  version integer primary key,
  body text not null,
  at integer not null,
  by text not null,
  -- Why, where it was not a person who saved it; null otherwise.
  cause text
) strict;
create trigger policy_versions_forbid_update before update on policy_versions begin
  select raise(abort, 'versions of the policy are never changed');
end;
create trigger policy_versions_forbid_delete before delete on policy_versions begin
  select raise(abort, 'versions of the policy are never removed');
end;

-- What the rules saw of each proposal of an agent.
create table policy_facts(
  proposal integer primary key references proposals(seq),
  tool text not null,
  facts text not null
) strict;

-- How those were decided. Narrow, so that a decision adds one row beside the others of the day. Follows from the ledger.
create table policy_decisions(
  proposal integer primary key references proposals(seq),
  tool text not null,
  verb text not null,
  by_rule integer not null,
  undone integer not null,
  at integer not null
) strict;

-- Versions of tools that a person has approved a call of. "": before versions were written down.
create table tool_uses(
  tool text not null,
  schema_hash text not null,
  at integer not null,
  primary key (tool, schema_hash)
) strict, without rowid;

-- What ran by a rule with a budget. Follows from the ledger.
create table budget_charges(
  rule_id text not null,
  budget text not null,
  scope text not null,
  at integer not null,
  proposal_id text not null references proposals(id),
  amount real not null,
  primary key (rule_id, budget, scope, at, proposal_id)
) strict, without rowid;
create unique index budget_charges_once on budget_charges(proposal_id, rule_id, budget);

create table reviews(
  proposal_id text primary key references proposals(id),
  at integer not null,
  outcome text check (outcome in ('seen', 'ok', 'bad')),
  by text,
  note text,
  reviewed_at integer
) strict, without rowid;
create index reviews_open on reviews(at, proposal_id) where outcome is null;
create index reviews_by_time on reviews(at, proposal_id);

-- Of proposals made before, as much as they tell. What is not there is not known.
insert into policy_facts(proposal, tool, facts)
select p.seq, p.tool, json_remove(
    json_object(
      'tool', p.tool, 'at', p.proposed_at, 'kind', p.kind, 'risk', p.risk, 'channel', c.channel,
      'conversation', c.id, 'startedAt', c.created_at,
      'customer', json_object('id', c.customer_external_id, 'name', c.customer_name, 'email', c.customer_email),
      'guardrail', t.body ->> '$.guardrail',
      'ragScore', (select coalesce(max(source.value ->> '$.score'), 0) from json_each(t.body, '$.ragResults') source),
      'flags', json(iif(p.body ->> '$.rejectedBefore.proposalId' is null, '[]', '["rejected_before"]')),
      'origins', json(p.body -> '$.origins'), 'arguments', json(p.body -> '$.proposedArguments')
    ),
    iif(length(p.body -> '$.proposedArguments') > 8192, '$.arguments', '$.none')
  )
from proposals p join conversations c on c.id = p.conversation_id join turns t on t.id = p.turn_id
where t.origin = 'agent'
order by p.seq;

insert into policy_decisions(proposal, tool, verb, by_rule, undone, at)
select p.seq, p.tool,
  case
    when p.body ->> '$.decision.verb' in ('approve', 'edit', 'retry') then iif(p.revision > 0, 'edit', 'approve')
    else p.body ->> '$.decision.verb'
  end,
  p.body ->> '$.decision.signer.by' = 'rule',
  p.state in ('undo_pending', 'undone', 'undo_failed'),
  p.body ->> '$.decision.at'
from proposals p join policy_facts f on f.proposal = p.seq
where p.state <> 'dry_run' and p.body ->> '$.decision.at' is not null
order by p.seq;

insert into tool_uses(tool, schema_hash, at)
select tool, '', min(at) from policy_decisions where verb in ('approve', 'edit') and by_rule = 0 group by tool;
`,
} as const
