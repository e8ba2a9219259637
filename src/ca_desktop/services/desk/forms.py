"""Biểu mẫu: the words of forms as this office has them, changed from a day on, seen before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from ca_desktop.domain.errors import InvalidField, NotAllowedNow, NotFound
from ca_desktop.domain.events.base import Standing
from ca_desktop.domain.events.envelope import ALL, LOCAL
from ca_desktop.domain.events.forms import FormWordsAdjusted, FormWordsPublished
from ca_desktop.domain.form_words import LOGO, OFFICE, FormSheet, checked_texts
from ca_desktop.domain.regimes import Regime
from ca_desktop.domain.roles import MASTER_KEEPERS, Role, require
from ca_desktop.services.desk.form_samples import SHOWN_FOR_OFFICE, sample_letter, sample_slip
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.topics import Topic
from ca_desktop.services.ports.work import View

EDITORS = (Role.DESK_HEAD, Role.KSTT, Role.ADMIN)
_SLIP = ".slip"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormView:
    """A form as papers of today take it.

    Attributes:
        texts: every text that may be changed, by its key.
        below: the same without this office's own words.
    """

    sheet: FormSheet
    texts: Mapping[str, str] = field(repr=False)
    below: Mapping[str, str] = field(repr=False)

    @property
    def changed(self) -> bool:
        """Whether this office has words of its own in it."""
        return self.texts != self.below


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptForm:
    """A form whose words were kept."""

    form: str
    changed: int
    touched: frozenset[Topic]


def form_views(ports: Ports) -> Sequence[FormView]:
    """Return every form whose words may be changed."""
    today = ports.clock.now().date()
    with ports.reading() as view:
        return [_view(view, sheet, today) for sheet in ports.paper.form_sheets()]


def form_view(ports: Ports, form: str) -> FormView:
    """Return one form.

    Raises:
        NotFound: NO-SUCH-FORM-HERE there is none.
    """
    with ports.reading() as view:
        return _view(view, _sheet(ports, form), ports.clock.now().date())


def keep_form(ports: Ports, form: str, texts: Mapping[str, str]) -> KeptForm:
    """Give a form this office's own words, for papers from today on; others stay as they were.

    Raises:
        NotFound: NO-SUCH-FORM-HERE.
        InvalidField: as `checked_texts` says; FORM-LOGO the picture cannot be drawn.
    """
    require(ports.actor.roles, *EDITORS)
    shown = form_view(ports, form)
    whole = {**shown.texts, **checked_texts(shown.sheet, texts)}
    if whole.get(LOGO):
        preview_form(ports, form, whole)
    own = {key: text for key, text in whole.items() if text != shown.below[key]}
    return _record(ports, form, own)


def reset_form(ports: Ports, form: str) -> KeptForm:
    """Take this office's own words out of a form, for papers from today on.

    Raises:
        NotFound: NO-SUCH-FORM-HERE.
    """
    require(ports.actor.roles, *EDITORS)
    _sheet(ports, form)
    return _record(ports, form, {})


def publish_form(ports: Ports, form: str) -> KeptForm:
    """Give every office of this centre the words that the centre's own papers have.

    Raises:
        NotAllowedNow: NOT-CENTRE; FORM-OWN what names one office is its own.
        NotFound: NO-SUCH-FORM-HERE.
    """
    require(ports.actor.roles, *MASTER_KEEPERS)
    shown = form_view(ports, form)
    released = {text.key: text.text for text in shown.sheet.texts}
    texts = {key: text for key, text in shown.texts.items() if text != released[key]}
    with ports.writing() as uow:
        if uow.offices.own().kind != "centre":
            raise NotAllowedNow("NOT-CENTRE")
        if form == OFFICE:
            raise NotAllowedNow("FORM-OWN")
        since = ports.clock.now().date().isoformat()
        event = FormWordsPublished(form=form, since=since, texts=texts)
        uow.record(event, Standing(audience=ALL))
        uow.commit()
        return KeptForm(form=form, changed=len(texts), touched=uow.touched)


def preview_form(ports: Ports, form: str, texts: Mapping[str, str]) -> bytes:
    """Draw a form with such words, filled in with a made-up citizen and marked as a sample.

    Raises:
        NotFound: NO-SUCH-FORM-HERE.
        InvalidField: as `checked_texts` says; FORM-LOGO the picture cannot be drawn.
    """
    sheet = _sheet(ports, form)
    words = checked_texts(sheet, texts)
    now = ports.clock.now()
    with ports.reading() as view:
        own = words if form == OFFICE else view.master.form_words(OFFICE, now.date())
        office = view.offices.own().name
    said = words if form != OFFICE else {}
    try:
        if form.endswith(_SLIP):
            regime = Regime(form.removesuffix(_SLIP))
            return ports.paper.slip(sample_slip(regime, said, own, office, now), "a5")
        drawn = SHOWN_FOR_OFFICE if form == OFFICE else form
        return ports.paper.letter(sample_letter(drawn, said, own, office, now))
    except OSError as error:
        raise InvalidField(LOGO, "FORM-LOGO") from error


def _record(ports: Ports, form: str, texts: dict[str, str]) -> KeptForm:
    event = FormWordsAdjusted(form=form, since=ports.clock.now().date().isoformat(), texts=texts)
    with ports.writing() as uow:
        uow.record(event, Standing(audience=LOCAL))
        uow.commit()
        return KeptForm(form=form, changed=len(texts), touched=uow.touched)


def _sheet(ports: Ports, form: str) -> FormSheet:
    for sheet in ports.paper.form_sheets():
        if sheet.form == form:
            return sheet
    raise NotFound("NO-SUCH-FORM-HERE", form=form[:60])


def _view(view: View, sheet: FormSheet, day: date) -> FormView:
    released = {text.key: text.text for text in sheet.texts}
    layers = {
        own: {**released, **view.master.form_words(sheet.form, day, own=own)}
        for own in (True, False)
    }
    kept = {own: {key: texts[key] for key in released} for own, texts in layers.items()}
    return FormView(sheet=sheet, texts=kept[True], below=kept[False])
