"""What stands on the sheets of keys: the root's, a commune's pairing sheet, a recovery code."""

from ca_desktop.domain.moments import day_text
from ca_desktop.domain.pairing import CentreCard
from ca_desktop.domain.secret_codes import grouped, root_groups
from ca_desktop.services.keys.keys import own_card
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.paper import KeySheet


def root_sheet(card: CentreCard, code: str, day: str) -> KeySheet:
    """Return the sheet of the root, for both envelopes.

    Args:
        card: of the centre the root certifies.
        code: both groups; printed and never stored.
        day: as it is written.
    """
    first, second = root_groups(code)
    return KeySheet(
        kind="root",
        values={
            **_office(card),
            "group_1": grouped(first),
            "group_2": grouped(second),
            "digits": card.fingerprint,
            "day": day,
        },
        qr=first + second,
        training=card.training,
    )


def draw_root_sheet(ports: Ports, code: str) -> bytes:
    """Return the PDF of the root's sheets.

    Raises:
        NotAllowedNow: NOT-CENTRE.
        WrongPassphrase: the code is mistyped.
    """
    with ports.reading() as view:
        card = own_card(view)
    return ports.paper.key_sheet(root_sheet(card, code, _today(ports)))


def draw_pairing_sheet(ports: Ports, commune: str, secret: str) -> bytes:
    """Return the PDF of a commune's pairing sheet.

    Args:
        ports: the outside world.
        commune: code of the commune that was offered.
        secret: the one-time code.

    Raises:
        NotAllowedNow: NOT-CENTRE.
    """
    with ports.reading() as view:
        card = own_card(view)
    values = {
        **_office(card),
        "commune": commune,
        "digits": card.fingerprint,
        "secret": secret,
        "day": _today(ports),
    }
    sheet = KeySheet(
        kind="pairing",
        values=values,
        qr=card.fingerprint.replace(" ", ""),
        training=card.training,
    )
    return ports.paper.key_sheet(sheet)


def recovery_sheet(office: tuple[str, str], code: str, day: str, *, training: bool) -> KeySheet:
    """Return the sheet of a recovery code.

    Args:
        office: name and code of whose data it opens.
        code: printed and never stored.
        day: as it is written.
        training: nothing real.
    """
    name, unit = office
    values = {"office": name, "code": unit, "recovery": code, "day": day}
    return KeySheet(kind="recovery", values=values, qr=code, training=training)


def draw_recovery_sheet(ports: Ports, code: str) -> bytes:
    """Return the PDF of a new recovery code that the root's sheets gave an office."""
    with ports.reading() as view:
        own, training = view.offices.own(), view.offices.node().training
    sheet = recovery_sheet((own.name, own.code), code, _today(ports), training=training)
    return ports.paper.key_sheet(sheet)


def _office(card: CentreCard) -> dict[str, str]:
    return {"office": card.name, "code": card.code}


def _today(ports: Ports) -> str:
    return day_text(ports.clock.now().date())
