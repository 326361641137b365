"""Every fault of a folder of rules is told at once, with its file and line and what to do; the other rules are there."""

from pathlib import Path

import pytest

from sekisho.detection.sigma import RuleFaults, read_rules
from sekisho.detection.sigma.book import book_of

HEAD = "title: t\nid: r1\nlogsource: {product: acme}\n"
SOUND = b"title: sound\nid: sound\nlogsource: {product: acme}\ndetection: {s: {k: a}, condition: s}\n"


def faults_of(text, *others):
    files = [("bad.yml", text.encode() if isinstance(text, str) else text), ("sound.yml", SOUND), *others]
    with pytest.raises(RuleFaults) as caught:
        book_of(files)
    assert "sound" in {rule.id for rule in caught.value.book.rules}
    return caught.value.faults


def only(text, *others):
    [fault] = faults_of(text, *others)
    assert fault.file == "bad.yml"
    assert fault.why.endswith("。")
    return fault.line, fault.why


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("title: [", 1, "YAML"),
        ("title: t\n\tid: x\n", 2, "YAML"),
        (b"title: \xff\n", 1, "UTF-8"),
        ("- a\n- b\n", 1, "title"),
        ("title: a\ntitle: b\n", 2, "二つ"),
        ("title: &x [*x]\n", 1, "入れ子"),
        ("logsource: {product: x}\ndetection: {s: {k: a}, condition: s}\n", 1, "title がありません"),
        ("title: t\ndetection: {s: {k: a}, condition: s}\n", 1, "logsource がありません"),
        ("title: t\nlogsource: {}\ndetection: {s: {k: a}, condition: s}\n", 2, "logsource が空"),
        ("title: t\nlogsource: {product: [a]}\ndetection: {s: {k: a}, condition: s}\n", 2, "product"),
        (HEAD, 1, "detection がありません"),
        (HEAD + "detection:\n  s: {k: a}\n", 4, "condition がありません"),
        (HEAD + "detection:\n  condition: s\n", 4, "探すものが一つもありません"),
        (HEAD + "detection:\n  s:\n    a: 1\n    k|conains: a\n  condition: s\n", 7, "修飾子「conains」"),
        (HEAD + "detection:\n  s:\n    k|re: '['\n  condition: s\n", 6, "正規表現"),
        (HEAD + "detection:\n  s:\n    k|re: [a, null]\n  condition: s\n", 6, "正規表現を文字列"),
        (HEAD + "detection:\n  s:\n    - k|cidr: 10.0.0.1/8\n  condition: s\n", 6, "cidr"),
        (HEAD + "detection:\n  s: {k|gt: abc}\n  condition: s\n", 5, "k|gt"),
        (HEAD + "detection:\n  s: {k|base64: 'a*'}\n  condition: s\n", 5, "base64"),
        (HEAD + "detection:\n  s: {k|exists: 3}\n  condition: s\n", 5, "exists"),
        (HEAD + "detection:\n  s: {k|windash: ' -a -b -c -d'}\n  condition: s\n", 5, "windash"),
        (HEAD + "detection:\n  s: {k: {a: b}}\n  condition: s\n", 5, "入れ子"),
        (HEAD + "detection:\n  s: {}\n  condition: s\n", 5, "空"),
        (HEAD + "detection:\n  s: [null]\n  condition: s\n", 5, "null"),
        (HEAD + "detection:\n  s: {k: a}\n  condition: s and t\n", 6, "「t」が detection にありません"),
        (HEAD + "detection:\n  s: {k: a}\n  condition: 1 of t*\n", 6, "「t*」に合う名前"),
        (HEAD + "detection:\n  s: {k: a}\n  condition: s and (\n", 6, "読めません"),
        (HEAD + "detection:\n  s: {k: a}\n  condition: s | count() > 5\n", 6, "correlation"),
        (HEAD + "level: urgent\ndetection: {s: {k: a}, condition: s}\n", 4, "level「urgent」"),
        (HEAD + "action: destroy\ndetection: {s: {k: a}, condition: s}\n", 4, "action「destroy」"),
        ("[" * 100_000, 1, "入れ子"),
        ("title: t\na: " + "[" * 300 + "]" * 300, 2, "入れ子"),
        ("x0: &x0 [y]\n" + "".join(f"x{n}: &x{n} [{', '.join([f'*x{n - 1}'] * 9)}]\n" for n in range(1, 9)), 1, "別名"),
        ("title: !!python/name:os.system x\n", 1, "YAML"),
        ("title: " + "9" * 5000, 1, "YAML"),
        (HEAD + "detection:\n  s: {k|re: '" + "(" * 500 + ")" * 500 + "'}\n  condition: s\n", 5, "k|re"),
        (HEAD + "detection:\n  s: {k: .nan}\n  condition: s\n", 5, "「k」"),
        ("title: f\nfilter: {rules: any}\n", 2, "exclusions"),
    ],
)
def test_a_fault_says_where_and_what_to_do(text, line, words):
    place, why = only(text)
    assert place == line
    assert words in why


