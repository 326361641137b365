"""Rules as they are written become the plan: heads, documents, references, placeholders; and plans that are kept."""

from dataclasses import replace
from pathlib import Path

import pytest

from sekisho.detection.event import Event, EventRef
from sekisho.detection.plan import UNRESOLVED, Any, CorrelationType, LogSource, Text, Threshold
from sekisho.detection.plan import Test as Asked
from sekisho.detection.sigma import RuleFaults, compiled, excluded, read_rules
from sekisho.detection.sigma.book import book_of
from sekisho.engines.reference import holds

DETECTION = "detection: {s: {k: a}, condition: s}\n"
SOURCE = "logsource: {product: acme}\n"
PLAIN = "title: 題\nid: r1\n" + SOURCE + DETECTION


def book(*texts):
    return book_of([(f"{number}.yml", text.encode()) for number, text in enumerate(texts)])


def rule(text):
    [read] = book(text).rules
    return read


def fires(read, **fields):
    return holds(read.condition, Event(EventRef("log", 1), None, fields))


def test_the_head_of_a_rule():
    read = rule(
        "title: 題\nid: R-1\nname: first\nlevel: High\nmeasure: INS-03\nsign: external_media_write\ndate: 2026-04-01\n"
        "description: what\nfalsepositives: [one, two]\nfalse_positives_ja: 保守\nexamples: [{a: 1}]\n"
        "logsource: {product: Windows, category: Process_Creation}\n" + DETECTION
    )
    assert (read.id, read.name, read.title, read.level) == ("R-1", "first", "題", "high")
    assert (read.measure, read.sign, read.source, read.silent) == ("INS-03", "external_media_write", "0.yml:1", False)
    assert read.notes == {"description": "what", "falsepositives": "one\ntwo", "false_positives_ja": "保守"}
    assert read.logsource == LogSource("process_creation", "windows", None)


def test_a_rule_without_id_goes_by_its_name_or_title_and_without_level_is_the_lightest():
    assert rule("title: 題\nname: n\n" + SOURCE + DETECTION).id == "n"
    assert rule("title: 題\n" + SOURCE + DETECTION).id == "題"
    assert rule(PLAIN).level == "informational"


def test_what_yaml_takes_for_a_date_an_octal_number_or_a_time_of_day_stays_text():
    read = rule("title: t\n" + SOURCE + "detection: {s: {k: [2026-04-01, 0755, 12:30:45]}, condition: s}\n")
    assert read.condition == Any(tuple(Asked("k", Text((text,))) for text in ("2026-04-01", "0755", "12:30:45")))


def test_several_rules_in_one_file_and_empty_documents():
    assert [read.id for read in book("---\n" + PLAIN + "---\n---\n" + PLAIN.replace("r1", "r2") + "...\n").rules] == [
        "r1",
        "r2",
    ]


def test_a_global_part_belongs_to_the_rules_after_it_until_it_is_reset():
    shared = "action: global\n" + SOURCE + "detection: {condition: s}\n"
    one, two = (f"---\ntitle: t\nid: {id}\ndetection: {{s: {{k: {k}}}}}\n" for id, k in (("r1", "a"), ("r2", "b")))
    whole = "---\naction: reset\n---\n" + PLAIN.replace("r1", "r3")
    read = book(shared + one + two + whole).rules
    assert [fires(each, k="a") for each in read] == [True, False, True]
    assert read[1].source == "0.yml:9"


def test_a_repeated_rule_differs_in_what_it_says():
    read = book(PLAIN + "---\naction: repeat\nid: r2\ndetection: {s: {k: b}}\n").rules
    assert [(each.id, fires(each, k="a"), fires(each, k="b")) for each in read] == [("r1", True, False), ("r2", False, True)]


def test_a_placeholder_that_nobody_gave_values_for_is_like_nothing_and_is_noted():
    read = rule("title: t\n" + SOURCE + "detection: {s: {a: 1}, f: {k|expand: ['%known%', x]}, condition: s and not f}\n")
    assert read.notes[UNRESOLVED] == "%known%"
    assert fires(read, a=1, k="%known%")
    assert not fires(read, a=1, k="x")


def test_percent_signs_without_expand_are_plain():
    assert fires(rule("title: t\n" + SOURCE + "detection: {s: {k: '%APPDATA%'}, condition: s}\n"), k="%appdata%")


CORRELATION = (
    "title: c\nid: c1\nname: many\ncorrelation:\n  type: event_count\n  rules: %s\n  timespan: 2h\n  group-by: user\n"
    "  condition: {gte: 2, lt: 9.5}\n"
)


def test_a_correlation_names_rules_by_id_or_name_across_files():
    named = PLAIN.replace("r1", "6B9A7D4E-0000-4000-8000-00000000000A") + "name: first\n"
    for reference in ("first", "[first]", "6b9a7d4e-0000-4000-8000-00000000000a"):
        read = book(CORRELATION % reference, named)
        [found] = read.correlations
        assert found.rules == (read.rules[0].id,)
        assert read.rules[0].silent
        assert (found.timespan, found.group_by) == (7_200_000_000, ("user",))
        assert found.thresholds == (Threshold("gte", 2), Threshold("lt", 9.5))


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("15s", 15), ("30m", 1800), ("6h", 21600), ("7d", 604800), ("2w", 1209600), ("1M", 2629746), ("1y", 31556952)],
)
def test_units_of_time_spans(written, seconds):
    [found] = book(PLAIN, (CORRELATION % "r1").replace("2h", written)).correlations
    assert found.timespan == seconds * 1_000_000


