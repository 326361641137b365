"""What holds for every use case: how it is called, that it leaves leaves, and that what fails leaves nothing."""

import inspect
import pkgutil
from datetime import UTC, date, datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.conf import settings

from sekisho.evidence import verify_log
from sekisho.terms import Outcome
from sekisho_site import usecases
from sekisho_site.records.models import EvidenceLeaf
from sekisho_site.records.operations.backups import write_backup
from sekisho_site.records.operations.ledger import Ledger
from sekisho_site.records.queries import evidence_heads, evidence_leaves
from tests.factories.registry import RECORDS, workbook

AT = datetime(2026, 5, 1, 9, tzinfo=UTC)
DAY = date(2026, 5, 1)
LISTING = "| 再委託先 | 処理の内容 | 国 |\n|---|---|---|\n| Example Cloud Inc. | データの保管 | アメリカ合衆国 |\n"
NAMES = sorted(module.name for module in pkgutil.iter_modules(usecases.__path__))
#: How each use case is called in these tests; a new one must be added here.
CALLS = {
    "create_backup": lambda **told: usecases.create_backup(target=settings.SEKISHO_HOME / "backup.zip", **told),
    "import_subprocessors": lambda **told: usecases.import_subprocessors(
        LISTING.encode(), "一覧.md", party="P-010", on=DAY, **told
    ),
    "import_workbook": lambda **told: usecases.import_workbook(workbook(*RECORDS), "台帳.xlsx", workbook="registry", **told),
    "reconcile_records": lambda **told: usecases.reconcile_records(as_of=DAY, **told),
    "restore_backup": lambda **told: usecases.restore_backup(source=settings.SEKISHO_HOME / "earlier.zip", **told),
}


@pytest.fixture
def earlier(db, home):
    """A backup of an empty workspace, for the use case that takes one back."""
    home.mkdir()
    write_backup(home / "earlier.zip")


def rows():
    """How many rows each table holds."""
    return {model.__name__: model.objects.count() for model in apps.get_app_config("records").get_models()}


def test_every_use_case_is_called_here():
    assert set(CALLS) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_file_holds_one_verb_of_its_name(name):
    module = import_module(f"{usecases.__name__}.{name}")
    public = [
        member
        for member, value in vars(module).items()
        if inspect.isfunction(value) and value.__module__ == module.__name__ and not member.startswith("_")
    ]
    assert public == [name]
    assert getattr(usecases, name) is getattr(module, name)


@pytest.mark.parametrize("name", NAMES)
def test_who_acts_and_when_are_told_by_keyword(name):
    parameters = inspect.signature(getattr(usecases, name)).parameters
    positional = [each.name for each in parameters.values() if each.kind is not inspect.Parameter.KEYWORD_ONLY]
    assert positional in ([], ["content", "name"])
    for told, meant in (("by", str), ("at", datetime)):
        assert parameters[told].annotation is meant
        assert parameters[told].default is inspect.Parameter.empty


@pytest.mark.parametrize("name", NAMES)
def test_it_leaves_leaves_that_name_the_actor(name, earlier):
    CALLS[name](by="M-77", at=AT)
    payloads = EvidenceLeaf.objects.values_list("payload", flat=True)
    assert payloads
    assert all('"by":"M-77"' in payload for payload in payloads)
    assert verify_log(evidence_leaves(), evidence_heads()).outcome is Outcome.AGREES


@pytest.mark.parametrize("name", NAMES)
def test_what_fails_at_the_last_moment_leaves_neither_rows_nor_leaves(name, earlier, monkeypatch):
    before = rows()

    def fail(ledger):
        assert rows() != before or ledger._pending
        raise OSError("the disk is full")

    monkeypatch.setattr(Ledger, "close", fail)
    with pytest.raises(OSError, match="the disk is full"):
        CALLS[name](by="M-77", at=AT)
    assert rows() == before
