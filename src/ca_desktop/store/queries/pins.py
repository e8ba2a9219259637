"""PINs: read and written in the encrypted database, beside the journal."""

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from ca_desktop.services.ports.accounts import PinRow
from ca_desktop.store.desk_tables import pins


class SqlPins:
    """See `ca_desktop.services.ports.accounts.Pins`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, user_id: str) -> PinRow | None:
        """Return the PIN of a person."""
        row = self._connection.execute(select(pins).where(pins.c.user_id == user_id)).first()
        return None if row is None else PinRow(salt=row.salt, hash=row.hash)

    def owners(self) -> frozenset[str]:
        """Return the user ids that have a PIN."""
        return frozenset(self._connection.execute(select(pins.c.user_id)).scalars())


class SqlPinState(SqlPins):
    """See `ca_desktop.services.ports.accounts.PinState`."""

    def put(self, user_id: str, pin: PinRow | None) -> None:
        """Set the PIN of a person, or take it away."""
        if pin is None:
            self._connection.execute(delete(pins).where(pins.c.user_id == user_id))
            return
        values = {"salt": pin.salt, "hash": pin.hash}
        self._connection.execute(
            upsert(pins)
            .values(user_id=user_id, **values)
            .on_conflict_do_update(index_elements=["user_id"], set_=values)
        )
