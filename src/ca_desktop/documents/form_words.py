"""Which words of the forms may be changed, and the forms with such words in them."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from ca_desktop.documents.form_files import kept_form_file
from ca_desktop.documents.forms import FIELDS
from ca_desktop.domain.errors import MachineError
from ca_desktop.domain.form_words import LOGO, OFFICE, FormSheet, FormText, slip_form
from ca_desktop.domain.regimes import Regime

COMMON = "letters.toml"
FILES: Mapping[str, str] = {
    "R2025": "letters-r2025.toml",
    "R2018": "letters-r2018.toml",
    "desk": "letters-desk.toml",
}
"""Files of letters, by what stands before the dot in the id of a form."""

SLIPS: Mapping[Regime, str] = {Regime.R2025: "m01-r2025.toml", Regime.R2018: "m01-r2018.toml"}
_LAWS = {"R2018": "TT 01/2018", "R2025": "TT 03/2025", "desk": "Bộ phận Một cửa"}

_SINGLE = (("title", "Tên phiếu", 200), ("subject", "Trích yếu", 200), ("number", "Dòng số", 100))
_SEVERAL = (
    ("before", "Phần đầu", 40, 600),
    ("after", "Phần cuối", 40, 600),
    ("recipients", "Nơi nhận", 12, 120),
    ("questions", "Câu hỏi", 12, 200),
)
_ROLE_LINES, _ROLE_LONGEST = 4, 60
_OFFICE_LONGEST = 100


@cache
def form_sheets(resources: Path) -> tuple[FormSheet, ...]:
    """Return every form whose words may be changed: the office's own, then by regime.

    Raises:
        MachineError: NO-FORM, BAD-FORM.
    """
    folder = resources / "forms"
    return (_office(folder), *_slips(folder), *_letters(folder))


def _office(folder: Path) -> FormSheet:
    form = kept_form_file(folder / COMMON)
    texts = [
        FormText(
            key=key,
            title=str(title),
            text=str(form["office"].get(key, "")),
            lines=_ROLE_LINES if key == "authority" else 1,
            longest=100_000 if key == LOGO else _OFFICE_LONGEST,
        )
        for key, title in form["office_titles"].items()
    ]
    return FormSheet(
        form=OFFICE, title="Chữ chung của đơn vị", group="mọi phiếu", texts=tuple(texts)
    )


def _slips(folder: Path) -> Iterator[FormSheet]:
    places = {name: name for name in sorted(FIELDS)}
    for regime, name in SLIPS.items():
        form = kept_form_file(folder / name)
        lines = [
            FormText(key=f"fields.{at}.text", title=f"Dòng {at + 1}", text=x["text"], longest=600)
            for at, x in enumerate(form["fields"])
        ]
        title = FormText(key="title", title="Tên phiếu", text=form["title"], longest=200)
        texts = (title, *lines, *_signers(form))
        yield FormSheet(
            form=slip_form(regime),
            title=_title(form),
            group=_group(regime, form),
            texts=texts,
            places=places,
        )


def _letters(folder: Path) -> Iterator[FormSheet]:
    places = kept_form_file(folder / COMMON)["places"]
    for group, name in FILES.items():
        for kind, form in kept_form_file(folder / name).items():
            yield FormSheet(
                form=f"{group}.{kind}",
                title=_title(form),
                group=_group(group, form),
                texts=tuple(_texts(form)),
                places=places,
            )


def _title(form: Mapping[str, Any]) -> str:
    return str(form["title"] or form.get("subject", "")).split(" {")[0].capitalize()


def _group(group: str, form: Mapping[str, Any]) -> str:
    name = str(form["name"])
    return f"{name}, {_LAWS[group]}" if group != "desk" else _LAWS[group]


def _texts(form: Mapping[str, Any]) -> Iterator[FormText]:
    for key, title, longest in _SINGLE:
        if form.get(key):
            yield FormText(key=key, title=title, text=str(form[key]), longest=longest)
    for key, title, lines, longest in _SEVERAL:
        if form.get(key):
            text = "\n".join(map(str, form[key]))
            yield FormText(key=key, title=title, text=text, lines=lines, longest=longest)
    yield from _signers(form)
    if form["paper"] != "a4_landscape":
        yield FormText(key="paper", title="Khổ giấy: a4 hoặc a5", text=str(form["paper"]))


def _signers(form: Mapping[str, Any]) -> Iterator[FormText]:
    for at, signer in enumerate(form["signatures"]):
        yield FormText(
            key=f"signatures.{at}.role",
            title=f"Người ký {at + 1}",
            text=str(signer["role"]),
            lines=_ROLE_LINES,
            longest=_ROLE_LONGEST,
        )
        yield FormText(
            key=f"signatures.{at}.hint",
            title=f"Cách ký {at + 1}",
            text=str(signer["hint"]),
            longest=_ROLE_LONGEST,
        )


def form_named(folder: Path, form: str) -> Mapping[str, Any]:
    """Return the form of a letter by its id.

    Raises:
        MachineError: NO-FORM there is none; BAD-FORM.
    """
    group, _dot, kind = form.partition(".")
    found = kept_form_file(folder / FILES[group]).get(kind) if group in FILES else None
    if not isinstance(found, dict):
        raise MachineError("NO-FORM", file=FILES.get(group, form))
    return found
