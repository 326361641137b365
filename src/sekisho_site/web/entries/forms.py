"""The form of any kind of record, made from its columns. Knows how a field looks; what it means is read by ``formats.entry``.

Every field is text to the browser. The form never judges: the faults that the core tells are put to their fields.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms.utils import ErrorDict, ErrorList

from sekisho.formats.cells import choices
from sekisho.formats.entry import field_text
from sekisho.formats.fault import Fault
from sekisho.formats.sheet import blanks
from sekisho.planes import REFERENCES
from sekisho.record import Column, Record
from sekisho.terms import Ternary
from sekisho_site.web.entries.kinds import address

_LONG = frozenset({"note", "subject", "stated_purpose", "processing", "compensating"})
_RADIOS = 3


class EntryForm(forms.Form):
    """The fields of one record, filled with ``said``; ``faults`` are shown at their fields, others above the form."""

    def __init__(self, kind: type[Record], said: Mapping[str, str], faults: Iterable[Fault] = (), *, fixed_key: bool) -> None:
        self._faults = tuple(faults)
        self._headings = {column.heading: column.name for column in kind.schema.columns}
        super().__init__(data=self._data(kind, said), auto_id="f-%s", prefix=None)
        self.use_required_attribute = False
        needed = blanks(kind)
        for column in kind.schema.columns:
            if fixed_key and column.name == "key":
                continue
            self.fields[column.name] = _field(kind, column, required=column.name not in needed, said=said)

    def full_clean(self) -> None:
        """Put what the core told to the fields; there is nothing else to clean."""
        self._errors = ErrorDict()
        self.cleaned_data = {}
        for fault in self._faults:
            name = self._headings.get(fault.column or "", NON_FIELD_ERRORS)
            if name not in self.fields:
                name = NON_FIELD_ERRORS
            self._errors.setdefault(name, ErrorList()).append(fault.reason)

    @staticmethod
    def _data(kind: type[Record], said: Mapping[str, str]) -> dict[str, Any]:
        told: dict[str, Any] = dict(said)
        for column in kind.schema.columns:
            if column.many and column.vocabulary:
                told[column.name] = _codes(column, said.get(column.name, ""))
        return told


def said_in(kind: type[Record], post: Any) -> dict[str, str]:
    """The text of every field as it was sent; boxes that were ticked become one text."""
    said = {}
    for column in kind.schema.columns:
        several = column.many and column.vocabulary
        said[column.name] = "、".join(post.getlist(column.name)) if several else post.get(column.name, "")
        said[column.name] = said[column.name].replace("\x00", "")
    return said


def said_by(record: Record) -> dict[str, str]:
    """The text that the fields show for a record."""
    return {column.name: _shown(column, getattr(record, column.name)) for column in record.schema.columns}


def _shown(column: Column, value: Any) -> str:
    if column.vocabulary and not column.many:
        return str(value.value) if value is not None else ""
    return field_text(column, value)


def _codes(column: Column, text: str) -> list[str]:
    by_word = {word.label: word.value for word in column.vocabulary or ()}
    return [by_word.get(each, each) for each in text.split("、") if each]


def _field(kind: type[Record], column: Column, *, required: bool, said: Mapping[str, str]) -> forms.Field:
    options: dict[str, Any] = {"label": column.heading, "help_text": _hint(column), "required": required}
    if column.vocabulary:
        return _choosing(column, options)
    if column.refers_to and column.refers_to not in REFERENCES and column.refers_to != "country" and not column.many:
        return forms.ChoiceField(choices=[("", "選んでください"), *_entries(column)], **options)
    widget: forms.Widget = forms.TextInput(attrs={"autocomplete": "off"})
    if column.many or column.name in _LONG or "\n" in said.get(column.name, ""):
        widget = forms.Textarea(attrs={"rows": 3})
    elif column.refers_to in REFERENCES:
        widget = forms.TextInput(attrs=_suggesting(kind, column))
    return forms.CharField(widget=widget, **options)


def _choosing(column: Column, options: dict[str, Any]) -> forms.Field:
    words: Sequence[tuple[str, str]] = [(word.value, word.label) for word in column.vocabulary or ()]
    if column.many:
        return forms.MultipleChoiceField(choices=words, widget=forms.CheckboxSelectMultiple, **options)
    if column.vocabulary is Ternary or (len(words) <= _RADIOS and options["required"]):
        return forms.ChoiceField(choices=words, widget=forms.RadioSelect, **options)
    return forms.ChoiceField(choices=[("", "選んでください"), *words], **options)


def _entries(column: Column) -> list[tuple[str, str]]:
    """The entries of a catalogue as people choose them: what is stored is what the reader of cells understands."""
    return [(shown, f"{shown} {name}" if name != shown else shown) for shown, name in choices(column).items()]


def _suggesting(kind: type[Record], column: Column) -> dict[str, str]:
    """A field that offers what it may name while somebody types; without script it is a plain field."""
    return {
        "autocomplete": "off",
        "list": f"suggest-{column.name}",
        "hx-get": address("record-suggest", kind, column.name),
        "hx-trigger": "input changed delay:300ms, focus once",
        "hx-target": f"#suggest-{column.name}",
        "hx-swap": "innerHTML",
    }


def _hint(column: Column) -> str:
    lines = [column.note] if column.note else []
    if column.cell is date:
        lines.append("例　2026年11月24日、2026/11/24、R8.11.24")
    elif column.refers_to == "party":
        lines.append("会社番号か会社名で入れます。")
    elif column.example and not column.vocabulary:
        lines.append(f"例　{column.example}")
    if column.many and not column.vocabulary:
        lines.append("一つずつ行を分けます。「、」で区切ってもかまいません。")
    return " ".join(lines)
