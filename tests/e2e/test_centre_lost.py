"""The centre's PC burns with everything: two communes and an envelope bring it back."""

from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

from tests.helpers import offices

from ca_desktop.app import bootstrap
from ca_desktop.app.demo.world import StoryClock
from ca_desktop.app.rebuilding import rebuild_centre
from ca_desktop.cli.doors import Opening
from ca_desktop.services.desk import dossiers
from ca_desktop.services.exchange import exports, imports, pairing
from ca_desktop.services.exchange.certificates import accept_card, write_card, write_past
from ca_desktop.services.keys.keys import rotate_keys
from ca_desktop.services.machines.lives import LastPapers
from ca_desktop.services.office import journals, procedures
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import DossierFilter

FIRST, SECOND = ("commune", "H19.12.31", "Xã Một"), ("commune", "H19.12.32", "Xã Hai")
EVERYTHING = DossierFilter()


class County:
    """A centre and two communes, all open at once."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder = folder
        self.clock = StoryClock(offices.NOW)
        self.files = 0
        self._stack = stack
        founded = offices.found_with_codes(folder / "centre", offices.CENTRE)
        self.root = founded.root_code or ""
        self.centre = self.open("centre")
        self.communes = [self._commune(office) for office in (FIRST, SECOND)]

    def open(self, name: str) -> Ports:
        opened = bootstrap.open_office(self.folder / name, clock=self.clock)
        return self._stack.enter_context(opened)

    def _commune(self, office: tuple[str, str, str]) -> Ports:
        offices.found(self.folder / office[1], office)
        ports = self.open(office[1])
        files = [self.folder / f"{office[1]}.{end}" for end in ("hspair", "hsreq", "hsg")]
        made = pairing.make_offer(self.centre, office[1], files[0])
        pairing.answer_offer(ports, files[0], made.secret, files[1])
        pairing.accept_request(self.centre, files[1], files[2])
        pairing.finish_pairing(ports, files[2])
        return ports

    def carry(self, rounds: int = 1) -> set[str]:
        """Carry every file both ways; return what became of them."""
        said = set()
        for _ in range(rounds):
            said |= {x for ports in self.communes for x in self._bring(ports, [self.centre])}
            said |= set(self._bring(self.centre, self.communes))
        return said

    def _bring(self, source: Ports, targets: list[Ports]) -> list[str]:
        self.clock.moment += timedelta(minutes=1)
        self.files += 1
        stick = self.folder / "usb" / f"{self.files}"
        stick.mkdir(parents=True)
        said = []
        for item in exports.export_packages(source, stick):
            target = next(x for x in targets if node_of(x) == item.peer.node_id)
            said += [x.code or x.result for x in imports.import_packages(target, [item.file])]
        return said

    def burn_and_rebuild(self) -> None:
        """Nothing is left of the centre; one commune's file and the paper build it anew."""
        past = self.folder / "trung-tam.hspast"
        write_past(self.communes[0], past)
        opening = Opening(passphrase=None, user="Cán bộ B", now=self.clock.moment)
        rebuild_centre(self.folder / "anew", past, self.root, opening, LastPapers())
        self.centre = self.open("anew")


def node_of(ports: Ports) -> str:
    with ports.reading() as view:
        return view.offices.node().node_id


def seen(ports: Ports) -> set[tuple[object, ...]]:
    with ports.reading() as view:
        rows = view.dossiers.rows(EVERYTHING)
        return {(x.dossier_id, x.code, x.status, x.due_at, x.held_by) for x in rows}


def test_two_communes_and_an_envelope_bring_the_centre_back(tmp_path: Path) -> None:
    with ExitStack() as stack:
        county = County(tmp_path, stack)
        procedures.publish_catalogue(county.centre)
        held = [offices.take_in(ports) for ports in county.communes]
        for ports, code in zip(county.communes, held, strict=True):
            dossiers.step_dossier(ports, code, "forward")
        rotate_keys(county.communes[1])
        assert county.carry() == {"imported"}
        for code in held:
            dossiers.step_dossier(county.centre, code, "accept")
        rotate_keys(county.centre)
        assert county.carry(rounds=2) == {"imported"}
        before = seen(county.centre)
        with county.centre.reading() as view:
            published = view.master.published()

        county.burn_and_rebuild()
        card = tmp_path / "trung-tam.hscert"
        write_card(county.centre, card)
        for ports in county.communes:
            accept_card(ports, card)
        assert county.carry(rounds=3) == {"imported"}

        assert seen(county.centre) == before
        assert set().union(*map(seen, county.communes)) == before
        with county.centre.reading() as view:
            assert view.master.published() == published
        for ports in (county.centre, *county.communes):
            journals.verify_journal(ports)
            tables = offices.tables(ports)
            journals.rebuild_tables(ports)
            assert offices.tables(ports) == tables
            status = exports.exchange_status(ports)
            assert not status.problems
            assert all(peer.unacknowledged == 0 for peer in status.peers)
        for code in held:
            dossiers.step_dossier(county.centre, code, "result_ready")
        assert county.carry(rounds=2) == {"imported"}
        assert set().union(*map(seen, county.communes)) == seen(county.centre)
