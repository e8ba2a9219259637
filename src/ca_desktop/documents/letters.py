"""Letters about a dossier: the forms of both regimes and the desk's own papers."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from reportlab.platypus.flowables import Flowable

from ca_desktop.documents.fonts import printable
from ca_desktop.documents.form_files import filled, kept_form_file, overlaid
from ca_desktop.documents.form_words import COMMON, form_named
from ca_desktop.documents.official import GAP, PADDING, Marks, Official
from ca_desktop.documents.pages import Block, Gap, Row, Stack
from ca_desktop.documents.plain_text import Typesetter
from ca_desktop.documents.slip_sheets import fonts_of
from ca_desktop.domain.form_words import form_id
from ca_desktop.domain.regimes import Regime
from ca_desktop.services.ports.paper import HandedOn, LetterData

_PLACE = re.compile(r"\{([a-z_]+)\}")


def letter(resources: Path, data: LetterData) -> bytes:
    """Return the PDF of a letter, the same bytes for the same data.

    Raises:
        MachineError: a form file or a font is missing or damaged, or the regime has no such form.
    """
    folder = resources / "forms"
    form = form_named(folder, form_id(Regime(data.regime), data.letter))
    own = overlaid(form, data.words)
    typesetter = Typesetter(fonts_of(resources / "fonts"))
    return _Letter(kept_form_file(folder / COMMON), own, typesetter, data).pdf()


class _Letter:
    """One letter on its way to paper."""

    def __init__(
        self,
        common: Mapping[str, Any],
        own: Mapping[str, Any],
        typesetter: Typesetter,
        data: LetterData,
    ) -> None:
        self._common = common
        self._own = own
        self._data = data
        marks = Marks(
            training=data.training,
            sample=data.sample,
            reprint=data.reprint,
            printed_at=data.printed_at,
            logo=data.logo,
        )
        self._page = Official(common, str(own["paper"]), typesetter, marks)
        said = {**dict.fromkeys(common["places"], ""), **common["office"], **data.values}
        self._known = {name: printable(text) for name, text in said.items()}
        authority = said.get("authority", "").splitlines()
        self._signing = {**self._known, "authority": "\n".join(map(printable, authority))}
        blank = str(common["blank"])
        self._values = {name: text or blank for name, text in self._known.items()}

    def pdf(self) -> bytes:
        title = str(self._own["title"]) or filled(str(self._own["subject"]), self._known)
        return self._page.pdf(list(self._blocks()), title, str(self._own["name"]))

    def _blocks(self) -> Iterator[Block]:
        own, page = self._own, self._page
        number = filled(str(own["number"]), self._values)
        subject = filled(str(own.get("subject", "")), self._values)
        yield Block(
            parts=(
                *page.head(self._values, number, subject),
                *page.title(str(own["title"]), self._data.code),
                Gap(2 * GAP),
            )
        )
        *most, last = self._body()
        yield from most
        signed = page.signatures(own["signatures"], self._signing, own.get("recipients", ()))
        if last.heading is not None:  # a table: its last line goes with the signatures
            yield replace(last, parts=last.parts[:-2])
        kept = last.parts[-2:]
        yield Block(parts=(*kept, Gap(2 * GAP), signed), heading=last.heading, whole=True)

    def _body(self) -> Iterator[Block]:
        """Yield what stands between the title and the signatures."""
        own, page = self._own, self._page
        for line in self._lines("before"):
            yield Block(parts=(line, Gap(page.between)))
        for position, text in enumerate(self._data.demands if "item" in own else (), start=1):
            values = {"position": str(position), "text": printable(text)}
            item = page.paragraph(filled(str(own["item"]), values))
            yield Block(parts=(item, Gap(page.between)))
        yield from self._table()
        for line in self._lines("after"):
            yield Block(parts=(line, Gap(page.between)))

    def _lines(self, name: str) -> Iterator[Flowable]:
        left_out = set(self._common["left_out"])
        for line in self._own.get(name, ()):
            places = set(_PLACE.findall(str(line)))
            if not any(place in left_out and not self._known[place] for place in places):
                yield self._page.paragraph(filled(str(line), self._values)) if line else Gap(GAP)

    def _table(self) -> Iterator[Block]:
        columns = self._own.get("columns")
        if columns is None:
            return
        rows = [self._passage(row) for row in self._data.passages]
        rows += [self._row(place, row) for place, row in enumerate(self._told(), start=1)]
        if rows:
            yield Block(parts=(Gap(GAP),))
            yield self._page.table(columns, rows)

    def _told(self) -> Iterator[Mapping[str, str]]:
        """Yield the lines of the table: those of the dossier, or the questions of the form."""
        yield from self._data.rows
        for question in self._own.get("questions", ()):
            yield {"text": str(question)}

    def _row(self, place: int, row: Mapping[str, str]) -> dict[str, Flowable]:
        columns = self._own["columns"]
        said = {str(x["value"]): printable(row.get(str(x["value"]), "")) for x in columns}
        return self._page.cells(columns, said | {"position": str(place)})

    def _party(self, name: str, who: str) -> str:
        """Return a side of a hand-over; of one that is still to come, room for the pen."""
        blank = str(self._common["blank"])
        return filled(str(self._own[name]), {name: printable(who) or blank})

    def _passage(self, row: HandedOn) -> dict[str, Flowable]:
        own, page = self._own, self._page
        columns = own["columns"]
        parties = Stack(
            [
                page.text(self._party("giver", row.giver), "table"),
                page.text(self._party("taker", row.taker), "table"),
            ]
        )
        at = [str(x["value"]) for x in columns].index("at")
        inner = page.widths(columns)[at] - 2 * PADDING[0]
        names = [page.text(str(name), "table", "center") for name in own["signing"]]
        hands = Row(names, [inner / len(names)] * len(names))
        moment = page.text(row.at or str(self._common["blank_moment"]), "table")
        return {
            "parties": parties,
            "at": Stack([moment, Gap(GAP), hands, Gap(6 * GAP)]),
            "standing": page.text(printable(row.standing), "table", "center"),
            "note": page.text(printable(row.note), "table"),
        }
