"""A database that was put back is completed from the second journal, row for row."""

import random
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Connection, Engine
from tests.helpers import offices
from tests.helpers.campaign import size
from tests.helpers.training import put_pair

from ca_desktop.app import bootstrap
from ca_desktop.app.demo.world import StoryClock
from ca_desktop.app.starter import starter_data
from ca_desktop.domain.errors import DatabaseDamaged, InvalidField, NotAllowedNow
from ca_desktop.domain.events.base import Standing
from ca_desktop.domain.events.envelope import LOCAL, StoredEvent, StreamName
from ca_desktop.domain.events.office import BackupMade
from ca_desktop.domain.packages import Head
from ca_desktop.exchange.keys import verify
from ca_desktop.services.desk.dossiers import dossier_detail, dossier_id_of, step_dossier
from ca_desktop.services.exchange import exports, imports
from ca_desktop.services.names import STEPS
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.topics import Topic
from ca_desktop.store.engine import check_database, copy_database, open_engine
from ca_desktop.store.rescue import Missing, missing
from ca_desktop.store.tables import dossiers, journal, problems, streams
from ca_desktop.store.uow import SqlUnitOfWork, SqlView
from ca_desktop.vault.keys import open_key_file
from ca_desktop.vault.second_journal import SecondJournal

STARTER = starter_data()


class Story:
    """A commune and a centre; what one of them holds is copied now and then.

    Attributes:
        copies: its database at some moments, oldest first.
        second: its second journal.
    """

    def __init__(self, folder: Path, seed: int, stack: ExitStack, watched: int) -> None:
        self._dice = random.Random(seed)
        self._clock = StoryClock(offices.NOW)
        self._stick = folder / "usb"
        self._stick.mkdir()
        self._files: list[list[Path]] = [[], []]
        places = [folder / name for name in ("xa", "trung-tam")]
        self._offices = [
            stack.enter_context(bootstrap.open_office(place, clock=self._clock)) for place in places
        ]
        self._watched, self._folder = self._offices[watched], places[watched]
        self.key = key_of(self._folder)
        self.second = SecondJournal(folder / "second", self.key)
        (folder / "second").mkdir()
        self._noted = 0
        self.copies: list[Path] = []
        self.note()

    def act(self) -> None:
        """Let one thing happen and be noted."""
        self._clock.moment += timedelta(minutes=self._dice.randrange(1, 600))
        chosen = self._dice.choices((self._receive, self._step, self._carry), weights=(3, 6, 4))[0]
        with suppress(NotAllowedNow, InvalidField):
            chosen(self._dice.choice(self._offices))
        self.note()

    def copy(self) -> None:
        """Copy the database as it is."""
        target = self._folder.parent / f"{len(self.copies)}.db"
        copy_database(self._folder / "office.db", target, self.key)
        self.copies.append(target)

    def note(self) -> None:
        """Do as the program does after a commit."""
        rows = offices.rows(self._watched, journal)
        new = [StoredEvent(row.envelope, row.salt, row.payload) for row in rows[self._noted :]]
        for start in range(0, len(new), 3):
            self.second.append(new[start : start + 3])
        self._noted = len(rows)

    def _receive(self, ports: Ports) -> None:
        offices.take_in(ports, procedure=self._dice.choice(["1.004873", "2.000635"]))

    def _step(self, ports: Ports) -> None:
        codes = sorted(row.code for row in offices.rows(ports, dossiers) if row.code)
        if codes:
            code = self._dice.choice(codes)
            steps = [
                step
                for step in dossier_detail(ports, dossier_id_of(ports, code)).steps
                if step != "return"
            ]
            step_dossier(ports, code, self._dice.choice(steps or STEPS), note="Ghi chú.")

    def _carry(self, ports: Ports) -> None:
        side = self._offices.index(ports)
        made = exports.export_packages(ports, self._stick)
        self._files[side] += [item.file for item in made]
        imports.import_packages(self._offices[1 - side], self._files[side][-2:])


def key_of(folder: Path) -> bytes:
    passphrase = bootstrap.TRAINING_PASSPHRASE
    return open_key_file(
        folder / "keys.json", passphrase, user_id=None, machine_secret=None
    ).database_key


