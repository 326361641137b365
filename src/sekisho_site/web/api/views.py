"""The description of the API: for programs (OpenAPI), and for people as a page made from the same."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from sekisho.roles import Permission
from sekisho_site.web.api.application import api
from sekisho_site.web.permissions import SignedInRequest, open_to_all, permitted


@open_to_all("it describes the API and holds no record")
def openapi(request: HttpRequest) -> HttpResponse:
    """The description as OpenAPI 3.1."""
    return JsonResponse(_schema(), json_dumps_params={"ensure_ascii": False})


@permitted(Permission.USE_API)
def reference(request: SignedInRequest) -> HttpResponse:
    """The same for people."""
    schema = _schema()
    told = {"description": schema["info"]["description"].strip(), "operations": list(_operations(schema))}
    return render(request, "api/reference.html", told)


def _schema() -> Any:
    return api.get_openapi_schema(path_prefix=reverse("api-root"))


def _operations(schema: Any) -> Iterator[dict[str, Any]]:
    for path, methods in schema["paths"].items():
        for method, told in methods.items():
            yield {
                "method": method.upper(),
                "path": path,
                "name": told["operationId"],
                "summary": told.get("summary", ""),
                "permissions": [Permission(code) for code in told["x-permissions"]],
                "parameters": [_parameter(each) for each in told.get("parameters", ())],
                "body": list(_body(schema, told)),
                "answers": [(status, answer["description"]) for status, answer in told["responses"].items()],
            }


def _parameter(told: Any) -> dict[str, Any]:
    return {"name": told["name"], "place": told["in"], "required": told.get("required", False), "type": _type(told["schema"])}


def _body(schema: Any, told: Any) -> Iterator[dict[str, Any]]:
    for content in told.get("requestBody", {}).get("content", {}).values():
        shape = content["schema"]
        if "$ref" in shape:
            shape = schema["components"]["schemas"][shape["$ref"].rsplit("/", 1)[-1]]
        for name, each in shape.get("properties", {}).items():
            yield {"name": name, "required": name in shape.get("required", ()), "type": _type(each)}


def _type(shape: Any) -> str:
    if "anyOf" in shape:
        return " | ".join(_type(each) for each in shape["anyOf"])
    return str(shape.get("format") or shape.get("type") or shape.get("$ref", "").rsplit("/", 1)[-1])
