/**
 * The closed list of failures that may cross a wire. The code is contract; the message is for people.
 * `exit` is what the command line returns for it.
 */
export const errorCodes = {
  invalid_input: { exit: 2, meaning: 'The request does not have the shape the procedure asks for.' },
  unknown_procedure: { exit: 2, meaning: 'No procedure has this name.' },
  too_large: { exit: 2, meaning: 'A frame, body or field is over its limit.' },
  not_found: { exit: 3, meaning: 'Nothing has this id.' },
  already_decided: { exit: 4, meaning: 'Somebody decided this proposal before you.' },
  changed: { exit: 4, meaning: 'The revision, the arguments or the conversation are not what you saw.' },
  illegal_transition: { exit: 4, meaning: 'The proposal cannot go from its present state to that one.' },
  same_person: { exit: 4, meaning: 'The second signature has to be another person\u2019s.' },
  blocked: { exit: 4, meaning: 'Policy, schema or catalogue forbid this.' },
  conflict: { exit: 4, meaning: 'The other side holds a different state.' },
  unauthorised: { exit: 5, meaning: 'The other side refused the key or token.' },
  forbidden: { exit: 5, meaning: 'The key may not do this, or the caller is not allowed.' },
  missing_secret: { exit: 5, meaning: 'No key is stored for this connection.' },
  vault_refused: { exit: 5, meaning: 'The machine has no safe place for this secret.' },
  rate_limited: { exit: 6, meaning: 'Too many requests; try again later.' },
  quota_exhausted: { exit: 6, meaning: 'The plan or budget is used up; waiting will not help soon.' },
  unreachable: { exit: 7, meaning: 'No connection; nothing was sent.' },
  timed_out: { exit: 7, meaning: 'No answer in time; it may or may not have happened.' },
  remote_invalid: { exit: 8, meaning: 'The other side refused the request as invalid.' },
  remote_failed: { exit: 8, meaning: 'The other side failed.' },
  protocol: { exit: 8, meaning: 'The other side answered in a form nobody documented.' },
  egress_refused: { exit: 9, meaning: 'The address is not on the allow list.' },
  cancelled: { exit: 10, meaning: 'The caller stopped waiting.' },
  busy: { exit: 11, meaning: 'Another process holds the profile, or too many calls are under way.' },
  database_newer: { exit: 12, meaning: 'The database was written by a newer version of this program.' },
  database_damaged: { exit: 12, meaning: 'The database cannot be read or written.' },
  disk_full: { exit: 12, meaning: 'The disk is full or read-only; nothing was recorded.' },
  internal: { exit: 1, meaning: 'A fault in this program.' },
} as const satisfies Record<string, { exit: number; meaning: string }>

export type ErrorCode = keyof typeof errorCodes
