"""A broken copy of each file, and the one line that says where."""

import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from sekisho.catalog import CatalogError, read_edition, versions
from sekisho.catalog.schema import FILES, WORDS

DATA = Path(str(files("sekisho.catalog").joinpath("data")))


@pytest.fixture
def edition(tmp_path):
    """An edition that may be broken: its folder, beside its words."""
    folder = tmp_path / versions()[-1]
    shutil.copytree(DATA / versions()[-1], folder)
    for name in WORDS:
        shutil.copy(DATA / name, tmp_path / name)
    return folder


def faults_after(edition, name, old, new):
    path = edition / name if name in FILES else edition.parent / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CatalogError) as raised:
        read_edition(edition, edition.parent)
    assert str(raised.value) == "\n".join(raised.value.faults)
    return list(raised.value.faults)


BROKEN = {
    "missing field": (
        "checks.yaml",
        "    strength: duty\n",
        "",
        "checks.yaml ORG-01 strength: 書かれていません",
    ),
    "blank field": (
        "checks.yaml",
        "    text_ja: 個人データの取扱責任者と代行者を、役職と氏名で決めている",
        "    text_ja: ''",
        "checks.yaml ORG-01 text_ja: 書かれていません",
    ),
    "wrong type": (
        "checks.yaml",
        "    anchors: [GL10-3(1)]",
        "    anchors: GL10-3(1)",
        "checks.yaml ORG-01 anchors: 「GL10-3(1)」は一覧ではありません",
    ),
    "empty list": (
        "checks.yaml",
        "    anchors: [GL10-3(1)]",
        "    anchors: []",
        "checks.yaml ORG-01 anchors: 書かれていません",
    ),
    "unknown word": (
        "checks.yaml",
        "    strength: duty",
        "    strength: dutty",
        "checks.yaml ORG-01 strength: 「dutty」は使えません。"
        "使えるのは duty、recommended、authority、contract、own_policy です",
    ),
    "unknown category": (
        "checks.yaml",
        "    category: governance",
        "    category: goverance",
        "checks.yaml ORG-01 category: 「goverance」は checks.yaml の categories にありません",
    ),
    "unknown field": (
        "checks.yaml",
        "    strength_note_ja:",
        "    strenght_note_ja:",
        "checks.yaml ORG-01 strenght_note_ja: このような項目はありません",
    ),
    "duplicate id": (
        "checks.yaml",
        "  - id: ORG-02",
        "  - id: ORG-01",
        "checks.yaml ORG-01 id: 同じ id が二つあります",
    ),
    "no id": (
        "checks.yaml",
        "  - id: ORG-01\n    category",
        "  - category",
        "checks.yaml 1番目 id: 書かれていません",
    ),
    "dangling record": (
        "checks.yaml",
        "      records: [employment_record]",
        "      records: [employment_recrod]",
        "checks.yaml ORG-01 contradiction records: 「employment_recrod」は checks.yaml の records にありません",
    ),
    "dangling clause": (
        "checks.yaml",
        "    anchors: [CL-23]",
        "    anchors: [CL-93]",
        "checks.yaml FAC-08 anchors: 「CL-93」は clauses.yaml の clauses にありません",
    ),
    "plane of a record": (
        "checks.yaml",
        "{id: registry, kind: declared,",
        "{id: registry, kind: said,",
        "checks.yaml registry kind: 「said」は使えません。使えるのは declared、promised、observed です",
    ),
    "truth value in a clause": (
        "clauses.yaml",
        "    type_b_needs_promise: false",
        "    type_b_needs_promise: 'false'",
        "clauses.yaml CL-01 type_b_needs_promise: 「false」はtrue か falseではありません",
    ),
    "rank": (
        "clauses.yaml",
        "rank: 1,",
        "rank: one,",
        "clauses.yaml dpa rank: 「one」は整数ではありません",
    ),
    "basis": (
        "clauses.yaml",
        "    basis: law_scope",
        "    basis: law",
        "clauses.yaml CL-02 basis: 「law」は使えません。使えるのは "
        "duty、law_scope、law_linked、law_general、contract_practice、own_policy です",
    ),
    "dangling check of an annual item": (
        "annual_items.yaml",
        "    checks: [ORG-01, ORG-03]",
        "    checks: [ORG-01, ORG-93]",
        "annual_items.yaml A-1 checks: 「ORG-93」は checks.yaml の checks にありません",
    ),
    "dangling record of an annual item": (
        "annual_items.yaml",
        "      records: [onsite_inspection]",
        "      records: [inspection]",
        "annual_items.yaml A-4 contradiction records: 「inspection」は checks.yaml の records にありません",
    ),
    "unquoted no": (
        "data_items.yaml",
        "secrecy_of_communications: 'no'",
        "secrecy_of_communications: no",
        "data_items.yaml subscriber_number flags secrecy_of_communications: "
        "「False」は文字列ではありません（yes、no、数字、日付は引用符で囲みます）",
    ),
    "unknown flag": (
        "data_items.yaml",
        ", card: 'no'}",
        ", card: 'no', secret: 'no'}",
        "data_items.yaml subscriber_number flags secret: このような項目はありません",
    ),
    "flags are no mapping": (
        "data_items.yaml",
        "    flags: {secrecy_of_communications: 'no', specified_user_information: 'yes', "
        "special_care: 'no', my_number: 'no', card: 'no'}",
        "    flags: none",
        "data_items.yaml subscriber_number flags: 「none」は項目の組ではありません",
    ),
    "dangling check of a sign": (
        "signs.yaml",
        "contradicts: [INS-03, FAC-06]",
        "contradicts: [INS-03, FAC-96]",
        "signs.yaml external_media_write contradicts: 「FAC-96」は checks.yaml の checks にありません",
    ),
    "dangling clause of an attribute": (
        "flow_down.yaml",
        "    clause: CL-11",
        "    clause: CL-91",
        "flow_down.yaml sub_entrustment clause: 「CL-91」は clauses.yaml の clauses にありません",
    ),
    "level twice": (
        "flow_down.yaml",
        "{id: prior_consent,",
        "{id: forbidden,",
        "flow_down.yaml sub_entrustment levels forbidden id: 同じ id が二つあります",
    ),
    "dangling check of a measure": (
        "measures.yaml",
        "        checks: [ORG-03]",
        "        checks: [ORG-00]",
        "measures.yaml 10-1 sub_items 10-1 checks: 「ORG-00」は checks.yaml の checks にありません",
    ),
    "strength of a measure": (
        "measures.yaml",
        "    strength: important",
        "    strength: recommended",
        "measures.yaml 10-1 strength: 「recommended」は使えません。使えるのは duty、important です",
    ),
    "unknown source of an answer": (
        "hearing_form.yaml",
        "    answered_from: [registry, data_items]",
        "    answered_from: [register, data_items]",
        "hearing_form.yaml 1-1 answered_from: 「register」は checks.yaml の records にありません",
    ),
    "dangling table": (
        "hearing_form.yaml",
        "    table: T2-10",
        "    table: T2-13",
        "hearing_form.yaml 2-10 table: 「T2-13」は hearing_form.yaml の tables にありません",
    ),
    "number without quotes": (
        "hearing_form.yaml",
        "  - number: '1-1'",
        "  - number: 11",
        "hearing_form.yaml 1番目 number: 「11」は文字列ではありません（yes、no、数字、日付は引用符で囲みます）",
    ),
    "row of a table": (
        "hearing_form.yaml",
        "      - {id: type_a, name_ja: 種別A, count_if: 'edge.contract_kind = A'}",
        "      - type_a",
        "hearing_form.yaml T2-10 rows 1番目: 項目の組ではありません",
    ),
    "origin of a word": (
        "glossary.yaml",
        "ja_from: statute",
        "ja_from: law",
        "glossary.yaml 個人情報取扱事業者 ja_from: 「law」は使えません。使えるのは statute、guideline、seed、own です",
    ),
    "word twice": (
        "glossary.yaml",
        "{ja: 個人データ,",
        "{ja: 個人情報,",
        "glossary.yaml 個人情報 ja: 同じ ja が二つあります",
    ),
    "no version": (
        "signs.yaml",
        "version: 2026-11\n",
        "",
        "signs.yaml version: 書かれていません",
    ),
    "no first day": (
        "measures.yaml",
        "effective_from: 2026-11-01",
        "effective_from: 来月",
        "measures.yaml effective_from: 「来月」は日付ではありません",
    ),
    "no such section": (
        "signs.yaml",
        "signs:",
        "sings:",
        "signs.yaml sings: このような項目はありません",
    ),
    "key twice": (
        "data_items.yaml",
        "    name_en: subscriber number",
        "    name_ja: 契約者の番号",
        "data_items.yaml 20行5文字目: YAML として読めません（「name_ja」が二つあります）",
    ),
}


