"""Commands that come as plain JSON: from a script, or from what a form has gathered."""

from collections.abc import Collection, Mapping

from ca_desktop.domain.errors import InvalidField


def parts_of(value: object, keys: Collection[str], name: str) -> dict[str, object]:
    """Return what a command says; what is null is left to its default.

    Args:
        value: as it was read.
        keys: it may have.
        name: of the command, for the refusal.

    Raises:
        InvalidField: BAD-TYPE it is no object, UNKNOWN-KEY it says something else.
    """
    if not isinstance(value, Mapping):
        raise InvalidField(name, "BAD-TYPE")
    for key in value:
        if key not in keys:
            raise InvalidField(str(key)[:40], "UNKNOWN-KEY")
    return {key: part for key, part in value.items() if part is not None}
