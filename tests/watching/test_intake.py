"""The ways in, over real sockets of this machine: what is answered, what is refused, and what then lies on the disk."""

import gzip
import http.client
import json
import socket
import ssl
import threading
import time
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest, ExportLogsServiceResponse

from sekisho_site.config.refusal import RefusedError
from sekisho_site.watching.intake.doors import Doors, open_doors
from sekisho_site.watching.intake.framing import LONGEST, Frames, FramingError
from sekisho_site.watching.intake.limits import LARGEST_BODY, LARGEST_UNPACKED, Tokens
from sekisho_site.watching.intake.spool import Spool
from tests.watching.certificates import make_certificate

TOKEN = "0123456789abcdef0123"
PROTOBUF = "application/x-protobuf"


@contextmanager
def listening(folder, **wanted):
    told, arrived = [], threading.Semaphore(0)
    doors = Doors(**{"token": TOKEN, **wanted})
    with open_doors(doors, folder, clock=lambda: 0.0, arrived=arrived.release, told=told.append) as opened:
        yield SimpleNamespace(**opened, told=told, arrived=arrived, folder=folder)


@pytest.fixture
def door(tmp_path):
    with listening(tmp_path, http="127.0.0.1:0") as opened:
        yield opened


def send(door, path, body, *, token=TOKEN, method="POST", **headings):
    connection = http.client.HTTPConnection(door.http, timeout=20)
    try:
        told = {name.replace("_", "-"): value for name, value in headings.items()}
        known = {"Authorization": f"Bearer {token}"} if token else {}
        connection.request(method, path, body, known | told, encode_chunked="Transfer-Encoding" in told)
        answer = connection.getresponse()
        return answer.status, answer.read(), answer.headers
    finally:
        connection.close()


def laid_down(door, name="http", suffix=".jsonl"):
    return [line for path in sorted(door.folder.glob(f"{name}-*{suffix}")) for line in path.read_bytes().splitlines()]


def test_lines_that_were_acknowledged_lie_on_the_disk(door):
    status, body, _ = send(door, "/ingest", b'{"a": 1}\n\n{"a": 2}')
    assert (status, json.loads(body)) == (200, {"accepted": 2})
    assert laid_down(door) == [b'{"a": 1}', b'{"a": 2}']
    assert door.arrived.acquire(blocking=False)


def test_packed_and_chunked_bodies_are_taken(door):
    assert send(door, "/ingest", gzip.compress(b'{"a": 1}'), Content_Encoding="gzip")[0] == 200
    assert send(door, "/ingest", iter([b'{"a"', b": 2}\n"]), Transfer_Encoding="chunked")[0] == 200
    assert laid_down(door) == [b'{"a": 1}', b'{"a": 2}']


def test_a_connection_is_used_again(door):
    connection = http.client.HTTPConnection(door.http, timeout=20)
    for number in range(3):
        connection.request("POST", "/ingest", b'{"n": %d}' % number, {"Authorization": f"Bearer {TOKEN}"})
        assert connection.getresponse().read() == b'{"accepted": 1}'
    connection.close()
    assert len(laid_down(door)) == 3


def test_a_line_that_cannot_be_read_is_laid_down_and_told(door):
    status, body, _ = send(door, "/ingest", b'{"a": 1}\n{"a": \n[1]\n')
    assert (status, json.loads(body)) == (200, {"accepted": 1, "unreadable": {"count": 2, "lines": [2, 3]}})
    assert laid_down(door)[1:] == [b'{"a": ', b"[1]"]


def test_an_idempotency_key_numbers_what_has_no_number(door):
    assert send(door, "/ingest", b'{"a": 1}\n{"a": 2, "event_id": "E-2"}', Idempotency_Key="batch-7")[0] == 200
    assert [json.loads(line)["event_id"] for line in laid_down(door)] == ["batch-7:1", "E-2"]


