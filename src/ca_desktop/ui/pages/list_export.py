"""The list that is looked at leaves as a workbook, on every page that has none of its own."""

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QApplication

from ca_desktop.domain.text import fold
from ca_desktop.services.office.list_files import Listing, SavedListing, save_listing
from ca_desktop.ui.models.rows import RowsModel
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.widgets.file_dialogs import ask_new_file
from ca_desktop.ui.widgets.rows_view import RowsView

NO_LIST = "Chưa có danh sách nào để xuất ở trang này."


def offer_export(page: Page) -> None:
    """Let Ctrl+E write what is looked at, where the page has no better answer to it."""
    if _lists(page):
        page.offers.setdefault("export", partial(export_list, page))


def export_list(page: Page) -> None:
    """Ask where the list that is looked at goes, and write it."""
    seen = [view for view in _lists(page) if view.isVisible()]
    focused = QApplication.focusWidget()
    view = next((each for each in seen if each is focused), seen[0] if seen else None)
    if view is None or not view.model().rowCount():
        page.said.emit(NO_LIST)
        return
    title = view.accessibleName() or page.title
    listing = _listing(view, page.screen_name, title)
    columns = view.columns.chosen() or None
    name = f"{fold(title).replace(' ', '-')}-{page.context.today():%Y%m%d}.xlsx"
    ask_new_file(page, "Xuất Excel", partial(_write, page, listing, columns), name=name)


def _lists(page: Page) -> list[RowsView]:
    return [x for x in page.findChildren(RowsView) if isinstance(x.model(), RowsModel)]


def _listing(view: RowsView, what: str, title: str) -> Listing:
    model = view.model()
    if not isinstance(model, RowsModel):
        raise TypeError(what)
    rows = [row for place in range(model.rowCount()) if (row := model.row(place)) is not None]
    lines = [tuple(column.text(row) for column in model.columns) for row in rows]
    titles = [column.title for column in model.columns]
    return Listing(what=what, title=title.upper(), columns=titles, lines=lines)


def _write(page: Page, listing: Listing, columns: list[str] | None, name: str) -> None:
    work = partial(save_listing, page.context.ports, listing, Path(name), columns)
    page.context.tasks.change(work, owner=page, done=partial(_on_saved, page), failed=page.tell)


def _on_saved(page: Page, done: SavedListing) -> None:
    page.tell_written(f"Đã xuất {done.rows} dòng vào {done.path.name}.", done.path)
