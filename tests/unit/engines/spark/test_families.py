"""Judged in families and shards, correlations tell the same as judged all together."""

from collections import defaultdict
from dataclasses import replace

from hypothesis import given, settings

from sekisho.detection.event import Event
from sekisho.detection.plan import All, Correlation, CorrelationType, Rule, RuleBook, Threshold, needed_fields
from sekisho.engines import reference
from sekisho.engines.columns.alerting import alerts
from sekisho.engines.columns.hits import hits_of, joined
from sekisho.engines.spark.families import families, sharded
from tests.generative.detection_plans import books, events


def hits(book, events):
    """What the rules are true of, as an executor holds it."""
    found = defaultdict(list)
    for match in reference.matches(book, events):
        found[match.rule].append(Event(match.ref, match.time, match.values, match.id))
    asked = needed_fields(book)
    return {rule: hits_of(some, asked[rule]) for rule, some in found.items()}


def by_shards(book, hits):
    """Every alert, the correlations' from one shard after another."""
    told = list(alerts(replace(book, correlations=()), hits))
    for family in families(book):
        shards = defaultdict(lambda: defaultdict(list))
        for shard, (rule, some) in sharded(family, hits):
            shards[shard][rule].append(some)
        for by_rule in shards.values():
            told += alerts(family.book, {rule: joined(some) for rule, some in by_rule.items()})
    return sorted(told, key=lambda alert: alert.order)


@settings(max_examples=300)
@given(books(), events())
def test_shards_tell_what_all_hits_together_tell(book, events):
    assert by_shards(book, hits(book, events)) == reference.alerts(book, reference.matches(book, events))


def correlation(id, rules, group_by, **more):
    return Correlation(
        id=id, name=None, title=id, level="low", type=CorrelationType.EVENT_COUNT, rules=rules, timespan=1,
        thresholds=(Threshold("gte", 1),), group_by=group_by, **more,
    )  # fmt: skip


def book(*correlations):
    rules = tuple(Rule(id, None, id, "low", All(())) for id in ("r", "s"))
    return RuleBook(rules, correlations)


def test_correlations_that_refer_to_one_another_are_one_family():
    found = families(
        book(correlation("a", ("r",), ("user",)), correlation("b", ("a", "s"), ("user",)), correlation("c", ("s",), ()))
    )
    assert [[each.id for each in family.book.correlations] for family in found] == [["a", "b"], ["c"]]
    assert [[rule.id for rule in family.book.rules] for family in found] == [["r", "s"], ["s"]]
    assert [dict(family.apart) for family in found] == [{"r": "user", "s": "user"}, {}]
    assert all(rule.silent for family in found for rule in family.book.rules)


def test_groups_by_different_names_are_judged_in_one_place():
    (family,) = families(book(correlation("a", ("r",), ("user", "host")), correlation("b", ("a", "s"), ("host",))))
    assert family.apart == {"r": "host", "s": "host"}
    (family,) = families(book(correlation("a", ("r",), ("user",)), correlation("b", ("a",), ("host",))))
    assert family.apart == {}


def test_an_alias_is_the_field_of_its_rule():
    aliases = {"who": {"r": "source", "s": "target"}}
    (family,) = families(book(correlation("a", ("r", "s"), ("who",), aliases=aliases)))
    assert family.apart == {"r": "source", "s": "target"}


def test_an_inner_name_that_becomes_another_is_not_taken_for_the_same():
    inner = correlation("a", ("r",), ("user", "host"))
    outer = correlation("b", ("a",), ("user",), aliases={"user": {"a": "host"}})
    (family,) = families(book(inner, outer))
    assert family.apart == {}
