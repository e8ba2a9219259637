"""Words of forms, by layer: a later event of a layer and day takes the place of the earlier."""

import json
from datetime import date

from sqlalchemy.dialects.sqlite import insert as upsert

from ca_desktop.domain.calendar_layers import CENTRE, OWN
from ca_desktop.domain.events.forms import FormWordsAdjusted, FormWordsPublished
from ca_desktop.store.form_tables import form_words
from ca_desktop.store.projections.applied import Applied


def published(applied: Applied, event: FormWordsPublished) -> None:
    """The centre's words."""
    applied.require_for_all()
    _keep(applied, event, CENTRE)


def adjusted(applied: Applied, event: FormWordsAdjusted) -> None:
    """This office's own words."""
    if not applied.own:
        raise ValueError("an office words its forms for itself alone")
    _keep(applied, event, OWN)


def _keep(applied: Applied, event: FormWordsPublished | FormWordsAdjusted, layer: str) -> None:
    date.fromisoformat(event.since)
    if not all(isinstance(text, str) for text in event.texts.values()):
        raise ValueError("words of a form are texts")
    body = json.dumps(event.texts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    values = {"body": body, "position": applied.position}
    applied.connection.execute(
        upsert(form_words)
        .values(form=event.form, layer=layer, since=event.since, **values)
        .on_conflict_do_update(index_elements=["form", "layer", "since"], set_=values)
    )
