"""The tables made anew from the journal equal the live ones, whatever happened before."""

import random
from collections.abc import Callable
from contextlib import ExitStack, suppress
from datetime import timedelta
from pathlib import Path

import pytest
from tests.helpers import offices
from tests.helpers.campaign import size
from tests.helpers.step_wishes import step_wish
from tests.helpers.training import put_pair

from ca_desktop.app import bootstrap
from ca_desktop.app.demo.world import StoryClock
from ca_desktop.domain.errors import InvalidField, NotAllowedNow
from ca_desktop.services.desk import intake, money_back, receipts, results, slips, tasks
from ca_desktop.services.desk.dossiers import dossier_detail, dossier_id_of, step_dossier
from ca_desktop.services.exchange import exports, imports
from ca_desktop.services.names import ASKS, STEPS
from ca_desktop.services.office import journals, procedures
from ca_desktop.services.ports.office import Ports
from ca_desktop.store.tables import dossiers

HISTORIES = size(200)
ACTS = 80
NAMES = ("Lò Thị Én", "Đặng Đình Đức", "K'Brơi", "H'Hen Niê", "Nguyễn Thị Hường")
PROCEDURES = ("1.004873", "1.000656", "2.000635", "1.001193", "2.000908")


class History:
    """A commune and a centre in which things happen at random, by a seed."""

    def __init__(self, folder: Path, seed: int, stack: ExitStack) -> None:
        self._dice = random.Random(seed)
        self._clock = StoryClock(offices.NOW)
        self._stick = folder / "usb"
        self._stick.mkdir()
        self.offices = [
            stack.enter_context(bootstrap.open_office(folder / name, clock=self._clock))
            for name in ("xa", "trung-tam")
        ]
        self._written: list[list[Path]] = [[], []]
        self.done = 0

    def act(self) -> None:
        """Let one thing happen; what the rules refuse does not happen."""
        self._clock.moment += timedelta(minutes=self._dice.randrange(1, 600))
        acts: list[Callable[[], None]] = [self._receive, self._step, self._carry]
        acts += [self._ask, self._answer]
        rare: list[Callable[[], None]] = [self._refuse, self._print, self._publish, self._money]
        chosen = self._dice.choices(acts, weights=(3, 8, 3, 2, 2))[0]
        if self._dice.random() < 0.15:
            chosen = self._dice.choice(rare)
        with suppress(NotAllowedNow, InvalidField):
            chosen()
            self.done += 1

    def _somewhere(self) -> Ports:
        return self._dice.choices(self.offices, weights=(3, 1))[0]

    def _some_dossier(self, ports: Ports) -> str | None:
        codes = sorted(row.code for row in offices.rows(ports, dossiers) if row.code)
        return self._dice.choice(codes) if codes else None

    def _person(self) -> dict[str, object]:
        number = f"0011901234{self._dice.randrange(100):02d}"
        phone = self._dice.choice([None, "0912345678"])
        return {"name": self._dice.choice(NAMES), "id_number": number, "phone": phone}

    def _receive(self) -> None:
        several = [
            offices.dossier(
                procedure=self._dice.choice(PROCEDURES),
                applicant=self._person(),
                on_behalf_of=self._dice.choice([None, None, self._person()]),
                fee_vnd=self._dice.choice([None, None, 8000]),
            )
            for _n in range(self._dice.choice([1, 1, 1, 3]))
        ]
        commands = [intake.ReceiveDossier.from_json(item) for item in several]
        intake.receive_dossiers(self._somewhere(), commands)

    def _refuse(self) -> None:
        intake.refuse_intake(
            self._somewhere(),
            procedure=self._dice.choice(PROCEDURES),
            applicant=self._person(),
            reason="Thiếu giấy tờ.",
        )

    def _step(self) -> None:
        ports = self._somewhere()
        code = self._some_dossier(ports)
        if code is None:
            return
        dossier_id = dossier_id_of(ports, code)
        detail = dossier_detail(ports, dossier_id)
        step = self._dice.choice([*detail.steps, *detail.corrections] or STEPS)
        if step == "return":
            results.return_result(ports, code, results.ReturnResult())
        else:
            wish = step_wish(ports, dossier_id, step, self._dice)
            step_dossier(ports, code, step, note="Ghi chú.", wish=wish)

    def _ask(self) -> None:
        ports = self._somewhere()
        if code := self._some_dossier(ports):
            wanted = tasks.Ask(
                what=self._dice.choice(ASKS),
                note="Đã gọi điện.",
                part=self._dice.choice(["applicant.name", "on_behalf_of.phone"]),
                value=self._dice.choice(NAMES),
                papers=["Giấy chứng sinh"],
            )
            tasks.ask(ports, code, wanted)

    def _answer(self) -> None:
        ports = self._somewhere()
        with ports.reading() as view:
            waiting = [task.task_id for task in view.tasks.waiting()]
        if waiting:
            task, done = self._dice.choice(waiting), self._dice.random() < 0.7
            tasks.answer(ports, task, done=done, note="Đã xem.")

    def _print(self) -> None:
        ports = self._somewhere()
        if code := self._some_dossier(ports):
            reprint = dossier_detail(ports, dossier_id_of(ports, code)).reprints
            slip = slips.Slip(
                dossier_id=dossier_id_of(ports, code),
                code=code,
                layout="a5",
                reprint=reprint,
                pdf=b"",
            )
            slips.log_print(ports, slip)

    def _money(self) -> None:
        ports = self._somewhere()
        if code := self._some_dossier(ports):
            wanted = receipts.CollectFee(amount_vnd=self._dice.choice([None, 3000]))
            taken = receipts.collect_fee(ports, code, wanted).receipt
            if self._dice.random() < 0.3:
                money_back.cancel_receipt(ports, taken.receipt_id, "Ghi sai.")

    def _publish(self) -> None:
        procedures.publish_catalogue(self.offices[1])

    def _carry(self) -> None:
        """Write; the other side takes in some of what was ever written, in any order."""
        side = self._dice.randrange(2)
        self._written[side] += [
            item.file for item in exports.export_packages(self.offices[side], self._stick)
        ]
        count = min(len(self._written[side]), self._dice.choice([0, 1, 1, 2, 3]))
        files = self._dice.sample(self._written[side][-4:], k=min(count, 4))
        imports.import_packages(self.offices[1 - side], files)


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pattern")
    put_pair(folder / "xa", folder / "trung-tam")
    return folder


