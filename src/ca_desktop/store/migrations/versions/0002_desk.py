"""The clerk's desk: drafts of intakes, PINs, closed accounts, what waits for a printer."""

from alembic import op

from ca_desktop.store.migrations.prints import PRINTS

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
    """
    CREATE TABLE former_users (
        user_id TEXT NOT NULL,
        CONSTRAINT pk_former_users PRIMARY KEY (user_id)
    ) STRICT
    """,
)


def upgrade() -> None:
    for statement in (*TABLES, *PRINTS):
        op.execute(statement)
