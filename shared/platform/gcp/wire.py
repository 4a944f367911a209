"""How we speak to Google's services: time-outs, retries, channels, and their errors in our words.

The one rule: no call leaves without a time-out of its own and an end to its retries.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import grpc
from google.api_core import exceptions as api
from google.api_core.retry import Retry, if_exception_type
from google.api_core.timeout import ConstantTimeout
from google.auth.exceptions import GoogleAuthError

from shared.model.errors import Permanent, Transient

ATTEMPT_S = 15.0
"""The time-out of one attempt, in seconds."""

_constant: Any = ConstantTimeout  # untyped in its library
ATTEMPT = _constant(ATTEMPT_S)
"""The same for a generated client. (A bare number would be the deadline of all its attempts together.)"""

PASSING = (
    api.ServiceUnavailable,
    api.DeadlineExceeded,
    api.InternalServerError,
    api.TooManyRequests,
    api.BadGateway,
    api.GatewayTimeout,
    api.Unknown,
    api.Cancelled,
)
"""What may be gone at the next try. For a write it may also mean: done, and the reply was lost."""

_CHANNEL = [
    ("grpc.max_send_message_length", -1),
    ("grpc.max_receive_message_length", -1),
    ("grpc.max_reconnect_backoff_ms", 2000),  # an emulator that restarts is found again at once
]


def retry(*also: type[Exception], within_s: float = 40.0) -> Retry:
    """Tries again what passes, with back-off and jitter, for so long and no longer."""
    predicate = if_exception_type(*PASSING, *also)
    return Retry(predicate=predicate, initial=0.1, multiplier=2.0, maximum=5.0, timeout=within_s)


def emulated(host: str) -> grpc.Channel:
    """A plain channel to an emulator (`host:port`)."""
    return grpc.insecure_channel(host, options=_CHANNEL)


def transport(kind: type[Any], emulator: str) -> Any:
    """The transport of a generated client: to the emulator when one is named, else to the cloud."""
    return kind(channel=emulated(emulator)) if emulator else kind()


@contextmanager
def plainly(doing: str) -> Iterator[None]:
    """Whatever the client raises leaves as Transient or Permanent. The caller handles what has a meaning before."""
    try:
        yield
    except (*PASSING, api.RetryError, api.Aborted, GoogleAuthError) as error:
        raise Transient("cloud_unavailable", f"Google Cloud did not answer while {doing}: {_short(error)}") from error
    except (api.Forbidden, api.Unauthorized, api.NotFound) as error:
        # A permission or a resource that is missing is mended by an operator or by time, not by giving up the work.
        raise Transient("cloud_refused", f"Google Cloud refused {doing}: {_short(error)}", 30.0) from error
    except api.GoogleAPICallError as error:
        raise Permanent("cloud_rejected", f"Google Cloud rejected {doing}: {_short(error)}") from error


def _short(error: BaseException) -> str:
    return " ".join(str(error).split())[:300]
