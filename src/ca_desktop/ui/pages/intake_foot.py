"""The foot of an intake: what it would promise, and what can be done with it."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.widgets.fields import button
from ca_desktop.ui.widgets.promise import Promise
from ca_desktop.ui.widgets.refusal import Refusal


class IntakeFoot(QWidget):
    """Stays below the form, however long that is.

    Attributes:
        due: the date that would be promised.
        aside: puts the intake among the drafts.
        refusal: refuses it.
        save: stores it.
        primary: stores and prints it.
    """

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.due = Promise(page)
        self.aside = button("Để &vào Nháp", "put_aside")
        self.refusal = Refusal(page)
        self.save = page.act_button("save", "save")
        self.primary = page.act_button("primary", "save_and_print")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.due, 1)
        buttons = (self.due.why, self.aside, self.refusal.button, self.save, self.primary)
        for each in buttons:
            row.addWidget(each)
