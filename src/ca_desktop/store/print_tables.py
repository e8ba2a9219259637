"""What waits for a printer: working state, which no event makes and `rebuild` never touches."""

from sqlalchemy import Index

from ca_desktop.store.columns import integer, table, words

print_jobs = table(
    "print_jobs",
    words("job_id", key=True),
    words("form"),
    words("dossier_id"),
    words("task_id"),
    words("code"),
    words("layout"),
    integer("reprint"),
    words("state"),
    words("reason"),
    words("printer"),
    words("spool"),
    words("asked_at"),
    words("changed_at"),
    Index(None, "state", "changed_at"),
    Index(None, "dossier_id"),
)
