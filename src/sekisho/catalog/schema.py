"""What the catalog files must look like: sections, fields, the words a field may hold, and what it refers to.

Data only; :mod:`sekisho.catalog.validation` holds the files to it. Refuses to know what an entry means.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sekisho.terms import ContractKind, Plane, Strength


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an entry.

    ``kind`` is the type of one value, ``many`` whether it is a list of them. A text is one of ``words`` or, when
    ``refers`` names a section, an id of that section; both empty: any text. ``prefix`` limits the reference to texts that
    begin with it. ``parts`` are the fields of a mapping; ``key`` names the part that must differ within a list of them.
    """

    kind: type[Any] = str
    many: bool = False
    optional: bool = False
    empty: bool = False
    words: tuple[str, ...] = ()
    refers: str = ""
    prefix: str = ""
    parts: Mapping[str, "Field"] = field(default_factory=dict)
    key: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A list of entries, each known by the field ``key``."""

    key: str
    fields: Mapping[str, Field]


TEXT = Field()
OPTIONAL_TEXT = Field(optional=True)
TEXTS = Field(many=True)
FLAG = Field(bool)
CHECKS = Field(many=True, refers="checks")
RECORDS = Field(many=True, refers="records")
ANCHORS = Field(many=True, refers="clauses", prefix="CL-")
NAMED = {"id": TEXT, "name_ja": TEXT}
CONTRADICTION = Field(dict, parts={"records": RECORDS, "sign_ja": TEXT})
COUNTED = Field(dict, many=True, key="id", parts={**NAMED, "count_if": TEXT})
DATA_FLAG = Field(words=("yes", "no", "depends"))

#: Besides kinds of record, an answer of the form may be drawn from these.
ANSWER_SOURCES = ("data_items", "external_service_assessment", "clause_findings", "checks", "findings")

#: Header fields of every file. ``version`` dates the content, ``effective_from`` is the first day judged by it.
OPTIONAL_HEADER = ("source", "status")

FILES: Mapping[str, Mapping[str, Section]] = {
    "checks.yaml": {
        "categories": Section("id", {**NAMED, "from": TEXT}),
        "records": Section("id", {**NAMED, "kind": Field(words=tuple(Plane))}),
        "checks": Section(
            "id",
            {
                "id": TEXT,
                "category": Field(refers="categories"),
                "text_ja": TEXT,
                "strength": Field(words=tuple(Strength)),
                "strength_note_ja": OPTIONAL_TEXT,
                "contract_type": Field(words=(*ContractKind, "both")),
                "answered_by": Field(words=("entrustee", "entruster")),
                "anchors": ANCHORS,
                "evidence_ja": TEXTS,
                "contradiction": CONTRADICTION,
            },
        ),
    },
    "clauses.yaml": {
        "clauses": Section(
            "id",
            {
                **NAMED,
                "level": Field(words=("required", "recommended", "conditional")),
                "condition_ja": OPTIONAL_TEXT,
                "basis": Field(
                    words=("duty", "law_scope", "law_linked", "law_general", "contract_practice", "own_policy"),
                ),
                "anchors": TEXTS,
                "hearing_matter": Field(
                    optional=True,
                    words=(
                        "security",
                        "confidentiality",
                        "sub_entrustment_conditions",
                        "sub_entrustment_supervision",
                    ),
                ),
                "weak_signals_ja": Field(many=True, empty=True),
                "type_b_substitute_ja": OPTIONAL_TEXT,
                "type_b_needs_promise": FLAG,
            },
        ),
        "type_b_evidence_order": Section("id", {**NAMED, "rank": Field(int)}),
    },
    "annual_items.yaml": {
        "annual_items": Section(
            "id",
            {
                "id": TEXT,
                "contract_type": Field(words=tuple(ContractKind)),
                "text_ja": TEXT,
                "change_item": FLAG,
                "checks": CHECKS,
                "contradiction": CONTRADICTION,
            },
        ),
    },
    "data_items.yaml": {
        "data_items": Section(
            "id",
            {
                **NAMED,
                "name_en": TEXT,
                "flags": Field(
                    dict,
                    parts={
                        "secrecy_of_communications": DATA_FLAG,
                        "specified_user_information": DATA_FLAG,
                        "special_care": DATA_FLAG,
                        "my_number": DATA_FLAG,
                        "card": DATA_FLAG,
                    },
                ),
                "source": TEXT,
                "note_ja": OPTIONAL_TEXT,
            },
        ),
    },
    "signs.yaml": {
        "signs": Section("id", {**NAMED, "records": RECORDS, "contradicts": CHECKS, "touches_data": FLAG}),
    },
    "flow_down.yaml": {
        "attributes": Section(
            "id",
            {
                **NAMED,
                "clause": Field(refers="clauses"),
                "levels": Field(dict, many=True, key="id", parts=NAMED),
                "note_ja": OPTIONAL_TEXT,
            },
        ),
    },
    "measures.yaml": {
        "measures": Section(
            "id",
            {
                **NAMED,
                "strength": Field(words=("duty", "important")),
                "sub_items": Field(dict, many=True, key="id", parts={**NAMED, "content_ja": TEXT, "checks": CHECKS}),
            },
        ),
    },
    "hearing_form.yaml": {
        "questions": Section(
            "number",
            {
                "number": TEXT,
                "heading_ja": TEXT,
                "title_ja": TEXT,
                "must_contain_ja": TEXTS,
                "nondisclosure": Field(words=("public", "annex_only", "whole")),
                "type_split": Field(words=("none", "defines_types", "by_type_if_different", "by_type_in_table")),
                "answered_from": Field(many=True, words=ANSWER_SOURCES, refers="records"),
                "table": Field(optional=True, refers="tables"),
                "note_ja": OPTIONAL_TEXT,
            },
        ),
        "tables": Section(
            "id",
            {
                "id": TEXT,
                "title_ja": TEXT,
                "period": TEXT,
                "scope": OPTIONAL_TEXT,
                "rows": COUNTED,
                "columns": COUNTED,
                "inner_counts": Field(dict, many=True, optional=True, key="id", parts=COUNTED.parts),
                "split": Field(many=True, optional=True),
                "unit": TEXT,
                "totals_ja": OPTIONAL_TEXT,
                "include": Field(many=True, optional=True),
                "exclude": TEXTS,
                "unconfirmed_ja": TEXT,
            },
        ),
    },
}

#: Words change no judgement: they stand beside the editions and are not pinned with them.
WORDS: Mapping[str, Mapping[str, Section]] = {
    "glossary.yaml": {
        "terms": Section(
            "ja",
            {
                "ja": TEXT,
                "code": TEXT,
                "en": TEXT,
                "ja_from": Field(words=("statute", "guideline", "seed", "own")),
                "en_status": Field(words=("own", "未確認")),
                "note_ja": OPTIONAL_TEXT,
            },
        ),
    },
}
