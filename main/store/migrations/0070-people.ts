/** Who may sign second, what their PIN opens, and what colleagues at other desks were asked to sign. */
export const people = {
  number: 70,
  sql: `
create table people(
  id text primary key,
  name text not null,
  -- The name as it is compared; free again once nobody who bears it is enabled.
  name_key text not null,
  -- The private key, sealed with the PIN and the salt; both null: their desk is another one.
  salt text,
  sealed text,
  public_key text not null,
  tries integer not null default 0,
  retry_at integer,
  created_at integer not null,
  disabled_at integer
) strict, without rowid;
create unique index people_by_name on people(name_key) where disabled_at is null;
create unique index people_by_key on people(public_key) where disabled_at is null;

create table approval_requests(
  nonce text primary key,
  proposal_id text not null references proposals(id),
  digest text not null,
  signed_at integer not null,
  valid_until integer not null,
  used_at integer
) strict, without rowid;
`,
} as const
