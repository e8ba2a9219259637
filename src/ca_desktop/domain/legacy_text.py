"""Text of the time before Unicode: TCVN3 and VNI, told apart by the font and by the letters.

Both are facts of their fonts. TCVN3 (TCVN 5712:1993) has one code for each marked letter, and
draws capitals by another font, whose name ends in H. VNI writes the plain letter and behind it a
sign for all its marks. In a workbook the codes stand as the characters of Western Windows.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ca_desktop.domain.old_books import Run


class Encoding(StrEnum):
    """How a text is written."""

    UNICODE = "unicode"
    TCVN3 = "tcvn3"
    VNI = "vni"


@dataclass(frozen=True, slots=True, kw_only=True)
class Converted:
    """A text in Unicode.

    Attributes:
        encoding: how it was written.
        guessed: the letters said so, no font did: a person should look.
    """

    text: str = field(repr=False)
    encoding: Encoding
    guessed: bool


def _tcvn3() -> dict[str, str]:
    """One code for each letter; a row of the standard is a vowel with its five tones."""
    found = dict(zip("¡¢£¤¥¦§¨©ª«¬\xad®", "ĂÂÊÔƠƯĐăâêôơưđ", strict=True))
    rows = {
        "µ¶·¸¹": "àảãáạ",
        "»¼½¾Æ": "ằẳẵắặ",
        "ÇÈÉÊË": "ầẩẫấậ",
        "ÌÎÏÐÑ": "èẻẽéẹ",
        "ÒÓÔÕÖ": "ềểễếệ",
        "×ØÜÝÞ": "ìỉĩíị",
        "ßáâãä": "òỏõóọ",
        "åæçèé": "ồổỗốộ",
        "êëìíî": "ờởỡớợ",
        "ïñòóô": "ùủũúụ",
        "õö÷øù": "ừửữứự",
        "úûüýþ": "ỳỷỹýỵ",
    }
    for codes, letters in rows.items():
        found |= dict(zip(codes, letters, strict=True))
    return found


_TONES = "\u0300\u0309\u0303\u0301\u0323"
"""Huyền, hỏi, ngã, sắc, nặng, as combining marks."""

_HAT, _BREVE = "\u0302", "\u0306"


def _vni() -> dict[str, str]:
    """Pairs of a letter and its sign; some letters have a sign of their own."""
    plain = dict(zip("øûõùï", _TONES, strict=True))
    hat = {"â": _HAT, **{sign: _HAT + tone for sign, tone in zip("àåãáä", _TONES, strict=True)}}
    breve = {"ê": _BREVE}
    breve |= {sign: _BREVE + tone for sign, tone in zip("èúüéë", _TONES, strict=True)}
    found = {
        letter + sign: _joined(letter, marks)
        for letters, signs in (("aeou", plain), ("aeo", hat), ("a", breve), ("y", plain))
        for letter in letters
        for sign, marks in signs.items()
    }
    for written, horned in (("ô", "ơ"), ("ö", "ư")):
        found[written] = horned
        found |= {written + sign: _joined(horned, tone) for sign, tone in plain.items()}
    found |= dict(zip("ìæóíò", "ìỉĩíị", strict=True))
    found |= {"î": "ỵ", "ñ": "đ"}
    upper = {written.upper(): letter.upper() for written, letter in found.items()}
    mixed = {
        written[0].upper() + written[1]: letter.upper()
        for written, letter in found.items()
        if len(written) > 1
    }
    return {**found, **upper, **mixed}


def _joined(letter: str, marks: str) -> str:
    return unicodedata.normalize("NFC", letter + marks)


TCVN3: Mapping[str, str] = _tcvn3()
VNI: Mapping[str, str] = _vni()

_VNI_PAIRS = re.compile("|".join(sorted(map(re.escape, VNI), key=len, reverse=True)))
_OURS = frozenset("ăâđêôơưĂÂĐÊÔƠƯàáãèéìíòóõùúýÀÁÃÈÉÌÍÒÓÕÙÚÝ")
_MODERN = re.compile("[ĂăĐđĨĩŨũƠơƯư\u1ea0-\u1ef9]")
"""Letters that only Unicode has: whoever writes one has left the old codes behind."""

_WORD = re.compile(r"[^\W\d_]+")
_CLOSING = "a ă â e ê i o ô ơ u ư y oa oă oe oo uâ uê uô uơ uy iê yê ươ uyê"
_OPEN = (
    "ai ao au ay âu ây eo êu ia iu oi ôi ơi ua ui ưa ưi ưu oai oay oao oeo uây uya uyu uêu ươi ươu"
    " uôi iêu yêu"
)
_SYLLABLE = re.compile(
    "(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx])?"
    f"(?:(?:{'|'.join(_CLOSING.split())})(?:ch|nh|ng|[cmnpt])?|{'|'.join(_OPEN.split())})"
)
"""Vowels that may take an end, and those that are one."""

_TONE_MARKS = str.maketrans(dict.fromkeys(_TONES))


def encoding_of_font(font: str) -> Encoding | None:
    """Return what a font is made for; None for one that says nothing."""
    name = font.strip().casefold()
    if name.startswith(".vn"):
        return Encoding.TCVN3
    return Encoding.VNI if name.startswith("vni") else None


def convert(run: Run) -> Converted:
    """Return a stretch of text in Unicode; what is Unicode already stays.

    A modern letter decides first, then the font, then the letters themselves.
    """
    text = unicodedata.normalize("NFC", run.text)
    kind = encoding_of_font(run.font)
    if _MODERN.search(text):
        return Converted(text=text, encoding=Encoding.UNICODE, guessed=False)
    if kind is not None:
        made = _decoded(text, kind)
        if kind is Encoding.TCVN3 and run.font.strip().endswith("H"):
            made = made.upper()
        changed = kind if made != text else Encoding.UNICODE
        return Converted(text=made, encoding=changed, guessed=False)
    return _guessed(text)


def _decoded(text: str, kind: Encoding) -> str:
    if kind is Encoding.TCVN3:
        return "".join(TCVN3.get(letter, letter) for letter in text)
    return _VNI_PAIRS.sub(lambda found: VNI[found[0]], text)


def _guessed(text: str) -> Converted:
    """Take the reading whose words are Vietnamese; in doubt the text stays as it is."""
    as_it_is = _strange(text)
    if text.isascii() or not as_it_is:
        return Converted(text=text, encoding=Encoding.UNICODE, guessed=False)
    readings = [(_strange(_decoded(text, kind)), kind) for kind in (Encoding.TCVN3, Encoding.VNI)]
    strange, kind = min(readings, key=lambda reading: reading[0])
    if strange >= as_it_is:
        return Converted(text=text, encoding=Encoding.UNICODE, guessed=False)
    return Converted(text=_decoded(text, kind), encoding=kind, guessed=True)


def _strange(text: str) -> int:
    """Count what no Vietnamese text has: foreign letters, and syllables that cannot be."""
    foreign = sum(not letter.isascii() and not _is_ours(letter) for letter in text)
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    return foreign + sum(not is_syllable(word) for word in words)


def _is_ours(letter: str) -> bool:
    return letter in _OURS or bool(_MODERN.fullmatch(letter)) or not letter.isprintable()


def is_syllable(word: str) -> bool:
    """Tell whether a word is built like a Vietnamese syllable."""
    decomposed = unicodedata.normalize("NFD", word.casefold())
    if sum(letter in _TONES for letter in decomposed) > 1:
        return False
    plain = unicodedata.normalize("NFC", decomposed.translate(_TONE_MARKS))
    return bool(_SYLLABLE.fullmatch(plain))
