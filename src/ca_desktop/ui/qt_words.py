"""What Qt says by itself (buttons, file dialogs, menus of fields), in Vietnamese."""

import tomllib
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QTranslator
from typing_extensions import override


class QtWords(QTranslator):
    """Answers Qt from a table of words.

    Args:
        application: speaks so from now on, and owns this.
        table: context, then source text, then what is said.
    """

    def __init__(self, application: QCoreApplication, table: Path) -> None:
        super().__init__(application)
        self._words: dict[str, dict[str, str]] = tomllib.loads(table.read_text(encoding="utf-8"))
        application.installTranslator(self)

    @override
    def isEmpty(self) -> bool:
        return not self._words

    @override
    def translate(
        self,
        context: str,
        sourceText: str,
        disambiguation: str | None = None,
        n: int = -1,
    ) -> Any:
        """Return what is said; None, Qt's null, where it is not known here."""
        return self._words.get(context, {}).get(sourceText)
