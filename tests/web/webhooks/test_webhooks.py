"""Messages to other programs: written with what they tell, signed, tried again, never sent inwards."""

import hashlib
import hmac
import json
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib import import_module

import pytest

from sekisho.response.life import Step
from sekisho.roles import Permission, Role
from sekisho_site.config.refusal import RefusedError
from sekisho_site.records import outside
from sekisho_site.records.models import StoredFinding, Webhook, WebhookDelivery
from sekisho_site.records.operations.webhooks import MOST_TRIES
from sekisho_site.usecases import make_webhook, send_webhooks, step_finding
from tests.factories.office import signed_in_client, small_registry, user

pytestmark = pytest.mark.django_db

BEFORE = datetime(2026, 5, 1, 8, tzinfo=UTC)
AT = datetime(2026, 6, 1, 9, tzinfo=UTC)


class Receiver(BaseHTTPRequestHandler):
    """Another program: keeps what it gets and answers as it was told."""

    got, status = [], 204

    def do_POST(self):
        self.got.append((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(self.status)
        self.send_header("Location", "http://127.0.0.1:9/")
        self.end_headers()

    def log_message(self, *told):
        """Nothing."""


@pytest.fixture
def receiver(settings):
    settings.SEKISHO_WEBHOOK_ALLOW = ["127.0.0.1"]
    Receiver.got, Receiver.status = [], 204
    server = HTTPServer(("127.0.0.1", 0), Receiver)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/sekisho?a=1"
    server.shutdown()
    thread.join()
    server.server_close()


def hook(url, *events, at=BEFORE):
    someone = user(Role.PRIVACY_OFFICE)
    return make_webhook(url=url, events=events or ["finding.opened"], user=someone.pk, by=someone.number, at=at)


def die(*told):
    raise SystemExit


def send(after=timedelta()):
    return send_webhooks(by="M-77", at=AT + timedelta(days=1) + after)


def test_findings_that_open_are_told_and_signed(receiver, home):
    made = hook(receiver)
    small_registry()
    assert send() == 1
    headings, body = Receiver.got[0]
    moment, mac = (part.split("=", 1)[1] for part in headings["X-Sekisho-Signature"].split(","))
    assert mac == hmac.new(made.secret.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()
    told = json.loads(body)
    assert told["id"] == headings["X-Sekisho-Delivery"]
    assert len(told["findings"]) == StoredFinding.objects.count()
    names = {"number", "rule", "title", "outcome", "severity", "party", "stage", "state", "url"}
    assert all(set(each) == names for each in told["findings"])
    assert "M-1001" not in body.decode()
    assert send() == 0
    assert WebhookDelivery.objects.get().delivered_at is not None


def test_a_finding_that_people_end_is_told(receiver, home):
    small_registry()
    hook(receiver, "finding.closed", at=AT)
    finding = StoredFinding.objects.order_by("serial").first()
    StoredFinding.objects.filter(pk=finding.pk).update(stage="verified")
    step_finding(
        fingerprint=finding.pk, step=Step.CLOSE, permissions=frozenset({Permission.VERIFY_CORRECTION}), note="確かめた。",
        by="M-77", at=AT,
    )  # fmt: skip
    assert send() == 1
    assert [each["number"] for each in json.loads(Receiver.got[0][1])["findings"]] == [finding.number]


@pytest.mark.parametrize("status", [302, 404, 500])
def test_what_does_not_arrive_is_tried_again_and_at_last_left(receiver, home, status):
    Receiver.status = status
    hook(receiver)
    small_registry()
    sent = [send(timedelta(days=day)) for day in range(MOST_TRIES + 2)]
    assert sent == [1] * MOST_TRIES + [0, 0]
    left = WebhookDelivery.objects.get()
    assert (left.tries, left.answer, left.delivered_at) == (MOST_TRIES, str(status), None)


def test_a_worker_that_died_leaves_the_message_to_the_next(receiver, home, monkeypatch):
    hook(receiver)
    small_registry()
    with monkeypatch.context() as broken:
        broken.setattr(import_module("sekisho_site.usecases.send_webhooks"), "settle", die)
        with pytest.raises(SystemExit):
            send()
    assert send() == 0
    assert send(timedelta(minutes=3)) == 1
    assert len({headings["X-Sekisho-Delivery"] for headings, _ in Receiver.got}) == 1


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/", "https://10.0.0.8/", "https://169.254.169.254/latest/meta-data", "https://[::1]/", "https://0.0.0.0/",
        "https://[::ffff:127.0.0.1]/", "https://[fe80::1]/", "https://[64:ff9b::7f00:1]/", "https://2130706433/",
        "http://192.31.196.1/", "ftp://192.31.196.1/", f"https://u:p{'@'}192.31.196.1/", "https://", "https://192.31.196.1:99999/",
        "https://192.31.196.1/#a", "https://192.31.196.1/\r\nHost: x", "あ", "",
    ],
)  # fmt: skip
def test_addresses_inside_and_addresses_that_are_none_are_refused(url):
    with pytest.raises(RefusedError):
        outside.check_address(url)
    assert not outside.post(url, b"{}", {}).arrived


def test_a_name_that_turns_inwards_later_gets_nothing(home, monkeypatch):
    turned = []

    def looked_up(host, port, **told):
        return [(2, 1, 6, "", ("10.0.0.8" if turned else "192.31.196.1", port))]

    monkeypatch.setattr(outside.socket, "getaddrinfo", looked_up)
    hook("https://hooks.example.jp/sekisho")
    small_registry()
    turned.append(True)
    assert send() == 1
    assert "内側" in WebhookDelivery.objects.get().answer


def test_the_page_makes_tries_and_stops(receiver, home):
    browser = signed_in_client(user(Role.PRIVACY_OFFICE))
    wrong = browser.post("/settings/webhooks/", {"url": "https://10.0.0.8/", "events": ["finding.opened"]})
    assert 'value="https://10.0.0.8/"' in wrong.content.decode()
    assert "内側" in wrong.content.decode()
    made = browser.post("/settings/webhooks/", {"url": receiver, "events": ["finding.opened"]})
    secret = made.context["made"].secret
    assert secret in made.content.decode()
    assert secret not in browser.get("/settings/webhooks/").content.decode()
    number = Webhook.objects.get().pk
    assert browser.post(f"/settings/webhooks/{number}/try/").status_code == 302
    delivery = WebhookDelivery.objects.get()
    assert browser.post(f"/settings/webhooks/deliveries/{delivery.pk}/retry/").status_code == 302
    assert browser.post(f"/settings/webhooks/{number}/revoke/").status_code == 302
    assert WebhookDelivery.objects.get().next_try_at is None
    assert browser.post(f"/settings/webhooks/{number}/try/").status_code == 404
