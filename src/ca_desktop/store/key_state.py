"""Own keys and the keys that peers speak with, to be changed."""

import json
from collections.abc import Callable

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from ca_desktop.domain.keys import HeardKey
from ca_desktop.services.ports.rows import FormerKeys, OwnNode
from ca_desktop.services.ports.topics import Topic
from ca_desktop.store.key_tables import former_keys, heard_keys
from ca_desktop.store.queries.keys import SqlKeys
from ca_desktop.store.tables import node as node_table


class SqlKeyState(SqlKeys):
    """See `ca_desktop.services.ports.keys.KeyState`."""

    def __init__(self, connection: Connection, touch: Callable[[Topic], None]) -> None:
        super().__init__(connection)
        self._touch = touch

    def renew(self, node: OwnNode, former: FormerKeys | None) -> None:
        """Go on with other keys, or under another root, and keep the keys before."""
        if former is not None:
            last = self._connection.execute(select(func.max(former_keys.c.place))).scalar() or 0
            self._keep(former, last + 1)
        self._connection.execute(
            update(node_table).values(
                sign_secret=node.secrets.sign,
                box_secret=node.secrets.box,
                key_number=node.key_number,
                root_key=node.root_key,
                escrow_key=node.escrow_key,
                certificate=node.certificate,
                serial=node.serial,
                sheet_marks=json.dumps(node.sheet_marks),
            )
        )
        self._touch(Topic.OFFICE)

    def keep_former(self, former: FormerKeys) -> None:
        """Change what is kept of former keys."""
        self._keep(former, former.place)

    def _keep(self, former: FormerKeys, place: int) -> None:
        values = {
            "number": former.number,
            "sign_key": former.keys.sign,
            "box_key": former.keys.box,
            "sign_secret": former.secrets and former.secrets.sign,
            "box_secret": former.secrets and former.secrets.box,
            "told_stream": former.told_stream,
            "told_seq": former.told_seq,
            "unneeded_since": former.unneeded_since,
        }
        self._connection.execute(
            upsert(former_keys)
            .values(place=place, **values)
            .on_conflict_do_update(index_elements=["place"], set_=values)
        )

    def hear(self, node_id: str, heard: HeardKey) -> None:
        """Remember the newest keys that a node has spoken with."""
        values = {
            "number": heard.number,
            "incarnation": heard.incarnation,
            "package": heard.package,
        }
        self._connection.execute(
            upsert(heard_keys)
            .values(node=node_id, **values)
            .on_conflict_do_update(index_elements=["node"], set_=values)
        )
