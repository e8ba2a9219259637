"""Events of the words of forms: those of the centre for everybody, those of one office."""

from dataclasses import dataclass

from ca_desktop.domain.events.base import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class FormWordsPublished(Event):
    """The centre worded a form for every office.

    Attributes:
        form: id as in `ca_desktop.domain.form_words`.
        since: ISO date from which papers take these words.
        texts: by their keys in the form; none: as the release has it.
    """

    form: str
    since: str
    texts: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormWordsAdjusted(Event):
    """This office worded a form for itself; the fields are those of the centre's event."""

    form: str
    since: str
    texts: dict[str, str]
