"""Tình hình nộp tệp: how the exchange with each office stands (exchange §3.10, R11)."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from ca_desktop.domain.calendars import WorkingCalendar
from ca_desktop.domain.errors import CalendarMissing, InvalidField, PackageRefused, UserError
from ca_desktop.domain.events.base import Standing
from ca_desktop.domain.events.envelope import LOCAL
from ca_desktop.domain.events.office import PeerRemarked
from ca_desktop.domain.identities import node_tag
from ca_desktop.domain.lives import is_frozen
from ca_desktop.domain.moments import day_text, parse_moment
from ca_desktop.domain.periods import PeriodKind, latest
from ca_desktop.domain.roles import FILE_CARRIERS, require
from ca_desktop.domain.standings import (
    Alarm,
    HandIn,
    alarm_of,
    clock_difference,
    missing_words,
)
from ca_desktop.services.exchange.exports import PeerStatus, exchange_status
from ca_desktop.services.office.hand_ins import hand_ins, own_hand_in
from ca_desktop.services.office.list_files import Listing, save_listing
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.peer_rows import ContactRow
from ca_desktop.services.ports.rows import NodeRow
from ca_desktop.services.ports.topics import Topic
from ca_desktop.services.ports.work import View

TWO_HISTORIES = "E-125"
LONGEST_REMARK = 500
_PARKED = frozenset({"E-106", "E-121", "E-122"})
"""Files that are kept until something else has happened."""

_LINE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerStanding:
    """How the exchange with one office stands.

    Attributes:
        stored: events of it that are held here.
        applied: how many of them changed the tables as they should.
        quiet_days: working days since its last package; None where it never sent one, or a
            year's calendar is missing.
        no_calendar: year whose calendar is missing, so that nothing can be counted.
        forks: files refused because they tell another history.
        parked: files kept until something else has happened.
        clock_minutes: at least so much ahead, or, negative, behind; 0 where nothing shows.
        missing_parts: numbers of parts that are awaited of a package of which others are here.
        frozen: its last package is much older than the one before it.
        hand_in: how it stands with the newest reporting month that is over: at a centre with that
            of the commune, at a commune with its own.
    """

    status: PeerStatus
    stored: int
    applied: int
    quiet_days: int | None
    no_calendar: int | None
    alarm: Alarm
    forks: int
    parked: int
    clock_minutes: int
    missing_parts: tuple[int, ...]
    frozen: bool
    hand_in: HandIn | None
    contact: ContactRow = field(repr=False)

    @property
    def peer(self) -> NodeRow:
        """The office's node."""
        return self.status.peer


@dataclass(frozen=True, slots=True, kw_only=True)
class Remarked:
    """What this office keeps in mind of another."""

    office: str
    touched: frozenset[Topic]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Aside:
    """What lies aside, by what it says of its sender.

    Attributes:
        files: how many, by message code.
        parts: numbers that are still missing.
    """

    files: Mapping[tuple[bytes, str], int]
    parts: Mapping[bytes, tuple[int, ...]]


def standings(ports: Ports) -> tuple[PeerStanding, ...]:
    """Return how the exchange with each office stands, by office code."""
    aside = _Aside(
        files=_kept(ports),
        parts={item.sender_tag: item.missing for item in ports.kept.incomplete()},
    )
    today = ports.clock.now().date()
    status = exchange_status(ports)
    with ports.reading() as view:
        unapplied = Counter(row.stream.partition(".")[0] for row in view.journal.problems())
        calendar = view.master.calendar()
        month = latest(PeriodKind.MONTH, today)
        mine, due = own_hand_in(view, month, today), hand_ins(view, month, today)
        found = (
            _standing(view, item, unapplied[item.peer.node_id], aside, (calendar, today))
            for item in status.peers
        )
        return tuple(replace(row, hand_in=mine or due.get(row.peer.office_id)) for row in found)


def remark(ports: Ports, code: str, text: str) -> Remarked:
    """Keep something in mind of an office; an empty text takes it back.

    Raises:
        UserError: NO-SUCH-PEER no such office is known.
        InvalidField: ``note``: TOO-LONG.
    """
    require(ports.actor.roles, *FILE_CARRIERS)
    given = " ".join(text.split())
    if len(given) > LONGEST_REMARK:
        raise InvalidField("note", "TOO-LONG", max=LONGEST_REMARK)
    with ports.writing() as uow:
        office = uow.offices.by_code(code)
        if office is None or office.own:
            raise UserError("NO-SUCH-PEER", code=code[:60])
        uow.record(
            PeerRemarked(office_id=office.office_id, text=given),
            Standing(audience=LOCAL, subject=office.office_id),
        )
        uow.commit()
        return Remarked(office=office.code, touched=uow.touched | {Topic.EXCHANGE})


def save_standings(ports: Ports, path: Path) -> int:
    """Write the standings as a workbook; return the number of offices."""
    lines = [_line(row) for row in standings(ports)]
    listing = Listing(what="standings", title="TÌNH HÌNH NỘP TỆP", columns=COLUMNS, lines=lines)
    return save_listing(ports, listing, path).rows