@pytest.mark.parametrize(
    ("path", "body", "headings", "refusal"),
    [
        ("/elsewhere", b"{}", {}, (404, "not_found")),
        ("/ingest", b"{}", {"token": None}, (401, "unauthorized")),
        ("/ingest", b"{}", {"token": TOKEN + "x"}, (401, "unauthorized")),
        ("/v1/logs", b"{}", {"token": ""}, (401, "unauthorized")),
        ("/ingest", b"not json\nnor this", {}, (400, "unreadable_lines")),
        ("/ingest", b"no gzip", {"Content_Encoding": "gzip"}, (400, "unreadable_body")),
        ("/ingest", gzip.compress(b'{"a": 1}', mtime=0)[:-9], {"Content_Encoding": "gzip"}, (400, "unreadable_body")),
        ("/ingest", b"{}", {"Content_Encoding": "zstd"}, (400, "unreadable_body")),
        ("/ingest", gzip.compress(b" " * (LARGEST_UNPACKED + 1), mtime=0), {"Content_Encoding": "gzip"}, (413, "too_large")),
        ("/v1/logs", b"{}", {"Content_Type": "text/plain"}, (415, "media_type")),
        ("/v1/logs", b"{", {"Content_Type": "application/json"}, (400, "unreadable_body")),
        ("/v1/logs", b"[]", {"Content_Type": "application/json"}, (400, "unreadable_body")),
        ("/v1/logs", b'{"resourceLogs": 3}', {"Content_Type": "application/json"}, (400, "unreadable_body")),
    ],
)  # fmt: skip
def test_refusals_say_why_and_lay_nothing_down(door, path, body, headings, refusal):
    status, body, _ = send(door, path, body, **headings)
    told = json.loads(body)
    assert (status, told["error"]) == refusal
    assert told["detail"].endswith("。")
    assert laid_down(door) == []
    assert send(door, "/ingest", b'{"still": "here"}')[0] == 200


