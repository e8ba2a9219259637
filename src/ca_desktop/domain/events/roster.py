"""The roster: which nodes belong to which office, said by the centre in its ``all`` stream."""

from dataclasses import dataclass

from ca_desktop.domain.events.base import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeEnrolled(Event):
    """A node may exchange packages.

    Attributes:
        kind: of its office: ``commune`` or ``centre``.
        sign_key: Ed25519 public key, hex.
        box_key: X25519 public key, hex.
    """

    office_id: str
    kind: str
    code: str
    name: str
    node_id: str
    sign_key: str
    box_key: str
