/** What voice agents were like, as this desk saw or made them. The service keeps no history of them. */
export const agents = {
  number: 120,
  sql: `
-- A configuration under the hash of what it says: the same one is kept once, whoever had it and when.
create table agent_contents(
  hash text primary key,
  body text not null
) strict, without rowid;

create table agent_versions(
  seq integer primary key,
  agent_id text not null,
  hash text not null references agent_contents(hash),
  at integer not null,
  -- By the clock of the service, where it says so.
  updated_at integer,
  origin text not null check (origin in ('read', 'created', 'published', 'outside', 'deleted')),
  by text,
  proposal_id text,
  -- Which fields are otherwise than in the version before: a list of names.
  changed text not null
) strict;
create index agent_versions_of_agent on agent_versions(agent_id, seq);

-- The newest version that somebody here published or looked at.
create table agent_seen(
  agent_id text primary key,
  version integer not null references agent_versions(seq)
) strict, without rowid;
`,
} as const