def test_a_body_that_is_told_to_be_too_large_is_refused_before_it_is_read(door):
    with socket.create_connection(tuple(door.http.split(":")), 20) as sender:
        head = (
            f"POST /ingest HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\nContent-Length: {LARGEST_BODY + 1}\r\n\r\n"
        )
        sender.sendall(head.encode())
        assert sender.makefile("rb").read().startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize(
    "request_line", [b"\x00\x01\r\n\r\n", b"BREW /ingest HTTP/1.1\r\n\r\n", b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n"]
)
def test_what_is_no_request_is_answered_as_json(door, request_line):
    with socket.create_connection(tuple(door.http.split(":")), 20) as sender:
        sender.sendall(request_line)
        answer = sender.makefile("rb").read()
    assert json.loads(answer.rpartition(b"\r\n\r\n")[2])["error"] == "bad_request"


def test_asking_whether_anybody_listens(door):
    assert send(door, "/health", None, method="GET", token=None)[0] == 200
    assert send(door, "/ingest", None, method="GET", token=None)[0] == 405


def test_too_many_events_are_put_off_with_the_time_to_wait(tmp_path):
    with listening(tmp_path, http="127.0.0.1:0", events_per_second=1) as door:
        assert send(door, "/ingest", b"\n".join([b'{"a": 1}'] * 10))[0] == 200
        status, body, headings = send(door, "/ingest", b'{"a": 2}')
        assert (status, json.loads(body)["error"], headings["Retry-After"]) == (429, "too_many", "2")
        assert len(laid_down(door)) == 10


OTLP_JSON = {
    "resourceLogs": [{
        "resource": {"attributes": [{"key": "host.name", "value": {"stringValue": "pc-07.example.jp"}}]},
        "scopeLogs": [{"logRecords": [{
            "timeUnixNano": "1775000000123456789",
            "severityText": "WARN",
            "body": {"stringValue": "写しました"},
            "traceId": "5b8efff798038103d269b633813fc60c",
            "attributes": [
                {"key": "user", "value": {"stringValue": "E-104"}},
                {"key": "records", "value": {"intValue": "640"}},
                {"key": "paths", "value": {"arrayValue": {"values": [{"stringValue": "a"}, {"boolValue": True}]}}},
                {"key": "log.record.uid", "value": {"stringValue": "E-1"}},
            ],
        }, {
            "observedTimeUnixNano": "1775000001000000000",
            "body": {"kvlistValue": {"values": [{"key": "EventID", "value": {"intValue": "4624"}}]}},
        }]}],
    }],
}  # fmt: skip
OTLP_TAKEN = [
    {
        "resource.host.name": "pc-07.example.jp", "body": "写しました", "user": "E-104", "records": 640, "paths": ["a", True],
        "log.record.uid": "E-1", "timestamp": "2026-03-31T23:33:20.123456+00:00", "event_id": "E-1", "severity": "WARN",
        "trace_id": "5b8efff798038103d269b633813fc60c",
    },
    {"resource.host.name": "pc-07.example.jp", "EventID": 4624, "timestamp": "2026-03-31T23:33:21+00:00"},
]  # fmt: skip


def otlp_protobuf():
    request = ExportLogsServiceRequest()
    resource = request.resource_logs.add()
    resource.resource.attributes.add(key="host.name").value.string_value = "pc-07.example.jp"
    records = resource.scope_logs.add().log_records
    first = records.add(time_unix_nano=1775000000123456789, severity_text="WARN")
    first.trace_id = bytes.fromhex("5b8efff798038103d269b633813fc60c")
    first.body.string_value = "写しました"
    first.attributes.add(key="user").value.string_value = "E-104"
    first.attributes.add(key="records").value.int_value = 640
    paths = first.attributes.add(key="paths").value.array_value.values
    paths.add().string_value = "a"
    paths.add().bool_value = True
    first.attributes.add(key="log.record.uid").value.string_value = "E-1"
    second = records.add(observed_time_unix_nano=1775000001000000000)
    second.body.kvlist_value.values.add(key="EventID").value.int_value = 4624
    return request.SerializeToString()


def test_otlp_as_json(door):
    status, body, _ = send(door, "/v1/logs", json.dumps(OTLP_JSON), Content_Type="application/json")
    assert (status, body) == (200, b"{}")
    assert [json.loads(line) for line in laid_down(door)] == OTLP_TAKEN


def test_otlp_as_protobuf(door):
    status, body, headings = send(
        door, "/v1/logs", gzip.compress(otlp_protobuf()), Content_Type=PROTOBUF, Content_Encoding="gzip"
    )
    assert (status, headings["Content-Type"]) == (200, PROTOBUF)
    assert ExportLogsServiceResponse.FromString(body) == ExportLogsServiceResponse()
    assert [json.loads(line) for line in laid_down(door)] == OTLP_TAKEN


def test_a_refusal_of_otlp_as_protobuf_is_protobuf(door):
    status, body, headings = send(door, "/v1/logs", b"\xff\xff", Content_Type=PROTOBUF)
    assert (status, headings["Content-Type"]) == (400, PROTOBUF)
    assert body[0] == 0x12
    assert body[2 : 2 + body[1]].decode() == "OTLP の protobuf として読めません。"


def through_syslog(opened, *portions, tls=None):
    bare = socket.create_connection(tuple(opened.syslog.split(":")), 20)
    with tls.wrap_socket(bare, server_hostname="localhost") if tls else bare as sender:
        for portion in portions:
            sender.sendall(portion)


def arrive(opened, count):
    """Wait until so many lines lie there."""
    deadline = time.monotonic() + 20
    while len(found := laid_down(opened, "syslog", ".log")) < count:
        assert opened.arrived.acquire(timeout=max(0, deadline - time.monotonic())), found
    return found


def test_syslog_in_counted_octets_and_in_lines(tmp_path):
    with listening(tmp_path, syslog="127.0.0.1:0") as opened:
        through_syslog(opened, b"10 <13>two\nli", b"nes<13>one\n<13>la", b"st")
        assert arrive(opened, 3) == [b"<13>two#012li", b"nes<13>one", b"<13>last"]


def test_syslog_over_tls_with_certificates_on_both_sides(tmp_path):
    ours, theirs = make_certificate(tmp_path, "ours"), make_certificate(tmp_path, "theirs")
    wanted = {"certificate": ours.certificate, "key": ours.key, "client_authority": theirs.certificate}
    with listening(tmp_path / "received", syslog="127.0.0.1:0", **wanted) as opened:
        tls = ssl.create_default_context(cafile=ours.certificate)
        tls.load_cert_chain(theirs.certificate, theirs.key)
        through_syslog(opened, b"7 <13>abc7 <13>def", tls=tls)
        assert arrive(opened, 2) == [b"<13>abc", b"<13>def"]
        unknown = ssl.create_default_context(cafile=ours.certificate)
        with pytest.raises(OSError):
            stranger = socket.create_connection(tuple(opened.syslog.split(":")), 20)
            with unknown.wrap_socket(stranger, server_hostname="localhost") as sender:
                sender.sendall(b"7 <13>ghi")
                if not sender.recv(1):
                    raise ConnectionResetError
        through_syslog(opened, b"7 <13>jkl", tls=tls)
        assert arrive(opened, 3)[2:] == [b"<13>jkl"]


@pytest.mark.parametrize("broken", [b"99999999999 x", b"12x34 y", b"1" * 20, b"x" * (LONGEST + 2)])
def test_a_stream_that_cannot_be_told_apart_keeps_what_came_before(broken):
    frames, taken = Frames(), []
    with pytest.raises(FramingError):
        for message in frames.feed(b"<13>good\n" + broken):
            taken.append(message)  # noqa: PERF402  (what came before the fault counts)
    assert taken == [b"<13>good"]


def test_octets_cut_anywhere_give_the_same_messages():
    stream = b"7 <13>abc<13>line\n12 <13>\xe3\x81\x82\xe3\x81\x84 x7 <13>def"
    whole = list(Frames().feed(stream))
    assert whole == [b"<13>abc", b"<13>line", "<13>あい x".encode()[:12], b"<13>def"]
    for cut in range(len(stream)):
        frames = Frames()
        assert [*frames.feed(stream[:cut]), *frames.feed(stream[cut:])] == whole


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ({"http": "127.0.0.1:0", "token": ""}, "鍵が要ります"),
        ({"http": "127.0.0.1:0", "token": "short"}, "短すぎます"),
        ({"http": "0.0.0.0:0"}, "--tls-cert"),
        ({"syslog": "0.0.0.0:0"}, "--tls-cert"),
        ({"syslog": "nonsense"}, "127.0.0.1:8514 のように"),
        ({"syslog": "127.0.0.1:99999"}, "127.0.0.1:8514 のように"),
        ({"syslog": "127.0.0.1:0", "certificate": "x.pem"}, "両方"),
        ({"syslog": "127.0.0.1:0", "certificate": "x.pem", "key": "y.pem"}, "PEM"),
        ({"syslog": "127.0.0.1:0", "client_authority": "x.pem"}, "--tls-cert"),
    ],
)  # fmt: skip
def test_doors_that_stay_shut(tmp_path, wanted, told):
    with pytest.raises(RefusedError, match=told), listening(tmp_path, **wanted):
        pass