@pytest.mark.slow
@pytest.mark.campaign("rebuild")
@pytest.mark.parametrize("seed", range(HISTORIES))
def test_the_tables_made_anew_equal_the_live_ones(pattern: Path, tmp_path: Path, seed: int) -> None:
    for name in ("xa", "trung-tam"):
        offices.copy(pattern / name, tmp_path / name)
    with ExitStack() as stack:
        history = History(tmp_path, seed, stack)
        for _act in range(ACTS):
            history.act()
        assert history.done > ACTS / 2
        for ports in history.offices:
            live = offices.tables(ports)
            assert live["dossiers"]
            journals.verify_journal(ports)
            for _time in range(2):
                assert journals.rebuild_tables(ports).problems == len(live["problems"])
                assert offices.tables(ports) == live
            given = {row.code for row in offices.rows(ports, dossiers)}
            assert offices.take_in(ports) not in given


def test_tables_that_were_tampered_with_come_back_as_the_journal_says(
    pattern: Path, tmp_path: Path
) -> None:
    with offices.opened(offices.copy(pattern / "xa", tmp_path / "xa")) as ports:
        for _n in range(3):
            offices.take_in(ports)
        live = offices.tables(ports)
        writing = ports.writing()
        with writing as uow:
            connection = uow._connection  # type: ignore[attr-defined]
            for statement in (
                "UPDATE dossiers SET status = 'returned', holder_name = 'Người Khác'",
                "DELETE FROM dossier_dues",
                "UPDATE counters SET last = 0",
                "DELETE FROM dossier_search",
                "INSERT INTO problems (position, code) VALUES (1, 'NOT-APPLIED')",
            ):
                connection.exec_driver_sql(statement)
            uow.commit()
        assert offices.tables(ports) != live
        journals.rebuild_tables(ports)
        assert offices.tables(ports) == live
        assert offices.take_in(ports).endswith("0004")


@pytest.mark.slow
def test_a_rebuild_that_is_broken_off_changes_nothing(pattern: Path, tmp_path: Path) -> None:
    def stop(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with offices.opened(offices.copy(pattern / "xa", tmp_path / "xa")) as ports:
        for _n in range(60):
            intake.receive_dossiers(ports, [_command()] * 10)
        live = offices.tables(ports)
        with pytest.raises(KeyboardInterrupt):
            journals.rebuild_tables(ports, stop)
        assert offices.tables(ports) == live


def _command() -> intake.ReceiveDossier:
    return intake.ReceiveDossier.from_json(offices.dossier())
