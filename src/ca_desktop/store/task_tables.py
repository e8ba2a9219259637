"""Tables of what one office asks of another."""

from sqlalchemy import Index

from ca_desktop.store.columns import integer as _int
from ca_desktop.store.columns import table as _table
from ca_desktop.store.columns import words as _text

tasks = _table(
    "tasks",
    _text("task_id", key=True),
    _text("dossier_id"),
    _text("kind"),
    _text("node"),
    Index(None, "dossier_id"),
)

task_answers = _table(
    "task_answers",
    _text("answer_id", key=True),
    _text("task_id"),
    _text("node"),
    _int("done"),
    Index(None, "task_id"),
)

TASK_TABLES = (tasks, task_answers)
