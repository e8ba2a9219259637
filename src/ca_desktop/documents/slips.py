"""Prints Mẫu 01, the receipt with the appointment: the outside of the press.

reportlab is imported with the first slip and not before: the window opens without it.
"""

from collections.abc import Mapping
from pathlib import Path

from ca_desktop.documents.forms import Form, read_form
from ca_desktop.services.ports.paper import SlipData, SlipLayout, SlipRegime

FORM_FILES: dict[SlipRegime, str] = {"R2018": "m01-r2018.toml", "R2025": "m01-r2025.toml"}


class SlipPress:
    """See `ca_desktop.services.ports.paper.SlipPort`."""

    def __init__(self, resources: Path, office_forms: Path | None = None) -> None:
        """Make a press.

        Args:
            resources: folder that holds ``forms/`` and ``fonts/``.
            office_forms: folder of the office's own form files; a file there takes the place of
                the one with the same name in ``resources``.
        """
        self._resources = resources
        self._office_forms = office_forms
        self._forms: dict[tuple[SlipRegime, tuple[tuple[str, str], ...]], Form] = {}

    def slip(self, data: SlipData, layout: SlipLayout) -> bytes:
        """Return the PDF of the slip, the same bytes for the same data.

        Raises:
            MachineError: a form file or a font is missing or damaged.
        """
        from ca_desktop.documents.slip_roll import SlipRoll  # noqa: PLC0415 - start-up time
        from ca_desktop.documents.slip_sheets import SlipSheets, fonts_of  # noqa: PLC0415 - start-up time

        form, fonts = self._form(data.regime, data.words), fonts_of(self._resources / "fonts")
        if layout == "roll80":
            return SlipRoll(data, form, fonts).pdf()
        return SlipSheets(data, form, fonts).pdf(layout)

    def _form(self, regime: SlipRegime, words: Mapping[str, str]) -> Form:
        wanted = regime, tuple(sorted(words.items()))
        if wanted not in self._forms:
            self._forms[wanted] = read_form(self._form_path(FORM_FILES[regime]), words)
        return self._forms[wanted]

    def _form_path(self, name: str) -> Path:
        if self._office_forms is not None and (own := self._office_forms / name).is_file():
            return own
        return self._resources / "forms" / name
