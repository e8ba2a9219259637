"""A due date never rests on a clock that went wrong, and a person's word is kept."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from typing_extensions import override

from ca_desktop.app import bootstrap
from ca_desktop.app.clocks import MachineClock
from ca_desktop.app.resources import use_words
from ca_desktop.domain.errors import InvalidField, NotAllowedNow
from ca_desktop.domain.moments import VIETNAM, parse_moment
from ca_desktop.domain.version import BUILD_DATE
from ca_desktop.services.desk import intake
from ca_desktop.services.office import dates
from ca_desktop.services.office.offices import Founding
from ca_desktop.services.ports.office import Ports

GIVEN = {"procedure": "1.004873", "applicant": {"name": "Lò Thị Én", "id_number": "001190123456"}}
BUILT = parse_moment(BUILD_DATE)
SECRET = "mat khau du dai 7"


class WrongClock(MachineClock):
    """A machine whose battery died."""

    at = datetime(2019, 1, 3, 8, 0, tzinfo=VIETNAM)

    @override
    def machine_now(self) -> datetime:
        return self.at


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An office that was founded on a machine with a good clock, and now has a bad one."""
    use_words()
    founding = Founding(
        kind="commune", code="H19.12.34", name="Xã Bình Minh", user_name="A", training=True
    )
    bootstrap.create_office(tmp_path / "xa", founding, None, now=BUILT + timedelta(days=30))
    monkeypatch.setattr(bootstrap, "MachineClock", WrongClock)
    monkeypatch.setattr(WrongClock, "at", datetime(2019, 1, 3, 8, 0, tzinfo=VIETNAM))
    return tmp_path / "xa"


def take_in(ports: Ports) -> intake.ReceivedDossier:
    return intake.receive_dossier(ports, intake.ReceiveDossier.from_json(GIVEN))


def test_no_dossier_is_taken_in_on_a_date_in_doubt(folder: Path) -> None:
    with bootstrap.open_office(folder) as ports:
        doubt = dates.date_doubt(ports)
        assert doubt is not None
        assert (doubt.machine, doubt.newest) == (
            date(2019, 1, 3),
            (BUILT + timedelta(days=30)).date(),
        )
        with pytest.raises(NotAllowedNow) as caught:
            take_in(ports)
    assert caught.value.code == "DATE-IN-DOUBT"


def test_the_confirmed_day_counts_with_the_machines_time_until_its_day_ends(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = (BUILT + timedelta(days=31)).date()
    with bootstrap.open_office(folder) as ports:
        dates.confirm_date(ports, today)
        assert dates.date_doubt(ports) is None
        assert take_in(ports).code.split("-")[1] == f"{today:%y%m%d}"
        assert ports.clock.now().timetz() == WrongClock.at.timetz()
    with bootstrap.open_office(folder) as ports:  # asked once a day, not at every start
        assert dates.date_doubt(ports) is None
    monkeypatch.setattr(WrongClock, "at", WrongClock.at + timedelta(days=1))
    with bootstrap.open_office(folder) as ports:
        assert dates.date_doubt(ports) is not None


def test_a_day_before_the_newest_event_needs_a_reason_and_leaves_a_flag(folder: Path) -> None:
    earlier = (BUILT + timedelta(days=3)).date()
    with bootstrap.open_office(folder) as ports:
        with pytest.raises(InvalidField) as caught:
            dates.confirm_date(ports, earlier)
        assert caught.value.code == "REQ-REASON-EARLIER"
        dates.confirm_date(ports, earlier, "Hôm trước máy chạy nhanh")
        done = take_in(ports)
        with ports.reading() as view:
            stream = next(x.name for x in view.journal.streams() if x.audience == "centre")
            assert next(iter(view.journal.events(stream, 1, 1))).head.clock
            assert view.dossiers.id_of(done.code) == done.dossier_id


def test_what_a_doubtful_clock_wrote_does_not_become_the_newest_date(folder: Path) -> None:
    with bootstrap.open_office(folder) as ports:
        with ports.reading() as view:
            before = view.journal.newest_moment()
        dates.confirm_date(ports, (BUILT + timedelta(days=900)).date())
        intake.refuse_intake(
            ports, procedure="1.004873", applicant=GIVEN["applicant"], reason="Thiếu tờ khai"
        )
        with ports.reading() as view:
            assert view.journal.newest_moment() == before


@pytest.mark.parametrize(
    ("days", "doubtful"), [(-1, True), (29, True), (30, False), (429, False), (431, True)]
)
def test_the_rule_of_the_exchange_says_when_a_clock_is_in_doubt(
    days: int,
    doubtful: bool,  # noqa: FBT001 a column of the table
) -> None:
    clock = WrongClock()
    clock.at = BUILT + timedelta(days=days)
    newest = BUILT + timedelta(days=30)
    assert clock.doubtful(lambda: newest) is doubtful
