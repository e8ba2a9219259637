"""The clerk's desk: drafts of intakes, PINs, closed accounts, prints, fees, lists in any order."""

from itertools import chain

from alembic import op

from ca_desktop.store.migrations.fees import FEES
from ca_desktop.store.migrations.forms import FORMS
from ca_desktop.store.migrations.handling import HANDLING
from ca_desktop.store.migrations.periods import PERIODS
from ca_desktop.store.migrations.prints import PRINTS
from ca_desktop.store.migrations.processes import PROCESSES
from ca_desktop.store.migrations.scores import SCORES
from ca_desktop.store.migrations.targets import TARGETS
from ca_desktop.store.migrations.tariffs import TARIFFS
from ca_desktop.store.migrations.waits import WAITS

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = (
    """
    CREATE TABLE drafts (
        draft_id TEXT NOT NULL,
        owner TEXT NOT NULL,
        began_at TEXT NOT NULL,
        saved_at TEXT NOT NULL,
        aside INTEGER NOT NULL,
        body TEXT NOT NULL,
        CONSTRAINT pk_drafts PRIMARY KEY (draft_id)
    ) STRICT
    """,
    "CREATE INDEX ix_drafts_owner ON drafts (owner)",
    """
    CREATE TABLE pins (
        user_id TEXT NOT NULL,
        salt BLOB NOT NULL,
        hash BLOB NOT NULL,
        CONSTRAINT pk_pins PRIMARY KEY (user_id)
    ) STRICT
    """,
    "CREATE INDEX ix_dossiers_procedure_name_sort_key ON dossiers (procedure_name, sort_key)",
    "CREATE INDEX ix_dossiers_received_at ON dossiers (received_at)",
    "CREATE INDEX ix_dossiers_sort_key ON dossiers (sort_key)",
    "DROP INDEX ix_dossiers_strays",
    "CREATE INDEX ix_dossiers_strays ON dossiers (received_at) WHERE strays > 0",
    """
    CREATE TABLE calendar_layers (
        year INTEGER NOT NULL,
        layer TEXT NOT NULL,
        body TEXT NOT NULL,
        position INTEGER NOT NULL,
        CONSTRAINT pk_calendar_layers PRIMARY KEY (year, layer)
    ) STRICT
    """,
    """
    CREATE TABLE former_users (
        user_id TEXT NOT NULL,
        CONSTRAINT pk_former_users PRIMARY KEY (user_id)
    ) STRICT
    """,
)

NEWEST_FIRST = (
    """
    CREATE VIRTUAL TABLE newest_first
    USING fts5(words, tokenize = 'unicode61 remove_diacritics 0', prefix = '1 2 3')
    """,
    """
    INSERT INTO newest_first (rowid, words)
    SELECT -rowid, words FROM dossier_search ORDER BY rowid DESC
    """,
    "DROP TABLE dossier_search",
    "ALTER TABLE newest_first RENAME TO dossier_search",
)
"""The index of words, its rows numbered downwards (see `ca_desktop.store.search`)."""


def upgrade() -> None:
    data = (FORMS, TARIFFS, WAITS, PROCESSES, TARGETS)
    parts = (TABLES, PRINTS, FEES, HANDLING, PERIODS, SCORES, *data, NEWEST_FIRST)
    for statement in chain(*parts):
        op.execute(statement)
