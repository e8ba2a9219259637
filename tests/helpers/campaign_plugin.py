"""Pytest plugin behind `dev.py campaign NAME`: runs the tests marked ``campaign("NAME")``.

The size of such a test comes from `tests.helpers.campaign.size`.
"""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take the campaign's name from the command line."""
    parser.addoption("--campaign", metavar="NAME", help="run the tests of this campaign only")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the tests of the campaign asked for; an unknown name lists them all."""
    wanted = config.getoption("--campaign")
    known = {name for item in items for name in campaigns_of(item)}
    if wanted not in known:
        raise pytest.UsageError(
            f"no campaign “{wanted}”; there are: {', '.join(sorted(known)) or '–'}"
        )
    dropped = [item for item in items if wanted not in campaigns_of(item)]
    config.hook.pytest_deselected(items=dropped)
    items[:] = [item for item in items if wanted in campaigns_of(item)]


def campaigns_of(item: pytest.Item) -> set[str]:
    """Return the names of the campaigns that a test belongs to."""
    return {str(name) for mark in item.iter_markers("campaign") for name in mark.args}
