"""The form by which a party declares a sub-entrustee: people's words in, values out. What is refused is told at its field."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from sekisho.catalog import load_catalog
from sekisho.formats.countries import country_code
from sekisho.formats.dates import read_date
from sekisho.formats.misread import Misread
from sekisho.party import corporate_number_fault
from sekisho.terms import ContractKind, EntrustmentForm, Ternary, Vocabulary, WorkCategory
from sekisho_site.usecases import SubEntrustee

_BETWEEN = re.compile(r"[、,，\n]+")
_LONGEST = 200


def _choices(vocabulary: type[Vocabulary]) -> list[tuple[str, str]]:
    return [(each.value, each.label) for each in vocabulary]


class _ReadField(forms.CharField):
    """Words that mean something else than text; their length and characters are judged as words."""

    def to_python(self, value: Any) -> Any:
        """What the words mean; None for none."""
        written = super().to_python(value)
        if not written:
            return None
        super().run_validators(written)
        return self.read(written)

    def run_validators(self, value: Any) -> None:
        """Nothing more: the words were judged when they were read."""

    def read(self, written: str) -> Any:
        """The meaning of words, or a :class:`ValidationError`."""
        raise NotImplementedError


class DayField(_ReadField):
    """A day as people write it: 2026年12月1日, 2026/12/1, 20261201, R8.12.1."""

    def read(self, written: str) -> date:
        """The day."""
        try:
            return read_date(written)
        except Misread as misread:
            raise ValidationError(str(misread)) from misread


class CountriesField(_ReadField):
    """Countries by name, separated by 、."""

    def read(self, written: str) -> tuple[str, ...]:
        """Their codes, each once, in the order written."""
        words = [word.strip() for word in _BETWEEN.split(written) if word.strip()]
        codes = {word: country_code(word) for word in words}
        unknown = [word for word, code in codes.items() if code is None]
        if unknown or not words:
            raise ValidationError(f"「{'、'.join(unknown or [written])[:80]}」は国の名前として読めません。例　日本、ベトナム")
        return tuple(dict.fromkeys(code for code in codes.values() if code))


class SubEntrusteeForm(forms.Form):
    """What the office needs to decide on a sub-entrustment. ``items`` offers those of the entrustment above only."""

    use_required_attribute = False

    name = forms.CharField(label="会社名", max_length=_LONGEST)
    corporate_number = forms.CharField(label="法人番号", required=False, max_length=40)
    country = CountriesField(label="会社の所在国", max_length=_LONGEST, initial="日本")
    form = forms.ChoiceField(label="形態", choices=_choices(EntrustmentForm))
    contract_kind = forms.ChoiceField(label="契約の種別", choices=_choices(ContractKind))
    work = forms.ChoiceField(label="任せる業務", choices=_choices(WorkCategory))
    handles_personal_data = forms.ChoiceField(
        label="個人データを取り扱うか", choices=_choices(Ternary), widget=forms.RadioSelect
    )
    items = forms.MultipleChoiceField(label="取り扱うデータ項目", required=False, widget=forms.CheckboxSelectMultiple)
    countries = CountriesField(label="取り扱う国（保存とアクセス）", max_length=1_000, initial="日本")
    starts_on = DayField(label="開始日", max_length=40)

    def __init__(self, items: Sequence[str], *args: Any, **told: Any) -> None:
        super().__init__(*args, **told)
        catalog = load_catalog()
        offered: Any = self.fields["items"]
        offered.choices = [(item, catalog.item_name(item)) for item in items]

    def clean_corporate_number(self) -> str:
        """Thirteen digits, however they were written, or nothing."""
        folded = unicodedata.normalize("NFKC", self.cleaned_data["corporate_number"])
        number = re.sub(r"[\s-]", "", folded).removeprefix("T")
        fault = corporate_number_fault(number) if number else None
        if fault:
            raise ValidationError(f"{fault}。番号を確かめてください。")
        return number

    def clean_country(self) -> str:
        """One country."""
        codes = self.cleaned_data["country"]
        if len(codes) != 1:
            raise ValidationError("会社の所在国を一つ書いてください。例　日本")
        return str(codes[0])

    def clean(self) -> dict[str, Any]:
        """Whoever handles personal data handles some item of it."""
        told: dict[str, Any] = super().clean() or {}
        if "items" in told and not told["items"] and told.get("handles_personal_data") not in (None, Ternary.NO.value):
            self.add_error(
                "items", "取り扱うデータ項目を一つ以上選んでください。項目がないときは、委託元に登録を頼んでください。"
            )
        return told

    def told(self) -> SubEntrustee:
        """What was written, as the use case takes it."""
        held = self.cleaned_data
        handles = Ternary(held["handles_personal_data"])
        return SubEntrustee(
            name=" ".join(held["name"].split()), corporate_number=held["corporate_number"], country=held["country"],
            form=EntrustmentForm(held["form"]), contract_kind=ContractKind(held["contract_kind"]),
            work=WorkCategory(held["work"]), handles_personal_data=handles, items=tuple(held["items"]),
            countries=held["countries"], starts_on=held["starts_on"],
        )  # fmt: skip
