"""The text of one cell of a document as people mean it: invisible characters, footnote marks and markup are taken off.

Knows what writers of documents add to a text. Refuses to change the words themselves. A line break is kept: it parts values.
"""

import re

_INVISIBLE = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe0e\ufe0f\ufeff]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_SPACES = re.compile(r"[^\S\n]+")
_BREAKS = re.compile(r" ?\n[ \n]*")
_LINK = re.compile(r"!?\[([^\]\[]*)\]\((?:[^()\s]|\([^()]*\))*(?:\s+\"[^\"]*\")?\)")
_EMPHASIS = re.compile(r"(\*\*|__|`)(?=\S)(.+?)(?<=\S)\1")
_NUMBERED = r"\[\^?(?:\d{1,2}|[a-z])\]|[*＊※]\d{1,2}|※|[¹²³⁴-⁹]+|[（(](?:注\d{0,2}|[*＊※]\d{0,2})[）)]"
_MARKS_AT_END = re.compile(rf"(?:\s*(?:{_NUMBERED}|[*＊†‡§]+))+$")
_MARKS_AT_START = re.compile(r"^(?:[*＊†‡§※]+\d{0,2}\s*)+")
_FOOTNOTE = re.compile(r"[\[(（]?(?:注?\d{1,2}|[a-z]|[*＊†‡§※]+\d{0,2})(?:[,、]\s*\d{1,2})*[\])）]?")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")


def cleaned(text: str) -> str:
    r"""The text of a cell, each line without marks at its ends, breaks kept as one ``\n``.

    >>> cleaned("**[Example\u00a0Cloud](https://example.com)**\u200b †[1]")
    'Example Cloud'
    """
    text = _CONTROL.sub("", _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    text = _EMPHASIS.sub(r"\2", _EMPHASIS.sub(r"\2", _LINK.sub(r"\1", text)))
    text = _BREAKS.sub("\n", _SPACES.sub(" ", text)).strip()
    return "\n".join(line for each in text.split("\n") if (line := _without_marks(each.strip())))


def _without_marks(line: str) -> str:
    return _MARKS_AT_START.sub("", _MARKS_AT_END.sub("", line)).strip() or line


def is_footnote_mark(text: str) -> bool:
    """Whether raised text is a reference to a note, not part of a name (as in x² or ™).

    >>> is_footnote_mark("[2]"), is_footnote_mark("TM")
    (True, False)
    """
    return bool(_FOOTNOTE.fullmatch(text.strip()))


def one_line(text: str, between: str = " ") -> str:
    r"""The lines of a cleaned text joined; web addresses are left out, unless there is nothing else.

    >>> one_line("Example Cloud\nhttps://example.com")
    'Example Cloud'
    """
    lines = [" ".join(_ADDRESS.sub(" ", line).split()) for line in text.split("\n")]
    return between.join(line for line in lines if line) or between.join(text.split("\n"))
