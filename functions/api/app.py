"""The HTTP door: which address leads where, and how errors are told.

The one rule: an error is `application/problem+json` and says what to do; nobody learns of another owner's jobs.
"""

import json
from functools import lru_cache
from typing import Any

from flask import Request, Response
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule

from functions.api.auth import who
from shared.model.errors import Permanent, Transient, Unaffordable
from shared.platform.bootstrap import platform
from shared.telemetry import log, trace


@lru_cache(maxsize=1)
def routes() -> Map:
    """Drawn when the first request comes: a door that only stands there needs none."""
    from functions.api import pricing, projects

    return Map(
        [
            Rule("/health", endpoint=projects.health, methods=["GET"]),
            Rule("/presets", endpoint=projects.presets, methods=["GET"]),
            Rule("/api/v1/projects", endpoint=projects.create, methods=["POST"]),
            Rule("/api/v1/projects", endpoint=projects.every, methods=["GET"]),
            Rule("/api/v1/projects/<job_id>/execute", endpoint=projects.execute, methods=["POST"]),
            Rule("/api/v1/projects/<job_id>/status", endpoint=projects.status, methods=["GET"]),
            Rule("/api/v1/projects/<job_id>/export", endpoint=projects.export, methods=["GET"]),
            Rule("/api/v1/projects/<job_id>/approve", endpoint=projects.approve, methods=["POST"]),
            Rule("/api/v1/projects/<job_id>/cancel", endpoint=projects.cancel, methods=["POST"]),
            Rule("/api/v1/projects/<job_id>/retry", endpoint=projects.retry, methods=["POST"]),
            Rule("/api/v1/projects/<job_id>/accept", endpoint=projects.accept, methods=["POST"]),
            Rule("/api/v1/projects/<job_id>/reject", endpoint=projects.reject, methods=["POST"]),
            Rule("/api/v1/projects/<job_id>/storyboard", endpoint=projects.storyboard, methods=["GET"]),
            Rule("/api/v1/projects/<job_id>/storyboard", endpoint=projects.edit, methods=["PATCH"]),
            Rule("/api/v1/projects/<job_id>/shots/<shot>/rerender", endpoint=projects.rerender, methods=["POST"]),
            Rule("/pipeline/run", endpoint=projects.run, methods=["POST"]),
            Rule("/pipeline/<job_id>", endpoint=projects.status, methods=["GET"]),
            Rule("/cost/estimate", endpoint=pricing.estimate, methods=["POST"]),
        ],
        merge_slashes=False,  # a crooked address is not found; nobody is sent on to another
    )


OPEN = {"/health", "/presets"}

_STATUS = {
    "no_such_job": 404,
    "wrong_state": 409,
    "stale_approval": 409,
    "not_ready": 409,
    "not_directed": 409,
    "no_such_shot": 404,
    "unauthorized": 401,
    "over_budget": 402,
    "not_good_enough": 402,
    "too_large": 413,
}


def handle(request: Request) -> Response:
    trace.enter({"traceparent": request.headers.get("traceparent", "")})
    try:
        endpoint, values = routes().bind_to_environ(request.environ).match()
        owner = "" if request.path in OPEN else who(platform(), request)
        answer = endpoint(platform(), owner, request, **values)
        return answer if isinstance(answer, Response) else told(answer[0], answer[1])
    except HTTPException as error:
        return problem(error.code or 500, "http", error.name, error.description or "")
    except Transient as error:
        return problem(503, error.code, error.sentence, "Try again in a moment.")
    except Permanent as error:
        facts = error.facts if isinstance(error, Unaffordable) else {}
        status = _STATUS.get(error.code, 500 if error.at_fault == "us" else 422)
        return problem(status, error.code, error.sentence, error.remedy, **facts)
    except Exception as error:
        log.error(f"the HTTP door failed: {error}", error)
        return problem(500, "unexpected", "Something failed on our side.", "It is in the log under this trace.")


def told(body: Any, status: int) -> Response:
    return Response(json.dumps(body, ensure_ascii=False), status, mimetype="application/json")


def problem(status: int, code: str, title: str, detail: str, **facts: Any) -> Response:
    body = {"type": f"urn:aiprod:problem:{code}", "title": title, "status": status, "detail": detail, **facts}
    return Response(json.dumps(body, ensure_ascii=False), status, mimetype="application/problem+json")