def correlation(**told):
    keys = {"type": "event_count", "rules": "[sound]", "timespan": "5m", "condition": "{gte: 2}"} | told
    return "title: c\nid: c1\ncorrelation:\n" + "".join(f"  {key}: {value}\n" for key, value in keys.items() if value)


@pytest.mark.parametrize(
    ("told", "line", "words"),
    [
        ({"type": "count"}, 4, "type「count」"),
        ({"rules": "[nowhere]"}, 5, "規則「nowhere」がありません"),
        ({"rules": "[sound, sound]"}, 5, "二度"),
        ({"rules": ""}, 3, "rules がありません"),
        ({"timespan": "5 minutes"}, 6, "timespan「5 minutes」"),
        ({"timespan": "0m"}, 6, "timespan「0m」"),
        ({"condition": ""}, 3, "condition がありません"),
        ({"condition": "{gte: many}"}, 7, "数ではありません"),
        ({"condition": "{over: 2}"}, 7, "「over」は使えません"),
        ({"condition": "{field: x}"}, 7, "比べる数がありません"),
        ({"type": "value_sum"}, 7, "項目が一つ"),
        ({"type": "value_percentile", "condition": "{field: x, gte: 2}"}, 7, "百分位"),
        ({"type": "value_percentile", "condition": "{field: x, gte: 2, percentile: 101}"}, 7, "百分位"),
        ({"type": "temporal", "condition": "sound and not sound"}, 7, "扱えません"),
        ({"type": "temporal", "condition": "sound andd sound"}, 7, "読めません"),
        ({"type": "temporal", "condition": "c1 or sound"}, 7, "一致しません"),
        ({"group-by": "[[a]]"}, 8, "group-by"),
        ({"aliases": "[a]"}, 8, "aliases"),
        ({"aliases": "{who: {nowhere: user}}"}, 8, "規則「nowhere」"),
        ({"generate": "maybe"}, 8, "generate"),
        ({"rules": "[c1]"}, 5, "自分自身"),
    ],
)
def test_a_fault_of_a_correlation_says_where_and_what_to_do(told, line, words):
    place, why = only(correlation(**told))
    assert place == line
    assert words in why


def test_all_faults_are_told_at_once():
    text = HEAD + "level: urgent\ndetection:\n  s:\n    a|x: 1\n    b|re: '['\n  condition: s and t\n"
    assert [fault.line for fault in faults_of(text)] == [4, 7, 8, 9]
    files = [("one.yml", text.encode()), ("two.yml", b"title: [")]
    with pytest.raises(RuleFaults) as caught:
        book_of(files)
    assert [(fault.file, fault.line) for fault in caught.value.faults] == [
        *[("one.yml", line) for line in (4, 7, 8, 9)],
        ("two.yml", 1),
    ]
    assert str(caught.value).splitlines()[0].startswith("one.yml 4行目: ")


def test_lines_are_those_of_the_document_in_a_file_of_several():
    text = SOUND.decode() + "---\n" + HEAD + "detection:\n  s: {k|x: a}\n  condition: s\n"
    [fault] = faults_of(text)
    assert fault.line == 10


def test_what_a_broken_rule_leaves_without_ground_is_told_too():
    outer = correlation(rules="[r1]").replace("c1", "c2").encode()
    faults = faults_of(HEAD + "detection: {s: {k|x: a}, condition: s}\n", ("outer.yml", outer))
    assert [(fault.file, fault.line) for fault in faults] == [("bad.yml", 4), ("outer.yml", 5)]


def test_two_rules_of_one_id_are_refused_and_one_that_is_given_twice_is_not():
    [fault] = faults_of(HEAD + "detection: {s: {k: a}, condition: s}\n", ("twin.yml", SOUND.replace(b"id: sound", b"id: r1")))
    assert (fault.file, fault.line) == ("twin.yml", 2)
    assert "bad.yml:1 と同じです" in fault.why
    book = book_of([("a.yml", SOUND), ("b.yml", SOUND)])
    assert [rule.id for rule in book.rules] == ["sound"]


def test_a_name_that_several_rules_have_is_no_reference():
    named = [(f"{id}.yml", SOUND.replace(b"id: sound", b"id: " + id.encode() + b"\nname: same")) for id in ("x", "y")]
    assert "いくつもあります" in only(correlation(rules="[same]"), *named)[1]


def test_folders_without_rules_and_paths_that_are_not_there(tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(RuleFaults) as caught:
        read_rules([tmp_path / "empty", tmp_path / "nowhere"])
    assert [Path(fault.file).name for fault in caught.value.faults] == ["empty", "nowhere"]
    (tmp_path / "empty" / "info.yml").write_text("description: no rule\n", "utf-8")
    with pytest.raises(RuleFaults, match="規則が一つもありません"):
        read_rules([tmp_path / "empty"])
