"""Whether a topology can be deployed: what the platform allows, and what the page says in two places at once.

The one rule: what is written is either refused, with its place and every reason, or it can be deployed.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from pydantic import ValidationError

from shared.model.topology import Function, Topology

EVENT_TIMEOUT_S: Final = 540  # the platform's limit for what a message starts; a push waits 600 s for its answer
LONGEST_NAME: Final = 23  # with aiprod- before it, it is the name of a service account too

# The platform wants this many processors for more than so many MiB, and this many MiB for so many processors.
_CPU_FOR: Final = ((24 * 1024, 8.0), (16 * 1024, 6.0), (8 * 1024, 4.0), (4 * 1024, 2.0), (1024, 1.0), (512, 0.5))
_MIB_FOR: Final = ((8.0, 4096), (6.0, 4096), (4.0, 2048), (0.0, 128))


class Malformed(ValueError):
    """The page cannot be deployed as it is. Holds every reason, not only the first."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def read(page: Mapping[str, Any]) -> Topology:
    """The page with its defaults filled in, checked. Raises Malformed with every reason."""
    page = dict(page)
    defaults = page.pop("defaults", {})
    functions = page.get("functions")
    if isinstance(functions, Mapping) and isinstance(defaults, Mapping):
        page["functions"] = {
            name: {**defaults, **own} if isinstance(own, Mapping) else own for name, own in functions.items()
        }
    try:
        topology = Topology.model_validate(page)
    except ValidationError as error:
        raise Malformed(tuple(map(_place, error.errors(include_url=False)))) from None
    found = tuple(problems(topology))
    if found:
        raise Malformed(found)
    return topology


def _place(error: Any) -> str:
    said = {"extra_forbidden": "no such field", "missing": "is missing"}.get(error["type"], error["msg"])
    return f"{'.'.join(map(str, error['loc']))}: {said}"


def problems(topology: Topology) -> Iterator[str]:
    """What each part of the page allows by itself, and the whole does not."""
    hearers: dict[str, str] = {}
    for name, function in topology.functions.items():
        yield from (f"functions.{name}: {said}" for said in _function_problems(topology, name, function))
        for topic in function.topics:
            if topic in hearers:
                yield f"functions.{name}.topics: {hearers[topic]} listens to {topic} already"
            hearers[topic] = name
    for where, topic in _needed_topics(topology):
        if topic not in hearers:
            yield f"{where}: nobody listens to {topic}"
    if topology.dead_letters.last_resort in hearers:
        yield "dead_letters.last_resort: it keeps what functions cannot take, so no function listens to it"
    if topology.uploads.bucket not in topology.buckets:
        yield f"uploads.bucket: there is no bucket {topology.uploads.bucket}"
    for secret in topology.secrets:
        if not any(secret in function.secrets for function in topology.functions.values()):
            yield f"secrets.{secret}: nobody reads it"


def _needed_topics(topology: Topology) -> Iterator[tuple[str, str]]:
    yield "uploads.topic", topology.uploads.topic
    yield "dead_letters.topic", topology.dead_letters.topic
    for name, schedule in topology.schedules.items():
        yield f"schedules.{name}.topic", schedule.topic
    for name in topology.functions:
        for topic in sorted(topology.calls(name)):
            yield f"functions.{name}.calls", topic


def _function_problems(topology: Topology, name: str, function: Function) -> Iterator[str]:
    yield from _start_problems(name, function)
    yield from _size_problems(function)
    yield from _unknown(topology, name, function)
    for which in ("topics", "parts", "calls", "reads", "writes", "roles", "secrets", "packages"):
        listed: tuple[str, ...] = getattr(function, which)
        for twice in sorted({each for each in listed if listed.count(each) > 1}):
            yield f"{which}: {twice} stands there twice"


def _start_problems(name: str, function: Function) -> Iterator[str]:
    if len(name) > LONGEST_NAME:
        yield f"its name has {len(name)} letters, {LONGEST_NAME} at most"
    if not function.topics and not function.http:
        yield "nothing starts it: give it topics, or http: true"
    if "work" in function.parts and name not in function.topics:
        yield f"topics: work is called for by name, so it listens to {name}"
    if function.topics and function.timeout_s > EVENT_TIMEOUT_S:
        yield f"timeout_s: {EVENT_TIMEOUT_S} at most for what a message starts, not {function.timeout_s}"
    if function.backoff_s.min > function.backoff_s.max:
        yield "backoff_s: min is above max"
    if function.instances.min > function.instances.max:
        yield "instances: min is above max"


def _size_problems(function: Function) -> Iterator[str]:
    cpu, memory = function.cpu, function.memory_mib
    least_cpu = next((cpus for mib, cpus in _CPU_FOR if memory > mib), 0.08)
    least_mib = next(mib for cpus, mib in _MIB_FOR if cpu >= cpus)
    if cpu < least_cpu:
        yield f"cpu: {function.memory} of memory need {least_cpu:g} or more"
    if cpu > 1 and cpu not in (2, 4, 6, 8):
        yield f"cpu: above 1 it is 2, 4, 6 or 8, not {cpu:g}"
    if function.concurrency > 1 and cpu < 1:
        yield f"concurrency: {function.concurrency} requests at once need cpu: 1 or more"
    if not least_mib <= memory <= 32 * 1024:
        yield f"memory: {least_mib}Mi to 32Gi with {cpu:g} cpu, not {function.memory}"


def _unknown(topology: Topology, name: str, function: Function) -> Iterator[str]:
    for bucket in sorted({*function.reads} - topology.buckets.keys()):
        yield f"reads: there is no bucket {bucket}"
    if topology.writes(name) and "work" not in function.reads:
        yield "reads: who writes to the bucket work looks first whether it is there"
    for secret in sorted({*function.secrets} - topology.secrets.keys()):
        yield f"secrets: {secret} is not described under secrets"
    if function.secrets and "google-cloud-secret-manager" not in topology.packages(name):
        yield "secrets: reading them needs the package google-cloud-secret-manager"
    brought = {package for part in function.parts for package in topology.parts[part].packages}
    for package in sorted({*function.packages} & {*topology.everyone.packages, *brought}):
        yield f"packages: {package} is there already, for everyone or with its parts"
