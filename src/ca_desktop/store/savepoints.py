"""A part of a transaction that is undone by itself."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection


@contextmanager
def undoing(connection: Connection) -> Iterator[None]:
    """Undo what is written meanwhile should it fail; the transaction goes on.

    SQLAlchemy numbers its savepoints, so that every one is another statement to be compiled:
    one for each event of an import.
    """
    connection.exec_driver_sql("SAVEPOINT part")
    try:
        yield
    except BaseException:
        connection.exec_driver_sql("ROLLBACK TO part")
        raise
    finally:
        connection.exec_driver_sql("RELEASE part")
