"""The description of the API (OpenAPI 3.1), kept by hand: nine addresses need no framework, and a test holds each
answer to it.
"""

from typing import Any

from django.conf import settings

from campaign.api.models import ApiScope
from motions.counts import COUNTS
from motions.enums import Stage

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "integer"}
YES_NO: Schema = {"type": "boolean"}
DAY: Schema = {"type": ["string", "null"], "format": "date"}
CODES: Schema = {"type": "array", "items": {**TEXT, "examples": ["E14001234"]}}
STAGE: Schema = {**TEXT, "enum": [stage.value for stage in Stage]}


def _object(**properties: Schema) -> Schema:
    """Return the schema of an object that has all of these and nothing else."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        # Strict, so that the test finds every key that nobody has described.
        "additionalProperties": False,
    }


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


PLACE = {"slug": TEXT, "name": TEXT, "region": TEXT}
SHOWN = {**PLACE, "gss_codes": CODES, "stage": STAGE, "label": TEXT, "since": DAY, "checked": YES_NO}
MOTION = _object(slug=TEXT, title=TEXT)
CLP_SCHEMA = _object(**SHOWN, page=TEXT)
FEATURE = _object(
    type={"const": "Feature"},
    id=TEXT,
    geometry={"type": "null"},
    properties=_object(gss_code=TEXT, **SHOWN, page=TEXT),
)
SCHEMAS: dict[str, Schema] = {
    "Campaign": _object(
        name=TEXT,
        group=TEXT,
        target=NUMBER,
        conference=_object(name=TEXT, starts_on=TEXT, ends_on=TEXT, deadline=TEXT),
        motion={"anyOf": [_object(title=TEXT, version=NUMBER), {"type": "null"}]},
        motions=_list(MOTION),
        counts=_object(**{count.key: {**NUMBER, "description": count.meaning} for count in COUNTS}),
    ),
    "CLP": CLP_SCHEMA,
    "CLPs": _object(clps=_list(CLP_SCHEMA)),
    "Constituencies": _object(type={"const": "FeatureCollection"}, features=_list(FEATURE)),
    "News": _object(
        events=_list(
            _object(
                id=NUMBER,
                event={**TEXT, "enum": ["carried", "sent", "accepted"]},
                at=TEXT,
                motion={"anyOf": [MOTION, {"type": "null"}]},
                clp=_object(**PLACE, page=TEXT),
                since=DAY,
            )
        )
    ),
    "EveryStage": _object(clps=_list(_object(**SHOWN, conflicting=YES_NO, meets=TEXT))),
    "Meetings": _object(
        meetings=_list(
            _object(clp=TEXT, name=TEXT, region=TEXT, branch={"type": ["string", "null"]}, on=TEXT),
        )
    ),
}
# Each address with what it says, the schema of its answer, and the scope that it takes, if any.
PATHS: tuple[tuple[str, str, str, ApiScope | None], ...] = (
    ("/api/v1/campaign/", "The campaign and its figures", "Campaign", None),
    ("/api/v1/clps/", "Every CLP, as the public may see it", "CLPs", None),
    ("/api/v1/clps/{slug}/", "One CLP", "CLP", None),
    ("/api/v1/constituencies.geojson", "A feature for each constituency, by GSS code", "Constituencies", None),
    ("/api/v1/events/", "CLPs that carried it, sent it or had it accepted; the newest first", "News", None),
    ("/api/v1/all/clps/", "Every CLP with its stage, nothing held back", "EveryStage", ApiScope.STAGES),
    ("/api/v1/all/meetings/", "Meetings of the next sixty days", "Meetings", ApiScope.MEETINGS),
)
WHICH_MOTION = "The slug of one of the campaign's motions. Without it: the first; of events, each motion's."


def describe() -> dict[str, Any]:
    """Return the whole description."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Carried",
            "version": "1",
            "description": "How far a motion campaign has come. Read-only; no person is ever named.",
        },
        "servers": [{"url": settings.SITE_URL}],
        "paths": {path: {"get": _operation(path, says, schema, scope)} for path, says, schema, scope in PATHS},
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(path: str, summary: str, schema: str, scope: ApiScope | None) -> dict[str, Any]:
    media = "application/geo+json" if path.endswith(".geojson") else "application/json"
    content = {media: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    responses: dict[str, Any] = {
        "200": {"description": summary, "content": content},
        "404": {"description": "No campaign is shown on the site, or there is no such CLP or motion"},
    }
    parameters: list[dict[str, Any]] = [{"name": "motion", "in": "query", "schema": TEXT, "description": WHICH_MOTION}]
    operation: dict[str, Any] = {"summary": summary, "responses": responses, "parameters": parameters}
    if "{slug}" in path:
        parameters.append({"name": "slug", "in": "path", "required": True, "schema": TEXT})
    if scope:
        responses["401"] = {"description": f"It takes a token of the scope “{scope.value}”"}
        operation["security"] = [{"token": [scope.value]}]
    return operation