def quiet_words(row: PeerStanding) -> str:
    """Say how long an office has been quiet: shape and words, never colour alone."""
    if row.no_calendar is not None:
        return f"chưa có lịch năm {row.no_calendar}"
    if row.quiet_days is None:
        return "▲ chưa nộp"
    shape = {Alarm.NONE: "●", Alarm.YELLOW: "◆", Alarm.RED: "▲"}[row.alarm]
    return f"{shape} {row.quiet_days} ngày làm việc"


def hand_in_words(row: PeerStanding) -> str:
    """Say how long the data of the newest month have been due; nothing where they are here."""
    return missing_words(row.hand_in) if row.hand_in else ""


def clock_words(row: PeerStanding) -> str:
    """Say what is known of an office's clock."""
    if row.status.state is None:
        return "–"
    minutes = abs(row.clock_minutes)
    if not minutes:
        return "khớp"
    days, hours = minutes // 1440, minutes // 60
    much = f"{days} ngày" if days else (f"{hours} giờ" if hours else f"{minutes} phút")
    return f"{'nhanh' if row.clock_minutes > 0 else 'chậm'} ít nhất {much}"


COLUMNS = (
    "Đơn vị", "Tệp gần nhất", "Dữ liệu đến ngày", "Nhận ngày", "Chưa nộp", "Vắng tệp", "Đã nhận",
    "Đã áp dụng",
    "Hai lịch sử", "Tệp giữ lại", "Thiếu phần", "Tệp cũ hơn 30 ngày", "Đồng hồ", "Chương trình",
    "Ghi chú",
)  # fmt: skip


def _line(row: PeerStanding) -> tuple[str, ...]:
    state = row.status.state
    return (
        row.peer.name,
        str(state.last_package) if state else "",
        _day(state.last_claimed_at) if state else "",
        _day(state.last_imported_at) if state else "",
        hand_in_words(row),
        quiet_words(row),
        str(row.stored),
        str(row.applied),
        str(row.forks),
        str(row.parked),
        ", ".join(map(str, row.missing_parts)),
        "có" if row.frozen else "",
        clock_words(row),
        state.program if state else "",
        row.contact.remark,
    )


def _day(text: str) -> str:
    return day_text(parse_moment(text).date())


def _standing(
    view: View,
    status: PeerStatus,
    unapplied: int,
    aside: _Aside,
    when: tuple[WorkingCalendar, date],
) -> PeerStanding:
    quiet, no_calendar = _quiet(status, *when)
    tag = node_tag(status.peer.node_id)
    never = status.state is None
    return PeerStanding(
        status=status,
        stored=status.holds,
        applied=status.holds - unapplied,
        quiet_days=quiet,
        no_calendar=no_calendar,
        alarm=Alarm.RED if never else alarm_of(quiet or 0),
        forks=aside.files.get((tag, TWO_HISTORIES), 0),
        parked=sum(aside.files.get((tag, code), 0) for code in _PARKED),
        clock_minutes=_clock(view, status),
        missing_parts=aside.parts.get(tag, ()),
        hand_in=None,
        frozen=_frozen(view, status.peer.node_id),
        contact=view.offices.contact(status.peer.office_id),
    )


def _quiet(
    status: PeerStatus, calendar: WorkingCalendar, today: date
) -> tuple[int | None, int | None]:
    if status.state is None:
        return None, None
    since = parse_moment(status.state.last_imported_at).date()
    try:
        return calendar.working_days_after(since, today), None
    except CalendarMissing as error:
        return None, error.year


def _clock(view: View, status: PeerStatus) -> int:
    state = status.state
    if state is None:
        return 0
    found = clock_difference(
        parse_moment(state.last_claimed_at),
        parse_moment(state.last_imported_at),
        _known_at(view, status.peer.node_id),
    )
    return int(found / _LINE)


def _known_at(view: View, peer: str) -> datetime | None:
    """Return when the newest event was written that a peer has acknowledged."""
    moments = [
        parse_moment(stored.head.recorded_at)
        for stream, ack in view.exchange.acks(peer).items()
        if ack.stored_to and view.journal.hash_at(stream, ack.stored_to) == ack.hash
        for stored in view.journal.events(stream, ack.stored_to, ack.stored_to)
    ]
    return max(moments, default=None)


def _frozen(view: View, node: str) -> bool:
    moments = [parse_moment(row.claimed_at) for row in view.exchange.imported(2, node=node)]
    return len(moments) > 1 and is_frozen(moments[1], moments[0])


def _kept(ports: Ports) -> Mapping[tuple[bytes, str], int]:
    """Count the files that were kept aside, by what they say of their sender, and why."""
    found: Counter[tuple[bytes, str]] = Counter()
    for item in ports.kept.files():
        try:
            found[ports.packages.outer(item.file).sender_tag, item.code] += 1
        except PackageRefused:
            continue  # nobody's, as far as can be told
    return found
