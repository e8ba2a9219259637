"""What heads and feet of reports say: data, because numbers of forms change by decree."""

from dataclasses import fields
from pathlib import Path

from ca_desktop.documents.form_files import read_form_file
from ca_desktop.domain.errors import MachineError
from ca_desktop.domain.report_tables import ReportWords

FILE = "reports.toml"


def read_report_words(resources: Path, name: str) -> ReportWords:
    """Read the words of a report's form.

    Args:
        resources: folder that holds ``forms/``.
        name: of the report.

    Raises:
        MachineError: ``NO-FORM``, the file is not there; ``BAD-FORM``, a word is missing or the
            file is damaged, with the file and the place in ``details``.
    """
    form = read_form_file(resources / "forms" / FILE)
    values = form.get(name)
    if not isinstance(values, dict):
        raise MachineError("BAD-FORM", file=FILE, place=name)
    for word in (field.name for field in fields(ReportWords)):
        if not isinstance(values.get(word), str):
            raise MachineError("BAD-FORM", file=FILE, place=f"{name}.{word}")
    return ReportWords(**{field.name: values[field.name] for field in fields(ReportWords)})
