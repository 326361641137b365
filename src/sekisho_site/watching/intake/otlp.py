"""Logs of OpenTelemetry (OTLP 1.x over HTTP, protobuf and JSON) as JSON lines.

Knows the message ``ExportLogsServiceRequest`` and its JSON form (hexadecimal ids). Refuses to know the network.
Of each record: its attributes under their own names; a body of names and values likewise, a body of text as ``body``;
attributes of its resource as ``resource.…``; ``timestamp`` (else the moment of observation), ``severity``,
``event_name``, ``trace_id``. ``event_id`` is the attribute ``log.record.uid`` or ``event_id``.
"""

import base64
import binascii
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from google.protobuf.json_format import ParseDict, ParseError
from google.protobuf.message import DecodeError
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest, ExportLogsServiceResponse
from opentelemetry.proto.common.v1.common_pb2 import AnyValue
from opentelemetry.proto.logs.v1.logs_pb2 import LogRecord

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_IDS = ("traceId", "spanId")


class UnreadableOtlpError(ValueError):
    """The body is not an export of logs; the message is a Japanese sentence."""


def from_protobuf(body: bytes) -> ExportLogsServiceRequest:
    """The export that a protobuf body holds. Raises :class:`UnreadableOtlpError`."""
    request = ExportLogsServiceRequest()
    try:
        request.ParseFromString(body)
    except DecodeError as error:
        raise UnreadableOtlpError("OTLP の protobuf として読めません。") from error
    return request


def from_json(body: bytes) -> ExportLogsServiceRequest:
    """The export that a JSON body holds. Raises :class:`UnreadableOtlpError`."""
    try:
        told = json.loads(body)
        for record in _records(told):
            for name in _IDS:
                if record.get(name):
                    record[name] = base64.b64encode(bytes.fromhex(record[name])).decode()
        request: ExportLogsServiceRequest = ParseDict(told, ExportLogsServiceRequest(), ignore_unknown_fields=True)
    except (ParseError, ValueError, TypeError, AttributeError, binascii.Error, RecursionError) as error:
        raise UnreadableOtlpError("OTLP の JSON として読めません。") from error
    return request


def _records(told: Any) -> Iterator[dict[str, Any]]:
    for resource in told.get("resourceLogs", ()):
        for scope in resource.get("scopeLogs", ()):
            yield from scope.get("logRecords", ())


def lines(request: ExportLogsServiceRequest) -> list[bytes]:
    """One JSON object per record, in the order in which they stand."""
    told = []
    for resource_logs in request.resource_logs:
        resource = {f"resource.{each.key}": _value(each.value) for each in resource_logs.resource.attributes}
        for scope_logs in resource_logs.scope_logs:
            scope = {"scope.name": scope_logs.scope.name} if scope_logs.scope.name else {}
            told += [
                json.dumps({**resource, **scope, **_record(record)}, ensure_ascii=False).encode("utf-8", "surrogatepass")
                for record in scope_logs.log_records
            ]
    return told


def _record(record: LogRecord) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    body = _value(record.body)
    if isinstance(body, dict):
        fields |= body
    elif body is not None:
        fields["body"] = body
    fields |= {each.key: _value(each.value) for each in record.attributes}
    if moment := record.time_unix_nano or record.observed_time_unix_nano:
        fields["timestamp"] = _moment(moment)
    if uid := fields.get("log.record.uid"):
        fields.setdefault("event_id", uid)
    for name, value in (
        ("severity", record.severity_text),
        ("event_name", record.event_name),
        ("trace_id", record.trace_id.hex()),
    ):
        if value:
            fields.setdefault(name, value)
    return fields


def _moment(nanoseconds: int) -> str:
    return (_EPOCH + timedelta(microseconds=nanoseconds // 1000)).isoformat()


def _value(value: AnyValue) -> Any:
    """A value as JSON has it; octets in base64."""
    kind = value.WhichOneof("value")
    match kind:
        case None:
            return None
        case "bytes_value":
            return base64.b64encode(value.bytes_value).decode()
        case "array_value":
            return [_value(each) for each in value.array_value.values]
        case "kvlist_value":
            return {each.key: _value(each.value) for each in value.kvlist_value.values}
        case _:
            return getattr(value, kind)


def answer(*, protobuf: bool) -> bytes:
    """What a sender hears when everything was taken."""
    return ExportLogsServiceResponse().SerializeToString() if protobuf else b"{}"


def refusal(why: str, *, protobuf: bool) -> bytes:
    """What a sender hears when nothing was taken: ``google.rpc.Status`` with its message (field 2)."""
    if not protobuf:
        return json.dumps({"message": why}, ensure_ascii=False).encode()
    text = why.encode()[:120]  # one octet of length
    return b"\x12" + bytes([len(text)]) + text
