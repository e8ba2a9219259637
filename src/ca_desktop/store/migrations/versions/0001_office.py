"""The first tables: journal, working state, projections, search."""

from alembic import op

from ca_desktop.store.migrations.exchange import EXCHANGE
from ca_desktop.store.migrations.keys import KEYS
from ca_desktop.store.migrations.lives import LIVES
from ca_desktop.store.migrations.scans import SCANS

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    *EXCHANGE,
    """
    CREATE TABLE calendars (
        year INTEGER NOT NULL,
        body TEXT NOT NULL,
        position INTEGER NOT NULL,
        CONSTRAINT pk_calendars PRIMARY KEY (year)
    ) STRICT
    """,
    """
    CREATE TABLE centre (
        one INTEGER NOT NULL,
        office_id TEXT NOT NULL,
        node_id TEXT NOT NULL,
        root_key TEXT NOT NULL,
        escrow_key TEXT NOT NULL,
        serial INTEGER NOT NULL,
        certificate TEXT NOT NULL,
        CONSTRAINT pk_centre PRIMARY KEY (one)
    ) STRICT
    """,
    """
    CREATE TABLE counters (
        "key" TEXT NOT NULL,
        last INTEGER NOT NULL,
        CONSTRAINT pk_counters PRIMARY KEY ("key")
    ) STRICT
    """,
    """
    CREATE TABLE dossier_dues (
        dossier_id TEXT NOT NULL,
        number INTEGER NOT NULL,
        since TEXT NOT NULL,
        due_at TEXT,
        waiting INTEGER NOT NULL,
        CONSTRAINT pk_dossier_dues PRIMARY KEY (dossier_id, number)
    ) STRICT
    """,
    """
    CREATE TABLE dossiers (
        position INTEGER NOT NULL,
        dossier_id TEXT NOT NULL,
        office_id TEXT NOT NULL,
        code TEXT,
        register_no TEXT,
        procedure_code TEXT NOT NULL,
        procedure_name TEXT NOT NULL,
        field_code TEXT NOT NULL,
        field_name TEXT NOT NULL,
        case_name TEXT NOT NULL,
        limit_text TEXT NOT NULL,
        by_minute INTEGER NOT NULL,
        supplement_clock TEXT NOT NULL,
        channel TEXT NOT NULL,
        received_at TEXT NOT NULL,
        holder_name TEXT NOT NULL,
        submitter_name TEXT NOT NULL,
        sort_key TEXT NOT NULL,
        id_number TEXT,
        phone TEXT,
        status TEXT NOT NULL,
        due_at TEXT,
        first_due_at TEXT,
        supplements INTEGER NOT NULL,
        asked_at TEXT,
        finished_at TEXT,
        returned_at TEXT,
        forwarded_from TEXT,
        custody INTEGER NOT NULL,
        custodian TEXT NOT NULL,
        desk TEXT NOT NULL,
        forwarded_to TEXT,
        held_by TEXT,
        tip TEXT NOT NULL,
        steps INTEGER NOT NULL,
        strays INTEGER NOT NULL,
        CONSTRAINT pk_dossiers PRIMARY KEY (position),
        CONSTRAINT uq_dossiers_dossier_id UNIQUE (dossier_id)
    ) STRICT
    """,
    "CREATE INDEX ix_dossiers_code ON dossiers (code)",
    "CREATE INDEX ix_dossiers_finished_at ON dossiers (finished_at)",
    "CREATE INDEX ix_dossiers_forwarded_to ON dossiers (forwarded_to)",
    "CREATE INDEX ix_dossiers_id_number ON dossiers (id_number)",
    "CREATE INDEX ix_dossiers_office_id_received_at ON dossiers (office_id, received_at)",
    "CREATE INDEX ix_dossiers_status_due_at ON dossiers (status, due_at)",
    "CREATE INDEX ix_dossiers_strays ON dossiers (strays) WHERE strays > 0",
    """
    CREATE TABLE node (
        one INTEGER NOT NULL,
        node_id TEXT NOT NULL,
        former TEXT NOT NULL,
        office_id TEXT NOT NULL,
        incarnation TEXT NOT NULL,
        earlier TEXT NOT NULL,
        learned TEXT NOT NULL,
        succeeded INTEGER NOT NULL,
        series INTEGER NOT NULL,
        training INTEGER NOT NULL,
        install_id TEXT NOT NULL,
        sign_secret BLOB NOT NULL,
        box_secret BLOB NOT NULL,
        key_number INTEGER NOT NULL,
        root_key TEXT,
        escrow_key TEXT,
        certificate TEXT,
        serial INTEGER NOT NULL,
        sheet_marks TEXT NOT NULL,
        CONSTRAINT pk_node PRIMARY KEY (one)
    ) STRICT
    """,
    """
    CREATE TABLE nodes (
        node_id TEXT NOT NULL,
        office_id TEXT NOT NULL,
        sign_key BLOB NOT NULL,
        box_key BLOB NOT NULL,
        number INTEGER NOT NULL,
        revoked INTEGER NOT NULL,
        series INTEGER NOT NULL,
        CONSTRAINT pk_nodes PRIMARY KEY (node_id)
    ) STRICT
    """,
    """
    CREATE TABLE offers (
        offer_id TEXT NOT NULL,
        commune_code TEXT NOT NULL,
        code TEXT NOT NULL,
        tries INTEGER NOT NULL,
        used_at TEXT,
        made_at TEXT NOT NULL,
        CONSTRAINT pk_offers PRIMARY KEY (offer_id)
    ) STRICT
    """,
    """
    CREATE TABLE offices (
        office_id TEXT NOT NULL,
        kind TEXT NOT NULL,
        code TEXT NOT NULL,
        name TEXT NOT NULL,
        own INTEGER NOT NULL,
        CONSTRAINT pk_offices PRIMARY KEY (office_id)
    ) STRICT
    """,
    """
    CREATE TABLE pending_pairing (
        one INTEGER NOT NULL,
        offer BLOB NOT NULL,
        CONSTRAINT pk_pending_pairing PRIMARY KEY (one)
    ) STRICT
    """,
    """
    CREATE TABLE prints (
        dossier_id TEXT NOT NULL,
        copies INTEGER NOT NULL,
        CONSTRAINT pk_prints PRIMARY KEY (dossier_id)
    ) STRICT
    """,
    """
    CREATE TABLE problems (
        position INTEGER NOT NULL,
        subject TEXT,
        code TEXT NOT NULL,
        CONSTRAINT pk_problems PRIMARY KEY (position)
    ) STRICT
    """,
    """
    CREATE TABLE procedures (
        code TEXT NOT NULL,
        valid_from TEXT NOT NULL,
        layer TEXT NOT NULL,
        body TEXT NOT NULL,
        position INTEGER NOT NULL,
        CONSTRAINT pk_procedures PRIMARY KEY (code, valid_from, layer)
    ) STRICT
    """,
    """
    CREATE TABLE streams (
        stream_id INTEGER NOT NULL,
        name TEXT NOT NULL,
        node TEXT NOT NULL,
        incarnation TEXT NOT NULL,
        audience TEXT NOT NULL,
        own INTEGER NOT NULL,
        head_seq INTEGER NOT NULL,
        head_hash TEXT NOT NULL,
        sent_to INTEGER NOT NULL,
        closed_at INTEGER,
        newest_at TEXT NOT NULL,
        CONSTRAINT pk_streams PRIMARY KEY (stream_id),
        CONSTRAINT uq_streams_name UNIQUE (name)
    ) STRICT
    """,
    """
    CREATE TABLE date_confirmations (
        machine_day TEXT NOT NULL,
        day TEXT NOT NULL,
        CONSTRAINT pk_date_confirmations PRIMARY KEY (machine_day)
    ) STRICT
    """,
    """
    CREATE TABLE upkeep (
        what TEXT NOT NULL,
        at TEXT NOT NULL,
        position INTEGER NOT NULL,
        detail TEXT NOT NULL,
        CONSTRAINT pk_upkeep PRIMARY KEY (what)
    ) STRICT
    """,
    """
    CREATE TABLE settled_matters (
        matter TEXT NOT NULL,
        CONSTRAINT pk_settled_matters PRIMARY KEY (matter)
    ) STRICT
    """,
    """
    CREATE TABLE contacts (
        office_id TEXT NOT NULL,
        address TEXT NOT NULL,
        remark TEXT NOT NULL,
        CONSTRAINT pk_contacts PRIMARY KEY (office_id)
    ) STRICT
    """,
    """
    CREATE TABLE task_answers (
        answer_id TEXT NOT NULL,
        task_id TEXT NOT NULL,
        node TEXT NOT NULL,
        done INTEGER NOT NULL,
        CONSTRAINT pk_task_answers PRIMARY KEY (answer_id)
    ) STRICT
    """,
    """
    CREATE TABLE tasks (
        task_id TEXT NOT NULL,
        dossier_id TEXT NOT NULL,
        kind TEXT NOT NULL,
        node TEXT NOT NULL,
        CONSTRAINT pk_tasks PRIMARY KEY (task_id)
    ) STRICT
    """,
    """
    CREATE TABLE users (
        user_id TEXT NOT NULL,
        name TEXT NOT NULL,
        roles TEXT NOT NULL,
        CONSTRAINT pk_users PRIMARY KEY (user_id)
    ) STRICT
    """,
    """
    CREATE TABLE journal (
        position INTEGER NOT NULL,
        stream_id INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        event_id TEXT NOT NULL,
        kind TEXT NOT NULL,
        subject TEXT,
        hash TEXT NOT NULL,
        envelope BLOB NOT NULL,
        salt BLOB,
        payload BLOB,
        CONSTRAINT pk_journal PRIMARY KEY (position),
        CONSTRAINT uq_journal_stream_id_seq UNIQUE (stream_id, seq),
        CONSTRAINT fk_journal_stream_id_streams FOREIGN KEY(stream_id)
            REFERENCES streams (stream_id)
    ) STRICT
    """,
    "CREATE INDEX ix_journal_event_id ON journal (event_id)",
    "CREATE INDEX ix_journal_subject ON journal (subject)",
    "CREATE INDEX ix_task_answers_task_id ON task_answers (task_id)",
    "CREATE INDEX ix_tasks_dossier_id ON tasks (dossier_id)",
    """
    CREATE TABLE settings (
        name TEXT NOT NULL,
        value TEXT NOT NULL,
        CONSTRAINT pk_settings PRIMARY KEY (name)
    ) STRICT
    """,
    """
    CREATE VIRTUAL TABLE dossier_search
    USING fts5(words, tokenize = 'unicode61 remove_diacritics 0', prefix = '1 2 3')
    """,
)


def upgrade() -> None:
    for statement in (*TABLES, *KEYS, *LIVES, *SCANS):
        op.execute(statement)
