"""Cloud Tasks for tests: holds tasks until it is time, then makes their HTTP request. The official client talks to it.

The one rule: a name that was used is not free again for a day, and a task that is refused comes again with back-off.
"""

import re
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from typing import Any

import grpc
from google.cloud.tasks_v2 import types

from tests.fakes.rpc import Refusal, RpcServer

SERVICE = "google.cloud.tasks.v2.CloudTasks"
DAY_S = 86_400.0
MAX_BYTES = 1_048_576
_QUEUE = re.compile(r"projects/[^/]+/locations/[^/]+/queues/[A-Za-z0-9-]{1,100}")
_TASK = re.compile(r"[A-Za-z0-9_-]{1,500}")


@dataclass
class _Waiting:
    task: types.Task
    due: float
    tries: int = 0
    busy: bool = False


@dataclass
class Sent:
    """A request as it was made."""

    task: str
    url: str
    headers: dict[str, str]
    body: bytes
    status: int
    tries: int


@dataclass
class CloudTasks:
    """`skip` turns its clock forward, so that nobody has to wait; `deaf` makes that many replies get lost."""

    sent: list[Sent] = field(default_factory=list)
    created: int = 0
    deaf: int = 0
    _ahead: float = 0.0
    _made: int = 0

    def __post_init__(self) -> None:
        self._turn = threading.Condition()
        self._waiting: dict[str, _Waiting] = {}
        self._used: dict[str, float] = {}
        self._stopped = False
        self._courier = threading.Thread(target=self._deliver, daemon=True, name="cloud-tasks")
        self._server = RpcServer(
            SERVICE,
            {
                "CreateTask": (self._create, types.CreateTaskRequest, types.Task),
                "GetTask": (self._get, types.GetTaskRequest, types.Task),
                "ListTasks": (self._list, types.ListTasksRequest, types.ListTasksResponse),
                "DeleteTask": (self._delete, types.DeleteTaskRequest, None),
            },
        )
        self.address = self._server.address

    def start(self) -> "CloudTasks":
        self._server.start()
        self._courier.start()
        return self

    def stop(self) -> None:
        self._server.stop()
        with self._turn:
            self._stopped = True
            self._turn.notify_all()
        self._courier.join(10)

    def skip(self, seconds: float) -> None:
        with self._turn:
            self._ahead += seconds
            self._turn.notify_all()

    def waiting(self) -> int:
        with self._turn:
            return len(self._waiting)

    def wait_for_requests(self, count: int) -> None:
        """Until that many requests have been made, whatever came of them."""
        with self._turn:
            assert self._turn.wait_for(lambda: len(self.sent) >= count, timeout=20)

    def _now(self) -> float:
        return time.time() + self._ahead

    def _create(self, request: types.CreateTaskRequest) -> types.Task:
        task, parent = request.task, request.parent
        with self._turn:
            now = self._now()
            self._check(parent, task, now)
            if not task.name:
                self._made += 1
                task.name = f"{parent}/tasks/{self._made:020d}"
            if task.name in self._waiting or self._used.get(task.name, 0.0) > now:
                sentence = f"The task cannot be created because a task with the name {task.name} existed too recently."
                raise Refusal(grpc.StatusCode.ALREADY_EXISTS, sentence)
            due = task.schedule_time.timestamp() if "schedule_time" in task else now
            self._waiting[task.name] = _Waiting(task, max(due, now))
            self.created += 1
            self._turn.notify_all()
            if self.deaf:
                self.deaf -= 1
                raise Refusal(grpc.StatusCode.UNAVAILABLE, "The reply was lost.")
        return task

    def _check(self, parent: str, task: Any, now: float) -> None:
        if not _QUEUE.fullmatch(parent):
            raise Refusal(grpc.StatusCode.INVALID_ARGUMENT, f"The queue name {parent!r} is malformed.")
        owner, _, name = task.name.rpartition("/tasks/")
        if task.name and (owner != parent or not _TASK.fullmatch(name)):
            raise Refusal(grpc.StatusCode.INVALID_ARGUMENT, f"The task name {task.name!r} is malformed.")
        if not task.http_request.url.startswith(("http://", "https://")):
            raise Refusal(grpc.StatusCode.INVALID_ARGUMENT, "The HTTP request has no URL.")
        if len(types.Task.serialize(task)) > MAX_BYTES:
            raise Refusal(grpc.StatusCode.INVALID_ARGUMENT, "The task is larger than 1 MiB.")
        if "schedule_time" in task and task.schedule_time.timestamp() > now + 30 * DAY_S:
            raise Refusal(grpc.StatusCode.INVALID_ARGUMENT, "The schedule time is more than 30 days ahead.")
        deadline = task.dispatch_deadline.total_seconds() if "dispatch_deadline" in task else 600
        if not 15 <= deadline <= 1800:
            raise Refusal(grpc.StatusCode.INVALID_ARGUMENT, "The dispatch deadline is not within 15 s and 30 min.")

    def _get(self, request: types.GetTaskRequest) -> types.Task:
        with self._turn:
            return self._found(request.name).task

    def _list(self, request: types.ListTasksRequest) -> types.ListTasksResponse:
        with self._turn:
            inside = f"{request.parent}/tasks/"
            return types.ListTasksResponse(
                tasks=[each.task for name, each in sorted(self._waiting.items()) if name.startswith(inside)]
            )

    def _delete(self, request: types.DeleteTaskRequest) -> None:
        with self._turn:
            self._found(request.name)
            del self._waiting[request.name]
            self._used[request.name] = self._now() + DAY_S

    def _found(self, name: str) -> _Waiting:
        if name not in self._waiting:
            raise Refusal(grpc.StatusCode.NOT_FOUND, f"The task {name} does not exist.")
        return self._waiting[name]

    def _deliver(self) -> None:
        while True:
            with self._turn:
                if self._stopped:
                    return
                name = min(self._waiting, key=lambda each: self._waiting[each].due, default="")
                wait = self._waiting[name].due - self._now() if name else None
                if wait is None or wait > 0:
                    self._turn.wait(wait)
                    continue
                waiting = self._waiting[name]
            sent = self._post(waiting)
            status = sent.status
            with self._turn:
                self.sent.append(sent)
                self._turn.notify_all()
                if 200 <= status < 300:
                    self._waiting.pop(name, None)
                    self._used[name] = self._now() + DAY_S
                else:
                    waiting.tries += 1
                    waiting.due = self._now() + min(0.1 * 2**waiting.tries, 60.0)

    def _post(self, waiting: _Waiting) -> Sent:
        asked = waiting.task.http_request
        queue, _, task = waiting.task.name.rpartition("/tasks/")
        headers = {
            **dict(asked.headers),
            "User-Agent": "Google-Cloud-Tasks",
            "X-CloudTasks-QueueName": queue.rpartition("/")[2],
            "X-CloudTasks-TaskName": task,
            "X-CloudTasks-TaskRetryCount": str(waiting.tries),
        }
        if asked.oauth_token.service_account_email:
            headers["Authorization"] = f"Bearer oauth-token-of-{asked.oauth_token.service_account_email}"
        if asked.oidc_token.service_account_email:
            headers["Authorization"] = f"Bearer oidc-token-of-{asked.oidc_token.service_account_email}"
        request = urllib.request.Request(asked.url, asked.body or None, headers, method=asked.http_method.name)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                status = int(answer.status)
        except urllib.error.HTTPError as error:
            with error:
                status = error.code
        except OSError:
            status = 0
        return Sent(task, asked.url, headers, asked.body, status, waiting.tries)
