"""The tables, as SQLAlchemy Core knows them. They never leave this package.

`PROJECTIONS` follow from the journal and can be dropped and made again; everything else is the
journal itself or working state that `rebuild` never touches.
"""

from sqlalchemy import (
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    UniqueConstraint,
    literal_column,
    text,
)

from ca_desktop.store.columns import integer as _int
from ca_desktop.store.columns import table as _table
from ca_desktop.store.columns import words as _text
from ca_desktop.store.desk_tables import former_users
from ca_desktop.store.fee_tables import FEE_TABLES
from ca_desktop.store.form_tables import form_words
from ca_desktop.store.key_tables import cuts, node_keys
from ca_desktop.store.lives_tables import ended_lives, heirs, rivals, successions, twins
from ca_desktop.store.master_tables import calendar_layers, calendars, procedures, tariffs
from ca_desktop.store.period_tables import closed_periods
from ca_desktop.store.process_tables import processes
from ca_desktop.store.scan_tables import attachments, detachments, settings
from ca_desktop.store.score_tables import SCORE_TABLES
from ca_desktop.store.target_tables import targets
from ca_desktop.store.task_tables import TASK_TABLES
from ca_desktop.store.wait_tables import waits

# the journal

streams = _table(
    "streams",
    _int("stream_id", key=True),
    _text("name"),
    _text("node"),
    _text("incarnation"),
    _text("audience"),
    _int("own"),
    _int("head_seq"),
    _text("head_hash"),
    _int("sent_to"),
    _int("closed_at", null=True),
    _text("newest_at"),
    UniqueConstraint("name"),
)

journal = _table(
    "journal",
    _int("position", key=True),
    Column("stream_id", Integer, ForeignKey("streams.stream_id"), nullable=False),
    _int("seq"),
    _text("event_id"),
    _text("kind"),
    _text("subject", null=True),
    _text("hash"),
    Column("envelope", LargeBinary, nullable=False),
    Column("salt", LargeBinary),
    Column("payload", LargeBinary),
    UniqueConstraint("stream_id", "seq"),
    Index(None, "subject"),
    Index(None, "event_id"),
)

problems = _table(
    "problems",
    _int("position", key=True),
    _text("subject", null=True),
    _text("code"),
)

# working state

node = _table(
    "node",
    _int("one", key=True),
    _text("node_id"),
    _text("former"),
    _text("office_id"),
    _text("incarnation"),
    _text("earlier"),
    _text("learned"),
    _int("succeeded"),
    _int("series"),
    _int("training"),
    _text("install_id"),
    Column("sign_secret", LargeBinary, nullable=False),
    Column("box_secret", LargeBinary, nullable=False),
    _int("key_number"),
    _text("root_key", null=True),
    _text("escrow_key", null=True),
    _text("certificate", null=True),
    _int("serial"),
    _text("sheet_marks"),
)

acks = _table(
    "acks",
    _text("stream", key=True),
    _text("peer", key=True),
    _int("stored_to"),
    _text("hash"),
    _int("applied_to"),
    _int("problems"),
    _int("common"),
)

branches = _table(
    "branches",
    _text("stream", key=True),
    _int("seq", key=True),
    _text("hash", key=True),
    Column("envelope", LargeBinary, nullable=False),
    Column("salt", LargeBinary),
    Column("payload", LargeBinary),
)

requests = _table(
    "requests",
    _text("peer", key=True),
    _text("stream", key=True),
    _int("seq", key=True),
    _text("hash", key=True),
    _int("after"),
    _text("after_hash"),
    _text("since"),
)

asked = _table(
    "asked",
    _text("peer", key=True),
    _text("incarnation", key=True),
    _text("stream", key=True),
    _int("seq", key=True),
    _text("hash", key=True),
    _int("after"),
    _text("after_hash"),
)

