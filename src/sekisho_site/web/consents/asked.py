"""How a request for consent is told: what was sent, in the words of its form."""

from datetime import date

from sekisho.catalog import load_catalog
from sekisho.terms import ContractKind, EntrustmentForm, Ternary, WorkCategory
from sekisho_site.records.queries.consent_page import ConsentPage


def words_of_request(page: ConsentPage) -> list[tuple[str, str]]:
    """The request as it was sent: heading and words."""
    catalog, consent, asked = load_catalog(), page.consent, page.asked
    told = [("再委託先", consent.sub_entrustee)]
    if asked is not None:
        told += [
            ("法人番号", asked.corporate_number),
            ("会社の国", catalog.country_name(asked.country)),
            ("形態", EntrustmentForm(asked.form).label),
            ("契約種別", ContractKind(asked.contract_kind).label),
            ("業務区分", WorkCategory(asked.work).label),
            ("個人データの取扱い", Ternary(asked.handles_personal_data).label),
        ]
    told += [
        ("データ項目", "、".join(map(catalog.item_name, consent.items)) or "範囲の指定がありません"),
        ("国", "、".join(map(catalog.country_name, consent.countries)) or "範囲の指定がありません"),
        ("開始日", _day(page.starts_on)),
        ("扱い方の書面", _day(consent.statement_on)),
    ]
    return [(heading, words or "記載がありません") for heading, words in told]


def _day(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else ""
