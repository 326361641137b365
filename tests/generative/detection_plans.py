"""Random plans of rules and events with awkward values, for every engine that is held to the reference.

Values are those that break comparisons: missing, null, empty, lists, other scripts, wildcards and escapes as data, numbers
as text, line breaks. Times lie on a grid as fine as half the shortest time span, so that events stand exactly on the edges
of windows; ids and times repeat; order is random. Numbers are halves, so that sums are exact.
"""

from hypothesis import strategies as st

from sekisho.detection.event import Event, EventRef
from sekisho.detection.plan import (
    ANY_RUN,
    ONE,
    All,
    Any,
    Cidr,
    Compare,
    Correlation,
    CorrelationType,
    Exists,
    Is,
    Not,
    Null,
    OtherField,
    Regex,
    Rule,
    RuleBook,
    Text,
    Threshold,
    TimePart,
)
from sekisho.detection.plan import (
    Test as Asked,
)

SECOND = 1_000_000
FIELDS = ("user", "host", "n", "path", "at", "x y", "a.b", "Ａ", "where'\"")
GROUPS = ("user", "host", "n")

_PIECES = st.sampled_from(
    [
        "a",
        "A",
        "b",
        "ab",
        "é",
        "É",
        "İ",
        "ı",
        "ß",
        "ς",
        "Σ",
        "Ａ",
        "ａ",
        "さ",
        "\\",
        "*",
        "?",
        "%",
        "_",
        "'",
        '"',
        "[",
        ".",
        " ",
        "\n",
        "\x00",
        "1",
        "0",
    ]
)
_WORDS = st.sampled_from(
    [
        "", "null", "true", "FALSE", "10", "010", "1.0", "1e1", "-5", " 7 ", "1,000", "１０", "nan", "inf", "9007199254740993",
        "10.1.2.3", "192.0.2.7", "::1", "2001:db8::7", "::ffff:10.1.2.3", "10.1.2.300", "fe80::1%eth0",
        "2026-04-01T23:05:00+09:00", "2026-04-01", "2026/12/31 08:30", "C:\\Windows\\a.exe", "line one\nline two", "-a /b",
    ]
)  # fmt: skip
texts = st.lists(_PIECES, max_size=4).map("".join) | _WORDS
numbers = st.integers(-3, 40) | st.integers(-6, 20).map(lambda half: half / 2) | st.just(9007199254740993)
scalars = texts | numbers | st.booleans() | st.none()
values = scalars | st.lists(scalars, max_size=3)

_runs = st.lists(texts.filter(bool) | st.sampled_from([ANY_RUN, ONE]), max_size=4).map(tuple)
_patterns = st.sampled_from(["a", "^A", "b$", "a.b", "^$", r"\d+", "[ab]{2}", "(?:さ|Ａ)", r"\\", "é", r"\bone\b", "a|^1", ""])
_networks = ["10.0.0.0/8", "192.0.2.0/24", "0.0.0.0/0", "2001:db8::/32", "::1/128", "fe80::/10", "::ffff:0.0.0.0/96"]
_signs = st.sampled_from(["<", "<=", ">", ">=", "!="])

text_matchers = st.builds(Text, _runs, st.booleans()) | st.builds(
    lambda word, cased: Text((ANY_RUN, word, ANY_RUN), cased), texts.filter(bool), st.booleans()
)
matchers = (
    text_matchers
    | st.builds(Regex, _patterns, st.frozensets(st.sampled_from("ims")))
    | st.builds(Cidr, st.sampled_from(_networks))
    | st.builds(Compare, _signs, numbers)
    | st.builds(Is, numbers | st.booleans())
    | st.just(Null())
    | st.builds(Exists, st.booleans())
    | st.builds(OtherField, st.sampled_from(FIELDS), st.booleans(), st.booleans(), st.booleans())
    | st.builds(
        TimePart,
        st.sampled_from(["minute", "hour", "day", "week", "month", "year"]),
        _signs | st.just("=="),
        st.sampled_from([1, 4, 5, 14, 23, 2026]),
    )
)
keywords = text_matchers | st.builds(Regex, _patterns, st.frozensets(st.sampled_from("ims")))
tests_of_fields = st.builds(Asked, st.sampled_from(FIELDS), matchers) | st.builds(Asked, st.none(), keywords)
conditions = st.recursive(
    tests_of_fields,
    lambda inner: (
        st.lists(inner, max_size=3).map(tuple).flatmap(lambda of: st.sampled_from([All(of), Any(of)])) | inner.map(Not)
    ),
    max_leaves=8,
)


