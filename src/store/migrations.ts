/**
 * The schema, one step a version. A step is never changed once released; a new version is a new step at the end.
 * All tables are STRICT: `id STRING` once turned "007" into 7 elsewhere.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE journal(
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    type TEXT NOT NULL,
    version INTEGER NOT NULL CHECK(version >= 1),
    actor TEXT NOT NULL CHECK(json_valid(actor)),
    data TEXT NOT NULL CHECK(json_valid(data))
  ) STRICT;

  CREATE TABLE snapshot(
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    shape TEXT NOT NULL,
    state BLOB NOT NULL
  ) STRICT;

  -- The only place where a phone number stands; one row a phone and day, emptied when its time is over.
  CREATE TABLE contact(
    id TEXT PRIMARY KEY,
    day TEXT NOT NULL,
    phone TEXT,
    UNIQUE(day, phone)
  ) STRICT;

  CREATE TABLE applicant(
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK(kind IN ('person', 'enterprise', 'organisation')),
    name TEXT NOT NULL,
    id_number TEXT NOT NULL,
    at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE ticket(
    id TEXT PRIMARY KEY,
    token TEXT NOT NULL UNIQUE,
    day TEXT NOT NULL,
    prefix TEXT NOT NULL,
    sequence INTEGER NOT NULL CHECK(sequence >= 1),
    number TEXT NOT NULL,
    queue TEXT NOT NULL,
    class TEXT NOT NULL CHECK(class IN ('walk', 'green')),
    state TEXT NOT NULL CHECK(state IN ('waiting', 'called', 'serving', 'parked', 'missed', 'served', 'cancelled', 'expired')),
    leg INTEGER NOT NULL,
    window TEXT,
    contact TEXT REFERENCES contact(id),
    phone TEXT,
    matters TEXT NOT NULL CHECK(json_valid(matters)),
    kiosk TEXT,
    issued_at INTEGER NOT NULL,
    called_at INTEGER,
    started_at INTEGER,
    ended_at INTEGER,
    UNIQUE(day, prefix, sequence)
  ) STRICT;

  -- The time log: every period of a ticket with who, where and why.
  CREATE TABLE period(
    id INTEGER PRIMARY KEY,
    ticket TEXT NOT NULL REFERENCES ticket(id),
    leg INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK(kind IN ('waiting', 'called', 'serving', 'parked', 'missed')),
    since INTEGER NOT NULL,
    until INTEGER,
    window TEXT,
    staff TEXT,
    why TEXT
  ) STRICT;
  CREATE INDEX period_ticket ON period(ticket);

  CREATE TABLE message(
    id INTEGER PRIMARY KEY,
    ticket TEXT NOT NULL REFERENCES ticket(id),
    leg INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK(kind IN ('issued', 'near', 'called')),
    occurrence INTEGER NOT NULL,
    contact TEXT NOT NULL REFERENCES contact(id),
    text TEXT NOT NULL,
    state TEXT NOT NULL CHECK(state IN ('pending', 'sending', 'sent', 'delivered', 'failed', 'expired', 'folded')),
    reference TEXT,
    reason TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    at INTEGER NOT NULL,
    UNIQUE(ticket, leg, kind, occurrence)
  ) STRICT;
  CREATE INDEX message_due ON message(state, next_at);
  CREATE INDEX message_failed ON message(at) WHERE state = 'failed';

  CREATE TABLE print_job(
    id INTEGER PRIMARY KEY,
    ticket TEXT NOT NULL REFERENCES ticket(id),
    leg INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK(kind IN ('slip', 'acceptance', 'correction', 'refusal')),
    occurrence INTEGER NOT NULL,
    printer TEXT NOT NULL,
    case_id TEXT,
    slip TEXT CHECK(slip IS NULL OR json_valid(slip)),
    state TEXT NOT NULL CHECK(state IN ('pending', 'printing', 'handed', 'printed', 'failed', 'superseded')),
    reason TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_at INTEGER NOT NULL,
    at INTEGER NOT NULL,
    UNIQUE(ticket, leg, kind, occurrence, case_id)
  ) STRICT;
  -- NULLs differ in a UNIQUE constraint, and slips have no case.
  CREATE UNIQUE INDEX print_job_once ON print_job(ticket, leg, kind, occurrence, ifnull(case_id, ''));
  CREATE INDEX print_job_due ON print_job(state, next_at);
  CREATE INDEX print_job_ticket ON print_job(ticket);
  CREATE INDEX print_job_case ON print_job(case_id) WHERE case_id IS NOT NULL;
  CREATE INDEX print_job_failed ON print_job(at) WHERE state = 'failed';

  CREATE TABLE case_file(
    id TEXT PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    ticket TEXT NOT NULL REFERENCES ticket(id),
    applicant TEXT NOT NULL REFERENCES applicant(id),
    state TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    file TEXT NOT NULL CHECK(json_valid(file))
  ) STRICT;
  CREATE INDEX case_file_ticket ON case_file(ticket);
  CREATE TABLE case_number(day TEXT PRIMARY KEY, last INTEGER NOT NULL) STRICT;

  -- A matter version that a case pinned is kept for ever.
  CREATE TABLE matter_version(id TEXT NOT NULL, version TEXT NOT NULL, matter TEXT NOT NULL CHECK(json_valid(matter)), PRIMARY KEY(id, version)) STRICT;

  CREATE TABLE rating(
    ticket TEXT NOT NULL REFERENCES ticket(id),
    leg INTEGER NOT NULL,
    window TEXT NOT NULL,
    staff TEXT NOT NULL,
    score INTEGER NOT NULL CHECK(score BETWEEN 1 AND 5),
    reasons TEXT NOT NULL CHECK(json_valid(reasons)),
    comment TEXT,
    via TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY(ticket, leg)
  ) STRICT;

  CREATE TABLE idempotency(
    scope TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    answer TEXT NOT NULL CHECK(json_valid(answer)),
    at INTEGER NOT NULL,
    PRIMARY KEY(scope, key)
  ) STRICT;
  CREATE INDEX idempotency_age ON idempotency(at);

  CREATE TABLE staff_password(staff TEXT PRIMARY KEY, hash TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
  CREATE TABLE session(hash TEXT PRIMARY KEY, staff TEXT NOT NULL, at INTEGER NOT NULL, expires_at INTEGER NOT NULL) STRICT;
  CREATE TABLE device_token(hash TEXT PRIMARY KEY, page TEXT NOT NULL, id TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
  `,
  // Appointments: a third class of tickets, and the slot they come for. The table is made anew because SQLite can't
  // change a CHECK; migrate() holds the foreign keys still meanwhile and counts them afterwards.
  `
  CREATE TABLE ticket_new(
    id TEXT PRIMARY KEY,
    token TEXT NOT NULL UNIQUE,
    day TEXT NOT NULL,
    prefix TEXT NOT NULL,
    sequence INTEGER NOT NULL CHECK(sequence >= 1),
    number TEXT NOT NULL,
    queue TEXT NOT NULL,
    class TEXT NOT NULL CHECK(class IN ('walk', 'appointment', 'green')),
    slot INTEGER,
    state TEXT NOT NULL CHECK(state IN ('waiting', 'called', 'serving', 'parked', 'missed', 'served', 'cancelled', 'expired')),
    leg INTEGER NOT NULL,
    window TEXT,
    contact TEXT REFERENCES contact(id),
    phone TEXT,
    matters TEXT NOT NULL CHECK(json_valid(matters)),
    kiosk TEXT,
    issued_at INTEGER NOT NULL,
    called_at INTEGER,
    started_at INTEGER,
    ended_at INTEGER,
    UNIQUE(day, prefix, sequence)
  ) STRICT;
  INSERT INTO ticket_new(id, token, day, prefix, sequence, number, queue, class, state, leg, window, contact, phone, matters, kiosk, issued_at, called_at, started_at, ended_at)
    SELECT id, token, day, prefix, sequence, number, queue, class, state, leg, window, contact, phone, matters, kiosk, issued_at, called_at, started_at, ended_at FROM ticket;
  DROP TABLE ticket;
  ALTER TABLE ticket_new RENAME TO ticket;
  `,
  `
  -- The printer that had the job last: another may have taken over from the one it was asked for on.
  ALTER TABLE print_job ADD COLUMN on_printer TEXT;

  -- Every slip template a manager ever saved, the newest in force; NULL goes back to the config's.
  CREATE TABLE slip_template(
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL CHECK(json_valid(actor)),
    template TEXT CHECK(template IS NULL OR json_valid(template))
  ) STRICT;
  `,
  `
  -- Addresses exchanged on the technician's page; configured is what the config said then.
  CREATE TABLE device_address(
    device TEXT PRIMARY KEY,
    configured INTEGER NOT NULL CHECK(configured BETWEEN 0 AND 65535),
    address INTEGER NOT NULL CHECK(address BETWEEN 0 AND 65535),
    who TEXT NOT NULL,
    at INTEGER NOT NULL
  ) STRICT;
  `,
  // Real names: documents in the vault, and the key under which facts know them; two more kinds of messages.
  `
  CREATE TABLE vault_key(id INTEGER PRIMARY KEY CHECK(id = 1), key BLOB NOT NULL) STRICT;
  CREATE TABLE identity(
    id TEXT PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    document TEXT NOT NULL,
    number TEXT,
    name TEXT,
    at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE message_new(
    id INTEGER PRIMARY KEY,
    ticket TEXT NOT NULL REFERENCES ticket(id),
    leg INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK(kind IN ('issued', 'near', 'called', 'rebooked', 'ended')),
    occurrence INTEGER NOT NULL,
    contact TEXT NOT NULL REFERENCES contact(id),
    text TEXT NOT NULL,
    state TEXT NOT NULL CHECK(state IN ('pending', 'sending', 'sent', 'delivered', 'failed', 'expired', 'folded')),
    reference TEXT,
    reason TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    at INTEGER NOT NULL,
    UNIQUE(ticket, leg, kind, occurrence)
  ) STRICT;
  INSERT INTO message_new SELECT id, ticket, leg, kind, occurrence, contact, text, state, reference, reason, attempts, next_at, expires_at, at FROM message;
  DROP TABLE message;
  ALTER TABLE message_new RENAME TO message;
  CREATE INDEX message_due ON message(state, next_at);
  CREATE INDEX message_failed ON message(at) WHERE state = 'failed';
  `,
  // With which document a number was taken, so that a reader at a window can tell its holder; a photo where it is kept.
  `
  ALTER TABLE identity ADD COLUMN photo BLOB;
  CREATE TABLE ticket_identity(
    ticket TEXT PRIMARY KEY REFERENCES ticket(id),
    identity TEXT NOT NULL REFERENCES identity(id)
  ) STRICT;
  `,
  // Bookings, and SMS that belong to one instead of a ticket.
  `
  CREATE TABLE booking(
    id TEXT PRIMARY KEY,
    code TEXT NOT NULL,
    day TEXT NOT NULL,
    queue TEXT NOT NULL,
    matters TEXT NOT NULL CHECK(json_valid(matters)),
    slot INTEGER NOT NULL,
    until INTEGER NOT NULL CHECK(until > slot),
    contact TEXT REFERENCES contact(id),
    phone TEXT,
    source TEXT NOT NULL,
    external TEXT,
    version INTEGER,
    state TEXT NOT NULL CHECK(state IN ('booked', 'arrived', 'cancelled', 'lapsed')),
    ticket TEXT REFERENCES ticket(id),
    made_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX booking_day ON booking(day, slot);
  CREATE INDEX booking_external ON booking(source, external) WHERE external IS NOT NULL;
  CREATE INDEX booking_contact ON booking(contact) WHERE contact IS NOT NULL;
  CREATE INDEX contact_phone ON contact(phone) WHERE phone IS NOT NULL;

  CREATE TABLE message_new(
    id INTEGER PRIMARY KEY,
    ticket TEXT REFERENCES ticket(id),
    booking TEXT REFERENCES booking(id),
    leg INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK(kind IN ('issued', 'near', 'called', 'booked', 'changed', 'cancelled', 'reminder', 'rebooked', 'ended')),
    occurrence INTEGER NOT NULL,
    contact TEXT NOT NULL REFERENCES contact(id),
    text TEXT NOT NULL,
    state TEXT NOT NULL CHECK(state IN ('pending', 'sending', 'sent', 'delivered', 'failed', 'expired', 'folded')),
    reference TEXT,
    reason TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    at INTEGER NOT NULL,
    CHECK((ticket IS NULL) <> (booking IS NULL)),
    UNIQUE(ticket, leg, kind, occurrence),
    UNIQUE(booking, kind, occurrence)
  ) STRICT;
  INSERT INTO message_new(id, ticket, leg, kind, occurrence, contact, text, state, reference, reason, attempts, next_at, expires_at, at)
    SELECT id, ticket, leg, kind, occurrence, contact, text, state, reference, reason, attempts, next_at, expires_at, at FROM message;
  DROP TABLE message;
  ALTER TABLE message_new RENAME TO message;
  CREATE INDEX message_due ON message(state, next_at);
  CREATE INDEX message_failed ON message(at) WHERE state = 'failed';
  `,
  // Where each day of the journal ends: some hundred rows a year, found without walking millions.
  `
  CREATE INDEX journal_days ON journal(seq) WHERE type = 'day.ended';
  `,
  // Every ticket writes a contact: one index in place of three, and only over phones that are still kept.
  `
  CREATE TABLE contact_new(
    id TEXT PRIMARY KEY,
    day TEXT NOT NULL,
    phone TEXT
  ) WITHOUT ROWID, STRICT;
  INSERT INTO contact_new SELECT id, day, phone FROM contact;
  DROP TABLE contact;
  ALTER TABLE contact_new RENAME TO contact;
  CREATE UNIQUE INDEX contact_phone ON contact(phone, day) WHERE phone IS NOT NULL;
  `,
  // One more kind of message: no window does any more what somebody waits for.
  `
  CREATE TABLE message_new(
    id INTEGER PRIMARY KEY,
    ticket TEXT REFERENCES ticket(id),
    booking TEXT REFERENCES booking(id),
    leg INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK(kind IN ('issued', 'near', 'called', 'booked', 'changed', 'cancelled', 'reminder', 'rebooked', 'ended', 'no-window')),
    occurrence INTEGER NOT NULL,
    contact TEXT NOT NULL REFERENCES contact(id),
    text TEXT NOT NULL,
    state TEXT NOT NULL CHECK(state IN ('pending', 'sending', 'sent', 'delivered', 'failed', 'expired', 'folded')),
    reference TEXT,
    reason TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    at INTEGER NOT NULL,
    CHECK((ticket IS NULL) <> (booking IS NULL)),
    UNIQUE(ticket, leg, kind, occurrence),
    UNIQUE(booking, kind, occurrence)
  ) STRICT;
  INSERT INTO message_new(id, ticket, booking, leg, kind, occurrence, contact, text, state, reference, reason, attempts, next_at, expires_at, at)
    SELECT id, ticket, booking, leg, kind, occurrence, contact, text, state, reference, reason, attempts, next_at, expires_at, at FROM message;
  DROP TABLE message;
  ALTER TABLE message_new RENAME TO message;
  CREATE INDEX message_due ON message(state, next_at);
  CREATE INDEX message_failed ON message(at) WHERE state = 'failed';
  `,
];