@pytest.mark.parametrize(("name", "old", "new", "message"), BROKEN.values(), ids=BROKEN)
def test_a_broken_copy_is_named_by_file_item_and_field(edition, name, old, new, message):
    assert message in faults_after(edition, name, old, new)


def test_only_what_is_broken_is_named(edition):
    assert len(faults_after(edition, "flow_down.yaml", "    clause: CL-11", "    clause: CL-91")) == 1


def test_all_faults_of_all_files_are_told_at_once(edition):
    for name, old, new, _ in (BROKEN["unknown word"], BROKEN["rank"], BROKEN["dangling check of a sign"]):
        path = edition / name
        path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CatalogError) as raised:
        read_edition(edition, edition.parent)
    assert [fault.split()[0] for fault in raised.value.faults] == ["checks.yaml", "clauses.yaml", "signs.yaml"]


@pytest.mark.parametrize("name", [*FILES, *WORDS])
def test_a_missing_file_is_named(edition, name):
    (edition / name if name in FILES else edition.parent / name).unlink()
    with pytest.raises(CatalogError) as raised:
        read_edition(edition, edition.parent)
    assert f"{name}: ファイルがありません" in raised.value.faults


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("version: [", r"signs.yaml \d+行\d+文字目: YAML として読めません"),
        ("- a\n- b\n", "signs.yaml 全体: 項目の組ではありません"),
        ("", "signs.yaml 全体: 項目の組ではありません"),
        ("a: !!python/object:os.system {}", "signs.yaml 1行4文字目: YAML として読めません"),
        ("? [a, b]\n: 1\n", "signs.yaml 1行3文字目: YAML として読めません"),
    ],
)
def test_a_file_that_is_no_catalog_is_named(edition, text, message):
    (edition / "signs.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(CatalogError, match=message):
        read_edition(edition, edition.parent)
