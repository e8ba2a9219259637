"""Random lives of a whole town on real files and databases: nothing lost, doubled or stuck."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from tests.helpers.campaign import size
from tests.helpers.real_town import DISASTERS, RealTown
from typing_extensions import override

from ca_desktop.app.resources import use_words

STEPS = 60


class TownLife(RuleBasedStateMachine):
    """One centre and three communes; everyday work is offered more often than disasters."""

    folder: Path

    def __init__(self) -> None:
        super().__init__()
        self.town: RealTown

    @initialize(seed=st.integers(0, 2**32))
    def begin(self, seed: int) -> None:
        place = Path(tempfile.mkdtemp(dir=self.folder))
        self.town = RealTown(place / "town", seed)

    @rule(times=st.integers(1, 3))
    def take_in(self, times: int) -> None:
        for _ in range(times):
            self.town.take_in()

    @rule(times=st.integers(1, 4))
    def step(self, times: int) -> None:
        for _ in range(times):
            self.town.step()

    @rule()
    def export(self) -> None:
        self.town.export()

    @rule(times=st.integers(1, 3))
    def deliver(self, times: int) -> None:
        for _ in range(times):
            self.town.deliver()

    @rule()
    def deliver_damaged(self) -> None:
        self.town.deliver_damaged()

    @rule(kind=st.sampled_from(DISASTERS))
    def disaster(self, kind: str) -> None:
        self.town.disaster(kind)

    @rule()
    def answer(self) -> None:
        self.town.answer()

    @override
    def teardown(self) -> None:
        if not hasattr(self, "town"):
            return
        try:
            existing = self.town.held()
            self.town.settle()
            assert list(self.town.faults(existing)) == []
        finally:
            self.town.close()


@pytest.mark.slow
@pytest.mark.campaign("town")
def test_whole_towns_end_equal_row_for_row(tmp_path: Path) -> None:
    use_words()
    life = type("Life", (TownLife,), {"folder": tmp_path})
    run_state_machine_as_test(
        life,
        settings=settings(
            max_examples=size(300, share=0.01),
            stateful_step_count=STEPS,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
