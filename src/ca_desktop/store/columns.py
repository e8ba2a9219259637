"""How tables and columns are declared; what is declared stands in `metadata`."""

from sqlalchemy import Column, Integer, MetaData, Table, Text

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def table(name: str, *parts: Column[int] | Column[str] | Column[bytes] | object) -> Table:
    """Make a table whose columns take values of their own type only."""
    return Table(name, metadata, *parts, sqlite_strict=True)  # type: ignore[arg-type]


def words(name: str, *, null: bool = False, key: bool = False) -> Column[str]:
    """Make a column of text."""
    return Column(name, Text, nullable=null, primary_key=key)


def integer(name: str, *, null: bool = False, key: bool = False) -> Column[int]:
    """Make a column of whole numbers."""
    return Column(name, Integer, nullable=null, primary_key=key)
