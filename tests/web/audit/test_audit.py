"""The audit log as people read it: filters, pages, one leaf with its proof, and verification that finds what was changed."""

import ast
from importlib import import_module
from pathlib import Path

import pytest

import sekisho_site
from sekisho.evidence import BundleError
from sekisho.roles import Role
from sekisho_site.records.models import EvidenceLeaf, Job
from sekisho_site.records.queries import audit as queries
from sekisho_site.usecases import run_job
from sekisho_site.web.audit.lines import shown_lines, word_of
from sekisho_site.web.audit.saying import action_word, kind_word
from sekisho_site.web.clock import now
from tests.factories.office import signed_in_client, small_registry, user

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(home):
    small_registry()
    return signed_in_client(user(Role.AUDITOR))


def worked(answer, client):
    """The page of the work that was asked for, once it is done."""
    number = answer.headers["Location"].rstrip("/").rpartition("/")[2]
    job = Job.objects.get(pk=number)
    run_job(number=job.pk, by=f"U-{job.asked['actor']:06d}", at=now())
    return client.get(answer.headers["Location"])


def verified(client):
    return worked(client.post("/audit/verify/"), client)


def text(answer):
    return answer.content.decode()


def test_the_newest_stand_first_with_words_and_links(client):
    page = text(client.get("/audit/"))
    assert "照合した" in page
    assert page.index(f'/audit/{EvidenceLeaf.objects.count() - 1}/"') < page.index(
        f'/audit/{EvidenceLeaf.objects.count() - 2}/"'
    )
    assert 'href="/findings/2026-' in page


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("kind=party", 5), ("kind=party&key=P-001", 1), ("action=reconciled", 1), ("by=M-77&kind=site", 1), ("by=M-78", 0),
        ("from=2026/5/1&kind=party", 5), ("from=2026/5/2", 0), ("to=R8.5.1&kind=party", 5), ("to=2026-04-30", 0),
        ("to=9999-12-31&kind=party", 5), ("key=%00%F0%9F%98%80", 0),
    ],
)  # fmt: skip
def test_filters(client, question, found):
    assert client.get(f"/audit/?{question}").context["total"] == found


def test_a_day_that_cannot_be_read_is_told_and_kept(client):
    page = text(client.get("/audit/?from=いつか"))
    assert "日付として読めません" in page
    assert 'value="いつか"' in page


def test_pages_reach_every_leaf_once(client):
    seen, address = [], "/audit/"
    while address:
        shown = client.get(address).context
        seen += [row["leaf"].index for row in shown["rows"]]
        address = f"/audit/?{shown['older']}" if shown["older"] else ""
    assert seen == list(range(EvidenceLeaf.objects.count() - 1, -1, -1))


@pytest.mark.parametrize("block", [1, 2, 4, 8, 64])
def test_every_leaf_is_proved_to_stand_under_the_newest_head(client, monkeypatch, block):
    monkeypatch.setattr(queries, "_BLOCK", block)
    queries._known_blocks.clear()
    for leaf in EvidenceLeaf.objects.all():
        assert queries.prove(leaf).holds
    assert "最後の封印に含まれています" in text(client.get("/audit/3/?proof=1"))


def test_a_leaf_that_was_changed_is_not_proved_and_verification_names_it(client):
    EvidenceLeaf.objects.filter(index=3).update(payload='{"action":"nothing","seq":3}')
    assert "最後の封印までたどれません" in text(client.get("/audit/3/?proof=1"))
    assert verified(client).context["result"]["first_bad"] == 3


def test_labels_that_differ_from_the_payload_are_found(client):
    EvidenceLeaf.objects.filter(index=3).update(by="M-78")
    assert "見出しの欄" in text(verified(client))


def test_a_whole_log_is_told_whole_and_leaves_as_a_bundle(client):
    told = verified(client)
    assert "書かれたときのままです" in text(told)
    assert told.context["job"].total == EvidenceLeaf.objects.count()
    page = worked(client.post("/audit/bundle/"), client)
    address = f"{page.request['PATH_INFO']}file/"
    assert address in text(page)
    assert b"".join(client.get(address).streaming_content).startswith(b"PK")
    assert client.get("/audit/bundle/").status_code == 405
    assert signed_in_client(user(Role.INSPECTOR)).get(address).status_code in (403, 404)


def test_a_bundle_without_a_received_file_is_refused_in_words(client, monkeypatch):
    def broken(*_):
        raise BundleError("受け取ったファイルがありません。")

    monkeypatch.setattr(import_module("sekisho_site.usecases.run_job"), "evidence_bundle", broken)
    page = text(worked(client.post("/audit/bundle/"), client))
    assert "受け取ったファイルがありません。" in page
    assert "/file/" not in page


@pytest.mark.parametrize("index", [10**6, 2**63, 10**40])
def test_a_leaf_that_is_not_there(client, index):
    assert client.get(f"/audit/{index}/").status_code == 404


def noted():
    """What is written into the log anywhere, as far as it stands there in letters: (action, kind, words)."""
    for file in Path(sekisho_site.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "note":
                named = (each.value if isinstance(each, ast.Constant) else None for each in node.args[:2])
                yield *named, tuple(each.arg for each in node.keywords if each.arg)


def test_everything_that_is_noted_has_words():
    said = set(noted())
    assert len(said) > 20
    assert [action for action, *_ in said if action and action_word(action) == action] == []
    assert [kind for _, kind, *_ in said if kind and kind_word(kind) == kind] == []
    assert [word for *_, words in said for word in words if word_of(word) == word] == []


def test_a_leaf_is_told_in_words_and_its_letter_as_it_is(client):
    leaf = EvidenceLeaf.objects.get(action="reconciled")
    page = text(client.get(f"/audit/{leaf.index}/"))
    assert "<dt>基準日</dt>" in page
    assert "<dt>as_of</dt>" not in page
    assert "2026年5月1日（金）" in page
    assert shown_lines({"left": {"stage": "instructed", "due_date": None}}) == [("その後の状態", "段階 改善を指示、期限 —")]