def test_a_taken_address_is_told(tmp_path):
    with socket.socket() as taken, pytest.raises(RefusedError, match="ほかの番号"):
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with listening(tmp_path, http=f"127.0.0.1:{taken.getsockname()[1]}"):
            pass


def test_tokens_come_one_a_line(tmp_path):
    file = tmp_path / "tokens"
    file.write_text("# old and new\n0123456789abcdef\n\nfedcba9876543210\n")
    tokens = Tokens.read(file, "")
    assert tokens.know("Bearer 0123456789abcdef")
    assert tokens.know("bearer fedcba9876543210")
    assert not any(tokens.know(told) for told in (None, "", "Bearer", "Bearer ", "Basic 0123456789abcdef", "Bearer 鍵"))


def test_what_an_earlier_process_left_unfinished_is_cut_off(tmp_path):
    (tmp_path / "http-000002.jsonl").write_bytes(b'{"a": 1}\n{"a": ')
    spool = Spool(tmp_path, "http", ".jsonl")
    spool.put([b'{"a": 2}'])
    spool.close()
    assert (tmp_path / "http-000002.jsonl").read_bytes() == b'{"a": 1}\n{"a": 2}\n'


def test_a_large_spool_is_begun_anew(tmp_path, monkeypatch):
    monkeypatch.setattr("sekisho_site.watching.intake.spool.LARGEST", 10)
    spool = Spool(tmp_path, "http", ".jsonl")
    for number in range(4):
        spool.put([b'{"a": %d}' % number])
    spool.close()
    assert [path.read_bytes().count(b"\n") for path in sorted(tmp_path.iterdir())] == [2, 2]
