"""Commands that are groups of actions, as every part of the command line adds them."""

import argparse
from typing import TypeAlias

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 argparse names it so


def group_of(commands: Commands, name: str, text: str) -> Commands:
    """Add a command that is nothing without one of its actions, and return these."""
    return commands.add_parser(name, help=text).add_subparsers(
        dest="action", required=True, metavar="ACTION"
    )