proofs = _table(
    "proofs",
    _text("stream", key=True),
    _int("seq"),
    Column("header", LargeBinary, nullable=False),
    Column("prelude", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Column("manifest", LargeBinary, nullable=False),
)

peers = _table(
    "peers",
    _text("node", key=True),
    _text("incarnation"),
    _text("earlier"),
    _int("last_package"),
    _text("last_claimed_at"),
    _text("last_imported_at"),
    _text("program"),
    _int("reads_to"),
    _int("applied_to"),
    _int("problems"),
)

inbox = _table(
    "inbox",
    _text("digest", key=True),
    _text("node"),
    _text("incarnation"),
    _int("package"),
    _text("file_name"),
    _text("imported_at"),
    _text("claimed_at"),
    _int("events"),
    _int("problems"),
)

outbox = _table(
    "outbox",
    _text("peer", key=True),
    _text("incarnation", key=True),
    _int("package", key=True),
    _text("file_name"),
    _text("digest"),
    _int("size"),
    _int("events"),
    _text("status"),
    _text("created_at"),
)

offers = _table(
    "offers",
    _text("offer_id", key=True),
    _text("commune_code"),
    _text("code"),
    _int("tries"),
    _text("used_at", null=True),
    _text("made_at"),
)

pending_pairing = _table(
    "pending_pairing",
    _int("one", key=True),
    Column("offer", LargeBinary, nullable=False),
)

# projections

offices = _table(
    "offices",
    _text("office_id", key=True),
    _text("kind"),
    _text("code"),
    _text("name"),
    _int("own"),
)

nodes = _table(
    "nodes",
    _text("node_id", key=True),
    _text("office_id"),
    Column("sign_key", LargeBinary, nullable=False),
    Column("box_key", LargeBinary, nullable=False),
    _int("number"),
    _int("revoked"),
    _int("series"),
)

centre = _table(
    "centre",
    _int("one", key=True),
    _text("office_id"),
    _text("node_id"),
    _text("root_key"),
    _text("escrow_key"),
    _int("serial"),
    _text("certificate"),
)

users = _table(
    "users",
    _text("user_id", key=True),
    _text("name"),
    _text("roles"),
)

date_confirmations = _table(
    "date_confirmations",
    _text("machine_day", key=True),
    _text("day"),
)

upkeep = _table(
    "upkeep",
    _text("what", key=True),
    _text("at"),
    _int("position"),
    _text("detail"),
)

settled_matters = _table(
    "settled_matters",
    _text("matter", key=True),
)

contacts = _table(
    "contacts",
    _text("office_id", key=True),
    _text("address"),
    _text("remark"),
)

counters = _table(
    "counters",
    _text("key", key=True),
    _int("last"),
)

DUE_OR_NEVER: ColumnElement[str] = literal_column("coalesce(due_counted, '9999')")
"""When a dossier is due; those without a date come after all others."""

dossiers = _table(
    "dossiers",
    _int("position", key=True),
    _text("dossier_id"),
    _text("office_id"),
    _text("code", null=True),
    _text("register_no", null=True),
    _text("procedure_code"),
    _text("procedure_name"),
    _text("field_code"),
    _text("field_name"),
    _text("case_name"),
    _text("limit_text"),
    _int("by_minute"),
    _text("supplement_clock"),
    _text("channel"),
    _text("received_at"),
    _text("holder_name"),
    _text("submitter_name"),
    _text("sort_key"),
    _text("id_number", null=True),
    _text("phone", null=True),
    _text("status"),
    _text("due_at", null=True),
    _text("first_due_at", null=True),
    _int("supplements"),
    _text("asked_at", null=True),
    _text("finished_at", null=True),
    _text("returned_at", null=True),
    _text("forwarded_from", null=True),
    _int("custody"),
    _text("custodian"),
    _text("desk"),
    _text("forwarded_to", null=True),
    _text("held_by", null=True),
    _text("tip"),
    _int("steps"),
    _int("strays"),
    _text("errands", null=True),
    _text("station", null=True),
    _text("taker_id", null=True),
    _text("taker_name", null=True),
    _int("stands", null=True),
    _int("negative", null=True),
    _text("due_counted", null=True),
    UniqueConstraint("dossier_id"),
    Index(None, "code"),
    Index(None, "status", "due_counted"),
    Index(None, "office_id", "received_at"),
    Index(None, "received_at"),
    Index(None, "sort_key"),
    Index(None, "procedure_name", "sort_key"),
    Index("ix_dossiers_due_or_never", DUE_OR_NEVER, "sort_key"),
    Index(None, "id_number"),
    Index(None, "finished_at"),
    Index(None, "forwarded_to"),
    Index("ix_dossiers_strays", "received_at", sqlite_where=text("strays > 0")),
)

dossier_dues = _table(
    "dossier_dues",
    _text("dossier_id", key=True),
    _int("number", key=True),
    _text("since"),
    _text("due_at", null=True),
    _int("waiting"),
)

prints = _table("prints", _text("dossier_id", key=True), _int("copies"))

SEARCH = "dossier_search"
"""FTS5 over folded text; its rowid is `dossiers.position`. SQLAlchemy cannot describe it."""

PROJECTIONS = (
    offices,
    nodes,
    node_keys,
    cuts,
    successions,
    heirs,
    rivals,
    twins,
    ended_lives,
    centre,
    users,
    former_users,
    date_confirmations,
    upkeep,
    settled_matters,
    contacts,
    procedures,
    tariffs,
    calendars,
    calendar_layers,
    form_words,
    processes,
    waits,
    targets,
    counters,
    dossiers,
    dossier_dues,
    prints,
    *TASK_TABLES,
    attachments,
    detachments,
    *FEE_TABLES,
    closed_periods,
    *SCORE_TABLES,
    settings,
    problems,
)
