"""What the head and foot of Biểu 06 say: data, because numbers of forms change by decree."""

from dataclasses import dataclass, fields
from pathlib import Path

from ca_desktop.documents.form_files import read_form_file
from ca_desktop.domain.errors import MachineError

FILE = "bieu06.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form06Words:
    """Words of the form that no figure depends on.

    Attributes:
        number: of the form, as its circular prints it.
        measure: what is counted.
        prepared_by: above the signature on the left.
        signed_by: above the one on the right.
    """

    number: str
    title: str
    measure: str
    prepared_by: str
    signed_by: str


def read_form06_words(resources: Path) -> Form06Words:
    """Read the words of Biểu 06.

    Args:
        resources: folder that holds ``forms/``.

    Raises:
        MachineError: ``NO-FORM``, the file is not there; ``BAD-FORM``, a word is missing or the
            file is damaged, with the file and the place in ``details``.
    """
    path = resources / "forms" / FILE
    values = read_form_file(path)
    for name in (field.name for field in fields(Form06Words)):
        if not isinstance(values.get(name), str):
            raise MachineError("BAD-FORM", file=FILE, place=name)
    return Form06Words(**{field.name: values[field.name] for field in fields(Form06Words)})
