/** Scorecards by version, what people gave by them, and queues of what is to be looked at. */

const body = (value: object): string => JSON.stringify(value).replaceAll("'", "''")

const cause = (...causes: readonly string[]) => causes
const category = (
  id: string,
  name: string,
  guidance: string,
  more: {
    readonly scale?: 'binary' | 'three' | 'five'
    readonly weight?: number
    readonly critical?: boolean
    readonly mayNotApply?: boolean
    readonly causes?: readonly string[]
    readonly signal?: string
  } = {},
) => ({
  id,
  name,
  guidance,
  scale: more.scale ?? 'five',
  weight: more.weight ?? 1,
  critical: more.critical ?? false,
  mayNotApply: more.mayNotApply ?? true,
  causes: more.causes ?? [],
  signal: more.signal ?? null,
})

const conversations = {
  name: 'Conversations',
  appliesTo: 'conversation',
  criticalCap: 50,
  categories: [
    category(
      'understood',
      'Understood',
      'Was the question understood, with everything the customer had said already?',
      {
        weight: 2,
        mayNotApply: false,
        causes: cause('asked again', 'missed a part', 'wrong customer or order'),
        signal: 'rejected',
      },
    ),
    category('right', 'Right action', 'Was what was done the right thing, for the right order and amount?', {
      scale: 'binary',
      weight: 3,
      critical: true,
      causes: cause('wrong amount', 'wrong action', 'nothing done', 'done twice'),
      signal: 'arguments',
    }),
    category('policy', 'Followed policy', 'Does it agree with what the sources say?', {
      weight: 2,
      causes: cause('source not looked up', 'source out of date', 'policy not known'),
      signal: 'sources',
    }),
    category('true', 'Nothing invented', 'Could every claim and promise be shown to be true?', {
      scale: 'binary',
      weight: 3,
      critical: true,
      causes: cause('invented fact', 'promise not kept', 'wrong link'),
      signal: 'unsupported',
    }),
    category('tone', 'Tone', 'Plain, kind, without blame, and in the customer’s language.', {
      causes: cause('cold', 'blaming', 'too long', 'wrong language'),
      signal: 'tone',
    }),
    category('disclosure', 'Disclosure spoken', 'In a call: was the notice about recording spoken to its end?', {
      scale: 'binary',
      critical: true,
      causes: cause('not spoken', 'cut off'),
      signal: 'disclosure',
    }),
  ],
}

const actions = {
  name: 'Actions',
  appliesTo: 'action',
  criticalCap: 0,
  categories: [
    category('needed', 'Needed', 'Did the customer’s case call for this action?', {
      scale: 'three',
      mayNotApply: false,
      causes: cause('not asked for', 'too early', 'another action'),
      signal: 'rejected',
    }),
    category('values', 'Right values', 'Right order, amount and reason?', {
      scale: 'binary',
      weight: 2,
      critical: true,
      mayNotApply: false,
      causes: cause('wrong amount', 'wrong order', 'wrong reason'),
      signal: 'arguments',
    }),
    category('decision', 'Decided well', 'Was approving, changing or rejecting it the right decision?', {
      scale: 'three',
      weight: 2,
      mayNotApply: false,
      causes: cause('should have changed it', 'should have rejected it', 'too slow'),
      signal: 'edited',
    }),
  ],
}

const turns = {
  name: 'Turns of the agent',
  appliesTo: 'turn',
  criticalCap: 0,
  categories: [
    category('answer', 'Answers the question', 'Does this turn bring the customer further?', {
      scale: 'three',
      weight: 2,
      mayNotApply: false,
      causes: cause('beside the point', 'incomplete'),
    }),
    category('sources', 'Rests on sources', 'Does what it says stand in what was looked up?', {
      scale: 'three',
      causes: cause('nothing looked up', 'source ignored', 'weak source'),
      signal: 'sources',
    }),
    category('true', 'Nothing invented', 'Could every claim and promise be shown to be true?', {
      scale: 'binary',
      weight: 2,
      critical: true,
      causes: cause('invented fact', 'promise not kept'),
      signal: 'unsupported',
    }),
  ],
}

const readyMade = (id: string, card: object): string => `
insert into scorecards(id) values ('${id}');
insert into scorecard_versions(scorecard, version, body, by, at) values ('${id}', 1, '${body(card)}', 'Countersign', 0);`

export const quality = {
  number: 100,
  sql: `
create table scorecards(
  id text primary key,
  archived_at integer
) strict, without rowid;

create table scorecard_versions(
  scorecard text not null references scorecards(id),
  version integer not null,
  body text not null,
  by text not null,
  at integer not null,
  primary key (scorecard, version)
) strict, without rowid;
create trigger scorecard_versions_forbid_update before update on scorecard_versions begin
  select raise(abort, 'versions of a scorecard are never changed');
end;

create table review_queues(
  id text primary key,
  plan text not null,
  scorecard text not null,
  version integer not null,
  by text not null,
  at integer not null,
  closed_at integer,
  foreign key (scorecard, version) references scorecard_versions(scorecard, version)
) strict, without rowid;

create table review_items(
  queue text not null references review_queues(id),
  position integer not null,
  conversation_id integer not null references conversations(id),
  kind text not null check (kind = 'conversation' or kind = 'turn' or kind = 'action'),
  -- Of the turn or the proposal; empty: the whole conversation.
  subject text not null,
  primary key (queue, position)
) strict, without rowid;
create index review_items_by_conversation on review_items(conversation_id);

create table review_skips(
  queue text not null,
  position integer not null,
  reviewer_key text not null,
  reviewer text not null,
  reason text not null,
  at integer not null,
  primary key (queue, position, reviewer_key),
  foreign key (queue, position) references review_items(queue, position)
) strict, without rowid;

create table review_notes(
  seq integer primary key,
  queue text not null references review_queues(id),
  text text not null,
  by text not null,
  at integer not null
) strict;
create index review_notes_by_queue on review_notes(queue, seq);

create table scores(
  seq integer primary key,
  id text not null unique,
  conversation_id integer not null references conversations(id),
  kind text not null check (kind = 'conversation' or kind = 'turn' or kind = 'action'),
  subject text not null,
  scorecard text not null,
  version integer not null,
  reviewer text not null,
  -- The name as it is compared.
  reviewer_key text not null,
  -- The calibration it belongs to; empty: an ordinary score.
  calibration text not null,
  -- What counts, and what was begun since; null: nothing.
  marks text,
  draft text,
  -- Of what counts.
  percent real,
  revision integer not null,
  stamp integer not null,
  started_at integer not null,
  updated_at integer not null,
  submitted_at integer,
  feedback text,
  -- Whose work the feedback is about, as names are compared.
  feedback_key text,
  unique (conversation_id, kind, subject, scorecard, version, calibration, reviewer_key),
  foreign key (scorecard, version) references scorecard_versions(scorecard, version)
) strict;
create index scores_by_time on scores(submitted_at, seq) where submitted_at is not null;
create index scores_by_feedback on scores(feedback_key, seq) where feedback_key is not null;
create index scores_by_calibration on scores(calibration) where calibration <> '';

create table score_history(
  score integer not null references scores(seq),
  revision integer not null,
  marks text not null,
  percent real,
  by text not null,
  at integer not null,
  primary key (score, revision)
) strict, without rowid;
${readyMade('conversations', conversations)}
${readyMade('actions', actions)}
${readyMade('turns', turns)}
`,
} as const
