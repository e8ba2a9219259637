"""What a screen reader hears of a program, asked over AT-SPI as Orca does.

Run by the system's Python, which has `pyatspi`, in a session of its own: the arguments are the
command of the program. It says a line when it stands still, and takes the next one to do; what is
heard meanwhile is printed as JSON.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pyatspi
from gi.repository import GLib

PATIENCE_S = 20.0
CELLS = 12
"""Cells of a table that are listened to: its first row."""


def main() -> None:
    """Do what each line of the standard input asks, and print what is heard after it."""
    spoken: list[list[object]] = []

    def on_event(event: Any) -> None:
        spoken.append([str(event.type), event.detail1, str(event.any_data)])

    pyatspi.Registry.registerEventListener(on_event, "object:announcement")
    program = subprocess.Popen(
        sys.argv[1:], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    )
    answer(program)
    found = wait_for_program()
    heard: dict[str, object] = {"program": found.name}
    for line in sys.stdin.read().splitlines():
        say(program, line)
        answer(program)
        listen()
        heard[line] = [part for window in found for part in parts(window)]
    listen()
    heard["announced"] = spoken
    say(program, "quit")
    program.wait(PATIENCE_S)
    sys.stdout.write(json.dumps(heard))


def say(program: "subprocess.Popen[str]", line: str) -> None:
    if program.stdin is None:
        raise TypeError
    program.stdin.write(f"{line}\n")
    program.stdin.flush()


def answer(program: "subprocess.Popen[str]") -> None:
    """Wait until the program stands still."""
    if program.stdout is None or not program.stdout.readline():
        sys.exit("the program is gone")


def listen() -> None:
    """Take in what was said on the bus."""
    context, until = GLib.MainContext.default(), time.monotonic() + 0.1
    while time.monotonic() < until:
        context.iteration(False)


def wait_for_program() -> Any:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        for found in pyatspi.Registry.getDesktop(0):
            if found is not None and found.childCount:
                return found
        listen()
    sys.exit("no program is on the bus")


def parts(part: Any) -> Iterator[dict[str, object]]:
    """Tell of what is shown and can be focused, and of what labels say."""
    state, role = part.getState(), part.getRoleName()
    if not state.contains(pyatspi.STATE_SHOWING) and role != "frame":
        return
    focusable = bool(state.contains(pyatspi.STATE_FOCUSABLE))
    if focusable or role in {"label", "layered pane"}:
        yield {
            "role": role,
            "name": part.name,
            "description": part.description,
            "labels": [label.name for label in labels_of(part)],
            "focusable": focusable,
            "cells": list(cells(part)) if role == "table" else [],
        }
    if role != "table":
        for child in part:
            if child is not None:
                yield from parts(child)


def labels_of(part: Any) -> Iterator[Any]:
    for relation in part.getRelationSet():
        if relation.getRelationType() == pyatspi.RELATION_LABELLED_BY:
            for place in range(relation.getNTargets()):
                yield relation.getTarget(place)


def cells(part: Any) -> Iterator[list[str]]:
    """Tell what each cell of the first row says, below its heading."""
    table = part.queryTable()
    for column in range(min(table.nColumns, CELLS) if table.nRows else 0):
        cell = table.getAccessibleAt(0, column)
        yield [table.getColumnDescription(column), cell.name if cell is not None else ""]


if __name__ == "__main__":
    main()