def test_inner_correlations_stand_before_outer_ones_and_are_silent():
    outer = (CORRELATION % "[many]").replace("c1", "c0").replace("name: many\n", "")
    read = book(outer, CORRELATION % "r1", PLAIN)
    assert [(each.id, each.silent) for each in read.correlations] == [("c1", True), ("c0", False)]


def test_a_rule_that_one_correlation_generates_is_told():
    loud = (CORRELATION % "r1").replace("c1", "c2").replace("many", "loud") + "  generate: true\n"
    assert not book(PLAIN, CORRELATION % "r1", loud).rules[0].silent


def test_temporal_conditions_in_words():
    text = (
        CORRELATION.replace("event_count", "temporal_ordered")
        .replace("  rules: %s\n", "")
        .replace("{gte: 2, lt: 9.5}", "b and a")
    )
    read = book(PLAIN + "name: a\n", PLAIN.replace("r1", "r2") + "name: b\n", text)
    [found] = read.correlations
    assert (found.type, found.rules, found.thresholds) == (
        CorrelationType.TEMPORAL_ORDERED,
        ("r2", "r1"),
        (Threshold("gte", 2),),
    )


def test_excluded_events_do_not_match():
    read = excluded(rule(PLAIN), Asked("user", Text(("taro",))))
    assert fires(read, k="a", user="hanako")
    assert fires(read, k="a")
    assert not fires(read, k="a", user="TARO")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "rules" / "deep").mkdir(parents=True)
    (tmp_path / "rules" / "deep" / "one.yaml").write_text(PLAIN, "utf-8")
    (tmp_path / "rules" / "two.YML").write_text(PLAIN.replace("r1", "r2"), "utf-8")
    (tmp_path / "rules" / "readme.txt").write_text("not a rule", "utf-8")
    (tmp_path / "rules" / "info.yml").write_text("description: not a rule either\n", "utf-8")
    return tmp_path / "rules"


def test_folders_are_walked_and_each_file_is_read_once(folder):
    read = read_rules([folder, folder / "two.YML", folder / "deep"])
    assert [each.id for each in read.rules] == ["r1", "r2"]


def test_a_kept_plan_is_the_same_plan(folder, tmp_path):
    kept = tmp_path / "kept"
    first = compiled([folder], kept)
    [file] = kept.iterdir()
    before = file.stat()
    assert compiled([folder], kept) == first == read_rules([folder])
    assert file.stat() == before


def test_a_changed_rule_is_read_again(folder, tmp_path):
    first = compiled([folder], tmp_path / "kept")
    (folder / "two.YML").write_text(PLAIN.replace("r1", "r3"), "utf-8")
    assert [each.id for each in compiled([folder], tmp_path / "kept").rules] == ["r1", "r3"]
    assert [each.id for each in first.rules] == ["r1", "r2"]


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda content: content[:-20],
        lambda content: b"x" + content,
        lambda _: b"cos\nsystem\n(S'true'\ntR.",
    ],
)
def test_a_damaged_plan_is_made_again_and_nothing_else_is_made_of_it(folder, tmp_path, damage):
    first = compiled([folder], tmp_path / "kept")
    [file] = (tmp_path / "kept").iterdir()
    whole = file.read_bytes()
    file.write_bytes(damage(whole))
    assert compiled([folder], tmp_path / "kept") == first
    assert file.read_bytes() == whole


def test_a_place_that_cannot_be_written_costs_only_time(folder, tmp_path):
    (tmp_path / "kept").write_text("a file, no folder", "utf-8")
    assert len(compiled([folder], tmp_path / "kept").rules) == 2


def test_faults_are_told_every_time_and_not_kept(folder, tmp_path):
    (folder / "bad.yml").write_text(PLAIN.replace("condition: s", "condition: t"), "utf-8")
    for _ in range(2):
        with pytest.raises(RuleFaults):
            compiled([folder], tmp_path / "kept")
    assert not (tmp_path / "kept").exists()


def test_only_a_few_plans_are_kept(folder, tmp_path):
    for number in range(12):
        (folder / "two.YML").write_text(PLAIN.replace("r1", f"n{number}"), "utf-8")
        compiled([folder], tmp_path / "kept")
    assert len(list((tmp_path / "kept").iterdir())) == 8


def test_files_are_named_as_they_were_given(folder, monkeypatch):
    monkeypatch.chdir(folder.parent)
    assert {each.source for each in read_rules([Path("rules")]).rules} == {"rules/deep/one.yaml:1", "rules/two.YML:1"}
    assert replace(read_rules([Path("rules")]).rules[0], source="") == replace(read_rules([folder]).rules[0], source="")


def test_the_modifier_of_utf_16_goes_by_both_its_names():
    by_name = [
        rule("title: t\n" + SOURCE + f"detection: {{s: {{k|{name}|base64offset|contains: ping}}, condition: s}}\n")
        for name in ("wide", "utf16le")
    ]
    assert by_name[0].condition == by_name[1].condition
    assert fires(by_name[1], k="x cABpAG4AZwA= y")