class Opened:
    """One database, without the program around it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.noted: list[Head] = []
        self.touched: frozenset[Topic] = frozenset()

    def uow(self) -> SqlUnitOfWork:
        return SqlUnitOfWork(
            self._engine,
            STARTER,
            clock=StoryClock(offices.NOW),
            actor=None,
            note=lambda heads, _events: self.noted.extend(heads),
            holds=verify,
        )

    def complete(self, second: SecondJournal) -> list[StoredEvent]:
        with self.uow() as uow:
            conflicting = uow.complete(second.entries())
            uow.commit()
            self.touched = uow.touched
        return conflicting

    def content(self) -> dict[str, list[str]]:
        """Return every row that follows from the journal, and the journal."""
        ports: Any = SimpleNamespace(reading=partial(SqlView, self._engine, STARTER))
        chains = [
            repr((row.name, row.own, row.head_seq, row.head_hash, row.newest_at))
            for row in offices.rows(ports, streams)
        ]
        return offices.tables(ports) | {
            "journal": list(map(repr, offices.rows(ports, journal))),
            "streams": sorted(chains),
        }

    def connection(self) -> Connection:
        return self._engine.execution_options(reading=True).connect()

    def verify(self) -> int:
        with self.uow() as uow:
            return uow.journal.verify()


@contextmanager
def opened(path: Path, key: bytes) -> Iterator[Opened]:
    engine = open_engine(path, key)
    try:
        yield Opened(engine)
    finally:
        engine.dispose()


def told(story: Story, acts: int, cuts: int, seed: int) -> None:
    """Let a story happen; copy at random moments, the last of them at its end."""
    moments = sorted(random.Random(seed).sample(range(acts), cuts))
    for number in range(acts):
        if number in moments:
            story.copy()
        story.act()
    story.copy()


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pattern")
    put_pair(folder / "xa", folder / "trung-tam")
    return folder


@pytest.fixture
def places(pattern: Path, tmp_path: Path) -> Path:
    for name in ("xa", "trung-tam"):
        offices.copy(pattern / name, tmp_path / name)
    return tmp_path


@pytest.mark.slow
@pytest.mark.campaign("rebuild")
@pytest.mark.parametrize("seed", range(size(200)))
def test_from_any_earlier_point_the_database_is_completed_row_for_row(
    places: Path, seed: int
) -> None:
    with ExitStack() as stack:
        story = Story(places, seed, stack, watched=seed % 2)
        told(story, acts=30, cuts=4, seed=seed)
    with opened(story.copies[-1], story.key) as whole:
        expected, events = whole.content(), whole.verify()
    for earlier in story.copies[:-1]:
        with opened(earlier, story.key) as put_back:
            before = put_back.content()
            assert put_back.complete(story.second) == []
            assert put_back.content() == expected
            assert put_back.verify() == events
            assert before == expected or put_back.touched
            assert put_back.complete(story.second) == []
            assert put_back.content() == expected
        assert check_database(earlier, story.key)["journal"] == events


@pytest.fixture
def story(places: Path) -> Iterator[Story]:
    """Twelve acts as a centre sees them, with a copy in the middle and one at the end."""
    with ExitStack() as stack:
        story = Story(places, 3, stack, watched=1)
        for number in range(12):
            if number == 6:
                story.copy()
            story.act()
        story.copy()
        yield story


def found(put_back: Opened, entries: list[StoredEvent]) -> Missing:
    with closing(put_back.connection()) as connection:
        return missing(connection, entries)


def places_of(events: tuple[StoredEvent, ...] | list[StoredEvent]) -> list[tuple[str, int]]:
    return [(item.head.stream, item.head.seq) for item in events]


def test_what_is_missing_is_told_and_nothing_is_written(story: Story) -> None:
    entries = list(story.second.entries())
    with opened(story.copies[0], story.key) as put_back:
        before = put_back.content()
        lacks = found(put_back, [*entries, *entries])
        assert put_back.content() == before
    own_node = next(iter({StreamName.parse(name).node for name in lacks.own_streams}))

    assert lacks.own_tail
    assert lacks.foreign_tail
    assert lacks.conflicting == ()
    assert sorted(places_of(lacks.tail)) == sorted(
        places_of(lacks.own_tail) + places_of(lacks.foreign_tail)
    )
    assert entries[-len(lacks.tail) :] == list(lacks.tail)
    assert {StreamName.parse(item.head.stream).node for item in lacks.own_tail} == {own_node}
    assert own_node not in {StreamName.parse(item.head.stream).node for item in lacks.foreign_tail}


def test_the_mark_is_told_the_heads_that_came_back(story: Story) -> None:
    with opened(story.copies[0], story.key) as put_back:
        own = found(put_back, list(story.second.entries())).own_tail
        put_back.complete(story.second)

        newest = {item.head.stream: (item.head.seq, item.hash) for item in own}
        assert {head.stream: (head.seq, head.hash) for head in put_back.noted} == newest


def test_what_was_written_since_in_its_place_stays_and_the_lost_is_handed_back(
    story: Story, places: Path
) -> None:
    entries = list(story.second.entries())
    with opened(story.copies[0], story.key) as put_back:
        lost = found(put_back, entries)
        with put_back.uow() as uow:
            written = write_local(uow)
            uow.commit()
        conflicting = put_back.complete(story.second)
        stream = standing_stream(put_back, written)

        expected = [item for item in lost.own_tail if item.head.stream == stream]
        assert expected
        assert conflicting == expected
        assert found(put_back, entries).tail == ()
        put_back.verify()
        live = put_back.content()
        with put_back.uow() as uow:
            uow.rebuild()
            uow.commit()
        assert put_back.content() == live


def write_local(uow: SqlUnitOfWork) -> str:
    return uow.record(BackupMade(folder="x"), Standing(audience=LOCAL))


def standing_stream(put_back: Opened, event_id: str) -> str:
    with closing(put_back.connection()) as connection:
        query = (
            streams.select()
            .join(journal, journal.c.stream_id == streams.c.stream_id)
            .where(journal.c.event_id == event_id)
        )
        return str(connection.execute(query).one().name)


def test_after_completing_new_events_go_on_from_the_old_ones(story: Story) -> None:
    with opened(story.copies[0], story.key) as put_back:
        with put_back.uow() as uow:
            write_local(uow)
        with put_back.uow() as uow:
            uow.complete(story.second.entries())
            write_local(uow)
            uow.commit()
        assert put_back.verify() == len(list(story.second.entries())) + 1


def test_a_hole_is_not_papered_over(story: Story) -> None:
    entries = list(story.second.entries())
    with opened(story.copies[0], story.key) as put_back:
        lost = found(put_back, entries).own_tail
        stream = lost[0].head.stream
        torn = [item for item in entries if item != lost[0]]
        lacks = found(put_back, torn)

    behind = [item for item in lost[1:] if item.head.stream == stream]
    assert list(lacks.conflicting) == behind
    assert not {item.head.stream for item in lacks.tail} & {stream}


def test_an_event_whose_content_is_not_its_own_is_handed_back(story: Story) -> None:
    entries = list(story.second.entries())
    with opened(story.copies[0], story.key) as put_back:
        last = found(put_back, entries).tail[-1]
        forged = [*entries[:-1], replace(last, payload=b"{}")]
        assert found(put_back, forged).conflicting == (forged[-1],)


def test_an_erased_event_keeps_its_place(story: Story) -> None:
    entries = list(story.second.entries())
    with opened(story.copies[0], story.key) as put_back:
        last = found(put_back, entries).tail[-1]
        with put_back.uow() as uow:
            assert uow.complete([*entries[:-1], replace(last, salt=None, payload=None)]) == []
            uow.commit()
            waiting = uow._connection.execute(problems.select()).all()
        assert len(waiting) == 1
        with pytest.raises(DatabaseDamaged) as said:  # no event says that it was erased
            put_back.verify()
        assert said.value.details["check"] == "erased"


def test_a_completing_that_is_broken_off_changes_nothing(story: Story) -> None:
    def cut() -> Iterator[StoredEvent]:
        yield from list(story.second.entries())[:-1]
        raise KeyboardInterrupt

    with opened(story.copies[0], story.key) as put_back:
        before = put_back.content()
        with pytest.raises(KeyboardInterrupt), put_back.uow() as uow:
            uow.complete(cut())
        with put_back.uow() as uow:
            uow.complete(story.second.entries())
        assert put_back.content() == before


def test_a_whole_database_lacks_nothing(story: Story, tmp_path: Path) -> None:
    same = tmp_path / "same.db"
    shutil.copy2(story.copies[-1], same)
    with opened(same, story.key) as whole:
        lacks = found(whole, list(story.second.entries()))

    assert lacks == Missing(tail=(), conflicting=(), own_streams=frozenset())