_usual = st.fixed_dictionaries({"user": st.sampled_from(["a", "A", "b", 5, "5"]), "n": numbers})
_fields = st.dictionaries(st.sampled_from(FIELDS), values, max_size=5) | st.tuples(
    _usual, st.dictionaries(st.sampled_from(FIELDS), values, max_size=2)
).map(lambda both: both[0] | both[1])


@st.composite
def events(draw, max_size=12):
    """Events in random order, with places of their own; some share an id, some have no time."""
    many = max_size - draw(st.integers(0, max_size))
    places = draw(st.permutations([EventRef(f"log{number % 2}.jsonl", number // 2 + 1) for number in range(many)]))
    return [
        Event(
            ref,
            draw(st.integers(0, 16).map(lambda half: half * SECOND // 2) | st.none()),
            draw(_fields),
            draw(st.none() | st.sampled_from(["e1", "e2", "E1"])),
        )
        for ref in places
    ]


def plain_rules(ids):
    """One rule for each id; half of them are easily true, so that correlations have something to count."""
    easy = st.sampled_from([All(()), All(()), All(()), Asked("user", Exists(True)), Not(Asked("host", Is(1)))])
    return st.tuples(*(st.builds(_rule, st.just(id), easy | conditions, st.sampled_from([False, True])) for id in ids))


def _rule(id, condition, silent):
    return Rule(id, None, f"規則 {id}", "low", condition, silent=silent)


@st.composite
def correlations(draw, id, known, names=GROUPS):
    """A correlation over some of the ids that are ``known``; ``names`` are the fields it may group by and count."""
    kind = draw(st.sampled_from(list(CorrelationType)))
    rules = tuple(draw(st.lists(st.sampled_from(known), min_size=1, max_size=3, unique=True)))
    group_by = tuple(draw(st.lists(st.sampled_from(names), max_size=2, unique=True))) if draw(st.booleans()) else ()
    aliased = draw(st.booleans()) and bool(group_by)
    aliases = {group_by[0]: {rules[0]: draw(st.sampled_from(names))}} if aliased else {}
    counts = kind.value.startswith("value")
    bounds = st.builds(
        Threshold, st.sampled_from(["gte", "gt", "lt", "lte", "eq", "neq"]), st.sampled_from([1, 2, 3, 0, 1.5, -1])
    )
    return Correlation(
        id=id,
        name=None,
        title=f"相関 {id}",
        level="high",
        type=kind,
        rules=rules,
        timespan=draw(st.sampled_from([SECOND, 2 * SECOND, 3 * SECOND // 2, 60 * SECOND])),
        thresholds=tuple(draw(st.lists(bounds, min_size=1, max_size=2))),
        group_by=group_by,
        counted=draw(st.sampled_from(names)) if counts else None,
        percentile=draw(st.sampled_from([0.0, 25.0, 50.0, 95.0, 100.0])) if kind is CorrelationType.VALUE_PERCENTILE else None,
        aliases=aliases,
        silent=draw(st.sampled_from([False, False, True])),
    )


@st.composite
def books(draw, most=3):
    """Rules ``r0`` …, correlations ``c0`` … over them and over the correlations before."""
    rules = draw(plain_rules([f"r{number}" for number in range(draw(st.integers(1, most)))]))
    known = [rule.id for rule in rules]
    above = []
    for number in range(draw(st.sampled_from([1, 2, 0]))):
        above.append(draw(correlations(f"c{number}", known)))
        known.append(above[-1].id)
    return RuleBook(rules, tuple(above))
